"""Files that never arrived and files that nobody registered: looked for once an hour, as long as the service runs."""

import asyncio

from api.errors import log_unexpected
from casework.errors import Fault
from casework.services.evidence import EvidenceService

_EVERY_SECONDS = 3600.0


async def sweep_files(evidence: EvidenceService, every: float = _EVERY_SECONDS) -> None:
    """Runs until it is cancelled. A fault of disk or database is logged, and tried again the next time."""
    while True:
        try:
            await asyncio.to_thread(evidence.sweep)
        except Fault as error:
            log_unexpected(error, job="sweep_files")
        await asyncio.sleep(every)
