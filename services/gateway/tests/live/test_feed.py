import asyncio
import random
from dataclasses import replace
from typing import Any

import pytest
from hirewire_chassis import Context, new_id
from hirewire_gateway.live.feed import (
    KEPT_EVENTS,
    Change,
    Resource,
    events_after,
    newest,
    position_of,
    prune,
    tell,
)
from sqlalchemy import text

INSERT = text(
    "insert into live_events (id, workspace_id, type, topics, resource, at)"
    " select gen_random_uuid(), :workspace, 'jobs.job_created.v1', array['jobs'],"
    ' \'{"kind": "job", "id": "00000000-0000-0000-0000-000000000000", "href": "/"}\','
    " now() - make_interval(days => :days) from generate_series(1, :count)"
)


@pytest.fixture
def context() -> Context:
    return Context(workspace_id=new_id(), actor_id=new_id())


def change() -> Change:
    job_id = new_id()
    resource = Resource(kind="job", id=job_id, href=f"/v1/jobs/{job_id}", sequence=1)
    return Change("jobs.job_created.v1", ("jobs", f"jobs:{job_id}"), resource)


async def test_who_reads_behind_a_position_misses_nothing(database: Any, context: Any) -> None:
    """Transactions of many lengths commit in an order of their own; positions follow it."""
    writers, each = 8, 12
    draw = random.Random(7)  # noqa: S311

    async def write() -> None:
        for _ in range(each):
            async with database.transaction(context) as tx:
                await asyncio.sleep(draw.random() / 200)
                await tell(tx, (change(), change()))
                await asyncio.sleep(draw.random() / 200)

    writing = asyncio.gather(*(write() for _ in range(writers)))
    seen: list[int] = []
    while len(seen) < writers * each * 2:
        async with database.reading(context) as session:
            events = await events_after(session, context.workspace_id, max(seen, default=0), 50)
        seen += [event.position for event in events]
    await writing
    assert seen == sorted(set(seen))


async def test_the_first_event_has_the_id_of_its_message(database: Any, context: Any) -> None:
    cause = new_id()
    async with database.transaction(replace(context, causation_id=cause)) as tx:
        await tell(tx, (change(), change()))
    async with database.reading(context) as session:
        first, second = await events_after(session, context.workspace_id, 0, 10)
        assert (first.id, second.id != cause) == (cause, True)
        assert await position_of(session, context.workspace_id, cause) == first.position
        assert await newest(session, context.workspace_id) == (second.position, second.id)


async def test_nothing_is_told_of_what_was_undone(database: Any, context: Any) -> None:
    async def fail() -> None:
        async with database.transaction(context) as tx:
            await tell(tx, (change(),))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading(context) as session:
        assert await newest(session, context.workspace_id) == (0, None)


async def test_old_events_are_forgotten(database: Any, context: Any) -> None:
    other = Context(workspace_id=new_id())
    for owner, days, count in ((context, 8, 3), (context, 6, 2), (other, 8, 3)):
        async with database.transaction(owner) as tx:
            values = {"workspace": owner.workspace_id, "days": days, "count": count}
            await tx.session.execute(INSERT, values)
    async with database.transaction(context) as tx:
        await prune(tx)
    for owner, kept in ((context, 2), (other, 3)):
        async with database.reading(owner) as session:
            assert len(await events_after(session, owner.workspace_id, 0, 100)) == kept


async def test_a_workspace_keeps_so_many(database: Any, context: Any) -> None:
    """The newest stay, whoever else fills the table; pruning needs nobody to ask for it."""
    async with database.transaction(context) as tx:
        values = {"workspace": context.workspace_id, "days": 0, "count": KEPT_EVENTS + 1_200}
        await tx.session.execute(INSERT, values)
    for _ in range(5):
        async with database.transaction(context) as tx:
            await tell(tx, tuple(change() for _ in range(100)))
    async with database.reading(context) as session:
        count = await session.scalar(text("select count(*) from live_events"))
        position, _ = await newest(session, context.workspace_id)
        last = await events_after(session, context.workspace_id, position - 500, 1_000)
    assert KEPT_EVENTS <= count < KEPT_EVENTS + 500
    assert len(last) == 500
