"""Background tasks: as long as their context, ended for certain, and only when that is meant."""

import asyncio
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

_PATIENCE_SECONDS = 0.2


async def end(task: asyncio.Task[None] | None) -> None:
    """Cancel until it has ended.

    Once is not enough: a client library that is interrupted while it connects may turn the
    cancellation into an error of its own, and a loop that tries again would go on for ever.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_PATIENCE_SECONDS)


def is_ending() -> bool:
    """Whether this task itself is cancelled, and not just something that it waits for.

    When a connection breaks, aiormq ends its callers' waiting with a CancelledError of its own.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Background(ABC):
    """Does its work while its context is entered; has ended for certain when that is left."""

    _task: asyncio.Task[None] | None = None

    @abstractmethod
    async def _run(self) -> None:
        """The work; returns early only if there is nothing to do."""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name=type(self).__name__)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await end(self._task)
