"""What an office forgets by itself: once a day, as long as the service runs."""

import asyncio

from api.errors import log_unexpected
from casework.errors import TriageError
from casework.services.office import OfficeService

_FIRST_AFTER = 120.0
_EVERY_SECONDS = 24 * 3600.0


async def sweep_office(office: OfficeService, first: float = _FIRST_AFTER, every: float = _EVERY_SECONDS) -> None:
    """Runs until it is cancelled. A fault of disk or database is logged, and tried again the next time."""
    await asyncio.sleep(first)
    while True:
        try:
            await asyncio.to_thread(office.sweep)
        except TriageError as error:
            log_unexpected(error, job="sweep_office")
        await asyncio.sleep(every)
