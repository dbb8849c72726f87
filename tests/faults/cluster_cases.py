"""``python -m tests.faults.cluster_cases [--seed N]``: case 43, three RabbitMQ nodes."""

import argparse
import asyncio
import logging
import secrets
import sys
from uuid import uuid4

import aio_pika
from hirewire_local.ports import LOOPBACK

from tests.faults.__main__ import FOLDER
from tests.faults.cluster import Cluster, Member, leader
from tests.faults.load import load
from tests.faults.processes import Process
from tests.faults.runner import Tally, opened_world, run_case, say
from tests.faults.steps import (
    COMMANDS_QUEUE,
    VIEWS_QUEUE,
    published,
    recovered,
    until,
    user,
)
from tests.faults.table import Case
from tests.faults.witness import witnessed
from tests.faults.world import World


def main() -> int:
    """Exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    seed = parser.parse_args().seed
    say(f"seed {seed}")
    tally = asyncio.run(run(seed))
    say(str(tally))
    return 0 if tally.fine else 1


async def run(seed: int) -> Tally:
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    tally = Tally()
    async with opened_world(FOLDER, seed, Cluster) as world:
        for number, (title, work) in enumerate(CASES.items(), start=431):
            each = Case(number, title, work, quick=False, spoils=False)
            if not await run_case(world, each, tally):
                break
    return tally


def cluster_of(world: World) -> Cluster:
    assert isinstance(world.rabbit, Cluster)
    return world.rabbit


def lead(world: World, process: Process, member: Member) -> None:
    """What a load balancer does: new connections of this process go to that node."""
    world.proxy("mq", process).lead_to(LOOPBACK, member.address.amqp_port)


def lead_away(world: World, member: Member) -> None:
    living = [other for other in cluster_of(world).living if other is not member]
    for process in world.processes.values():
        lead(world, process, world.chance.choice(living))


async def whole(world: World) -> None:
    """Every quorum queue has all its members."""

    async def complete() -> bool:
        queues = await world.api("GET", "queues/{vhost}")
        shared = [queue for queue in queues if queue.get("type") == "quorum"]
        return all(len(queue.get("online", [])) == 3 for queue in shared)

    await until(complete, 60)


async def leader_killed(world: World) -> None:
    cluster = cluster_of(world)
    async with witnessed(world, "hirewire.commands", "jobs.create_job.v1") as witness:
        await whole(world)
        confirmed: list[str] = []
        async with load(world):
            for queue in (COMMANDS_QUEUE, VIEWS_QUEUE):
                confirmed += await published(world, [str(uuid4()) for _ in range(100)])
                victim = cluster.member(await leader(world.api, queue))
                await victim.kill()
                lead_away(world, victim)
                confirmed += await published(world, [str(uuid4()) for _ in range(20)])
                await recovered(world)
                await victim.start()
                await whole(world)
        kept = {message.message_id for message in await witness.all()}
    missing = set(confirmed) - kept
    assert not missing, f"{len(missing)} confirmed messages are gone from a queue"


async def partition(world: World) -> None:
    """The gateway is on the side of the one node, the worker on that of the two."""
    cluster = cluster_of(world)
    await whole(world)
    lonely = cluster.members[2]
    lead(world, world.gateway, lonely)
    lead(world, world.jobs, cluster.members[0])
    for process in (world.gateway, world.jobs):
        world.proxy("mq", process).cut()
    await recovered(world)
    client = await user(world)
    nowhere = witnessed(world, "hirewire.commands", "faults.nothing")
    async with nowhere as sink, load(world):
        await whole(world)
        assert not await refuses(world, lonely, sink.queue)
        await cluster.isolate(lonely)
        await until(lambda: refuses(world, lonely, sink.queue), 60)
        await world.gateway.until("publishing", None, 60)
        waiting = [await client.create(wait=0) for _ in range(10)]
        majority = await published(world, [str(uuid4()) for _ in range(20)])
        await until(lambda: all_handled(world, majority), 60)
        await cluster.rejoin(lonely)
        await recovered(world, 120)
    for job in waiting:
        assert job is not None, "a write that can wait was refused"
        await client.visible(job)
    await client.close()
    await whole(world)


async def refuses(world: World, member: Member, queue: str) -> bool:
    """The minority takes nothing, rather than something that it cannot keep."""
    try:
        async with asyncio.timeout(5):
            url = member.address.amqp_url(world.vhost.name)
            connection = await aio_pika.connect(url, timeout=3)
            async with connection:
                channel = await connection.channel()
                await channel.default_exchange.publish(aio_pika.Message(b""), queue)
    except (aio_pika.exceptions.AMQPError, OSError, TimeoutError):
        return True
    return False


async def all_handled(world: World, ids: list[str]) -> bool:
    count = await world.value(
        "select count(*) from jobs.inbox where message_id = any($1::uuid[])", ids
    )
    return bool(count == len(ids))


async def rolling_restart(world: World) -> None:
    cluster = cluster_of(world)
    async with load(world):
        for member in cluster.members:
            await whole(world)
            lead_away(world, member)
            await member.stop()
            await recovered(world)
            await member.start()
    await whole(world)


CASES = {
    "cluster: the node that leads a queue is killed, twice": leader_killed,
    "cluster: one of three nodes is cut off from the others": partition,
    "cluster: nodes restarted in turn": rolling_restart,
}


if __name__ == "__main__":
    sys.exit(main())
