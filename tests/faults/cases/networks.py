"""The network between services and servers: silent, slow, cut at the worst byte."""

import asyncio
import json
import time

from tests.faults.checker import read_history
from tests.faults.load import load
from tests.faults.processes import Process
from tests.faults.proxy import Link, Proxy, Shape, named
from tests.faults.steps import (
    RECOVERY_SECONDS,
    outbox_rows,
    probed,
    recovered,
    until,
    user,
)
from tests.faults.table import case
from tests.faults.witness import witnessed
from tests.faults.world import World

HEARTBEAT_SECONDS = 20
DETECTED_SECONDS = 2 * HEARTBEAT_SECONDS
"""Until then the broker believes in a silent consumer and gives it messages."""
SLOW_WRITES = 8
"""In 20 s, by four clients: a write crosses the slow network about ten times."""


@case(10, "half-open connections: to the broker, then to the database")
async def half_open(world: World) -> None:
    for kind in ("mq", "pg"):
        async with load(world, writers=2):
            await asyncio.sleep(1)
            for process in (world.gateway, world.jobs):
                assert world.proxy(kind, process).swallow() > 0
            await recovered(world, DETECTED_SECONDS + RECOVERY_SECONDS)


@case(11, "slow network: 200 ms +- 50 ms each way, 1 % lost and sent again")
async def slow_network(world: World) -> None:
    processes = list(world.processes.values())
    complaints = [complained(process) for process in processes]
    before = done(world)
    started = time.monotonic()
    for name, proxy in world.proxies.items():
        late = 0.2 if name.startswith("mq") else 0.01
        proxy.shape = Shape(delay=late, jitter=late / 4, loss=0.01, again=0.4)
    async with load(world, writers=4):
        await asyncio.sleep(20)
    finished = done(world) - before
    rate = finished / (time.monotonic() - started)
    world.history.note("fault", "slow", writes=finished, per_second=rate)
    assert finished >= SLOW_WRITES, f"only {finished} writes got through"
    assert [complained(process) for process in processes] == complaints, "slow is no outage"


def complained(process: Process) -> int:
    log = process.log
    return log.count("broker connection lost") + log.count("outage: messages wait")


def done(world: World) -> int:
    return sum(outcome == "ok" for outcome in read_history(world).titles.values())


def publishing(world: World) -> tuple[Proxy, Link]:
    """The gateway's publishing connection."""
    proxy = world.proxy("mq", world.gateway)
    [link] = proxy.links(named("/publish"))
    return proxy, link


@case(12, "the confirm is lost", quick=True)
async def confirm_lost(world: World) -> None:
    client = await user(world)
    await probed(client)  # a channel of the gateway's is open then
    await until(lambda: flushed(world))
    async with witnessed(world, "hirewire.commands", "jobs.create_job.v1") as witness:
        _, link = publishing(world)
        link.swallow(up=False)
        job = await client.create(wait=0)
        assert job is not None
        await client.visible(job, 30)
        await until(lambda: flushed(world))
        ids = [message.message_id for message in await witness.all()]
    assert len(ids) > 1, "the confirm was not lost"
    assert len(set(ids)) == 1, "the command was sent again as another message"
    await client.close()


async def flushed(world: World) -> bool:
    return not await outbox_rows(world, "gateway")


@case(13, "a publish is cut in the middle of its frames", quick=True)
async def publish_cut(world: World) -> None:
    client = await user(world)
    async with witnessed(world, "hirewire.commands", "jobs.create_job.v1") as witness:
        for budget in (1, 20, 60, 150, 400, 700):
            await until(lambda: flushed(world))
            await world.gateway.until("publishing", "ok")
            _, link = publishing(world)
            link.up.budget = budget
            job = await client.create(wait=0)
            assert job is not None
            await client.visible(job, 30)
        bodies = [json.loads(message.body) for message in await witness.all()]
    assert len(bodies) >= 6
    await client.close()
