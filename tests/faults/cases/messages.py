"""Messages that come twice, in any order, in another version, or too large."""

import asyncio
import json
from collections.abc import Mapping
from itertools import permutations
from typing import Any
from uuid import uuid4

from tests.faults.cases.letters import letters
from tests.faults.dialects import OTHERS
from tests.faults.load import EVENTS, Publisher
from tests.faults.steps import COMMANDS_QUEUE, dead_letters, fault, handled, titled, until
from tests.faults.table import case
from tests.faults.world import World

COPIES = 10


@case(20, "each message delivered ten times at once", quick=True)
async def delivered_ten_times(world: World) -> None:
    publisher = Publisher(world)
    before = await counted(world, "hirewire_inbox_duplicates_total")
    retries = await counted(world, "hirewire_retries_total")
    titles = [fault("slow", 1), *(str(uuid4()) for _ in range(9))]
    envelopes = [publisher.command(title) for title in titles]
    await asyncio.gather(*(publisher.publish(*envelopes) for _ in range(COPIES)))
    absorbed = before + len(titles) * (COPIES - 1)

    async def all_absorbed() -> bool:
        return await counted(world, "hirewire_inbox_duplicates_total") == absorbed

    await until(all_absorbed)
    assert [await titled(world, title) for title in titles] == [1] * len(titles)
    assert await counted(world, "hirewire_retries_total") == retries, "a copy waited for too long"


async def counted(world: World, metric: str) -> float:
    return await world.jobs.metric(metric, queue=COMMANDS_QUEUE)


STEPS = (
    ("jobs.job_created.v1", "draft", {}),
    ("jobs.job_status_changed.v1", "open", {"previous": "draft"}),
    ("jobs.job_updated.v1", "open", {"changed": ["title"]}),
    ("jobs.job_status_changed.v1", "on_hold", {"previous": "open"}),
    ("jobs.job_status_changed.v1", "closed", {"previous": "on_hold"}),
)


@case(21, "five events of one job in each of their 120 orders", quick=True)
async def every_order(world: World) -> None:
    publisher = Publisher(world)
    orders = {str(uuid4()): order for order in permutations(range(len(STEPS)))}
    for place in range(len(STEPS)):
        told = [event(publisher, job, order[place]) for job, order in orders.items()]
        await publisher.publish(*told, exchange=EVENTS)
        await until(lambda ids=[envelope["id"] for envelope in told]: all_heard(world, ids))
    rows = await world.query(
        "select sequence, (state - 'id')::text as state from gateway.view_jobs"
        " where id = any($1::uuid[])",
        list(orders),
    )
    assert len(rows) == len(orders)
    [(sequence, state)] = {(row["sequence"], row["state"]) for row in rows}
    assert sequence == len(STEPS)
    assert json.loads(state)["status"] == STEPS[-1][1]


async def all_heard(world: World, ids: list[str]) -> bool:
    return bool(
        await world.value(
            "select count(*) = $2 from gateway.inbox where message_id = any($1::uuid[])",
            ids,
            len(ids),
        )
    )


def event(publisher: Publisher, job: str, step: int) -> dict[str, Any]:
    kind, status, more = STEPS[step]
    envelope = publisher.envelope(kind, {}, subject=job, sequence=f"{step + 1:020d}")
    state = {
        "id": job,
        "workspace_id": envelope["workspaceid"],
        "sequence": step + 1,
        "created_at": "2026-11-20T09:00:00Z",
        "updated_at": f"2026-11-20T09:0{step}:00Z",
        "title": f"Title {step}",
        "status": status,
    }
    return envelope | {"data": {"job": state, **more}}


@case(25, "the next version and the one before, at a process that knows neither")
async def versions(world: World) -> None:
    publisher = Publisher(world)
    newer = publisher.command()
    newer["data"] |= {"unheard_of": {"a": 1}}
    newer["data"]["job"] |= {"benefits": ["a bicycle"]}
    await publisher.publish(newer | {"hirewireshard": "7"})
    await until(lambda: handled(world, newer["id"]))
    assert await titled(world, newer["id"]) == 1
    await restarted(world, FAULTS_VERSIONS="all")
    await restarted(world)
    titles = {message.type: str(uuid4()) for message in OTHERS}
    await publisher.publish(*(other_version(publisher, *each) for each in titles.items()))
    await dead_letters(world, len(titles))
    rows = await world.query(
        "select id, type, attempts, error_message from jobs.dead_letters where type = any($1)",
        list(titles),
    )
    assert {(row["type"], row["attempts"]) for row in rows} == {(kind, 1) for kind in titles}
    assert all("not a message of this version" in row["error_message"] for row in rows)
    await restarted(world, FAULTS_VERSIONS="all")
    for row in rows:
        assert await letters(world, "replay", row["id"]) == 0
    for title in titles.values():
        await until(lambda title=title: made(world, title))
    await restarted(world)


async def restarted(world: World, **extra: str) -> None:
    await world.jobs.end()
    await world.jobs.start(**extra)


def other_version(publisher: Publisher, kind: str, title: str) -> Mapping[str, Any]:
    return publisher.envelope(kind, {"job_id": str(uuid4()), "name": title})


async def made(world: World, title: str) -> bool:
    return await titled(world, title) == 1
