"""New items to review are looked for once a minute, as long as the service runs."""

import asyncio

from api.errors import log_unexpected
from casework.errors import Fault
from casework.services.review import ReviewService

_EVERY_SECONDS = 60.0


async def collect_reviews(review: ReviewService, every: float = _EVERY_SECONDS) -> None:
    """Runs until it is cancelled. A fault of the database is logged, and tried again the next time."""
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(review.collect)
        except Fault as error:
            log_unexpected(error, job="collect_reviews")
