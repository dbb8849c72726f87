"""Ending background tasks for certain."""

import asyncio

_PATIENCE_SECONDS = 0.2


async def end(task: asyncio.Task[None] | None) -> None:
    """Cancel until it has ended.

    Once is not enough: a client library that is interrupted while it connects may turn the
    cancellation into an error of its own, and a loop that tries again would go on for ever.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_PATIENCE_SECONDS)
