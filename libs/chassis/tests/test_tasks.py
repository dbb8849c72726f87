"""Ending a task whose library swallows the cancellation."""

import asyncio
import contextlib

from hirewire_chassis.tasks import end


async def test_a_task_that_swallows_its_first_cancellation_is_ended_all_the_same() -> None:
    swallowed: list[int] = []

    async def stubborn() -> None:
        while len(swallowed) < 2:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            swallowed.append(1)
        await asyncio.sleep(60)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end(task)

    assert task.cancelled()
    assert len(swallowed) == 2


async def test_what_never_began_or_has_ended_needs_no_end() -> None:
    done = asyncio.create_task(asyncio.sleep(0))
    await done

    await end(None)
    await end(done)

    assert done.done()
