"""Says where the event loop is stuck: while it is, nothing else of the process can."""

import asyncio
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Self

import structlog

from hirewire_chassis.metrics import Metrics

STALL_SECONDS = 5.0
"""From here on it is a stall: logged, and not alive to whoever can still ask."""

_AGAIN_SECONDS = 60.0
_STEPS = 10
log = structlog.get_logger(__name__)


class LoopWatch:
    """A heartbeat in the loop and a thread that listens to it.

    The thread logs the loop's stack after ``stall`` seconds without a beat, and again at most each
    ``again`` seconds. A process that was stopped as a whole (SIGSTOP, a sleeping machine) is not
    taken for a stall.
    """

    def __init__(
        self, metrics: Metrics, stall: float = STALL_SECONDS, again: float = _AGAIN_SECONDS
    ) -> None:
        self._metrics = metrics
        self._stall = stall
        self._again = again
        self._step = stall / _STEPS
        self._beat = time.monotonic()
        self._over = threading.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def stalled(self) -> bool:
        return time.monotonic() - self._beat >= self._stall

    async def __aenter__(self) -> Self:
        self._beat = time.monotonic()
        self._task = asyncio.create_task(self._pulse(), name="loop watch")
        listening = threading.Thread(
            target=self._listen, args=(threading.get_ident(),), name="loop watch", daemon=True
        )
        listening.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._task is not None:
            self._task.cancel()

    async def _pulse(self) -> None:
        while True:
            await asyncio.sleep(self._step)
            now = time.monotonic()
            self._metrics.loop_lag_seconds.set(max(0.0, now - self._beat - self._step))
            self._beat = now

    def _listen(self, loop_thread: int) -> None:
        told = -self._again
        woken = time.monotonic()
        while not self._over.wait(self._step):
            now, slept = time.monotonic(), time.monotonic() - woken
            woken = now
            if slept > self._step + self._stall / 2:
                self._beat = now
            elif self.stalled and now - told >= self._again:
                told = now
                self._tell(now - self._beat, loop_thread)

    def _tell(self, seconds: float, loop_thread: int) -> None:
        frame = sys._current_frames().get(loop_thread)  # noqa: SLF001 - the documented way
        stack = "".join(traceback.format_stack(frame)) if frame else ""
        self._metrics.loop_stalls.inc()
        log.error("event loop blocked", seconds=round(seconds, 1), stack=stack)
