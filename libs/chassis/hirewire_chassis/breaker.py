"""While something that every message needs is away, messages wait instead of dying."""

import asyncio
import random
from collections.abc import Callable

import structlog

_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger(__name__)


class Breaker:
    """Open from the first outage until a message gets through; retries slow down meanwhile."""

    def __init__(self, report: Callable[[bool], None]) -> None:
        self._failures = 0
        self._report = report
        self._closed = asyncio.Event()

    @property
    def is_open(self) -> bool:
        return self._failures > 0

    async def trip(self, reason: str) -> None:
        """Note an outage and wait before the next probe; returns early once one got through."""
        if not self.is_open:
            self._closed.clear()
            self._report(True)
            log.warning("outage: messages wait", reason=reason)
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        try:
            async with asyncio.timeout(pause * (0.5 + random.random())):  # noqa: S311 - jitter
                await self._closed.wait()
        except TimeoutError:
            return

    def reset(self) -> None:
        if self.is_open:
            log.info("outage over")
            self._failures = 0
            self._report(False)
        self._closed.set()
