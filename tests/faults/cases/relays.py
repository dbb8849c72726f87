"""Relays: killed, stopped, misled, alone with a mountain of rows."""

import asyncio
import signal
import time
from collections import defaultdict
from uuid import uuid4

from tests.faults.cases.workers import killed_at
from tests.faults.load import load
from tests.faults.processes import Process
from tests.faults.steps import (
    outbox_rows,
    recovered,
    until,
    user,
)
from tests.faults.table import case
from tests.faults.witness import witnessed
from tests.faults.world import World

COMMAND_BINDING = "bindings/{vhost}/e/hirewire.commands/q/hirewire.jobs.commands.v1"
_HELD = """
select l.pid, l.objid, a.application_name from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'advisory' and l.granted and a.application_name = 'hirewire-jobs-relay'
    and a.datname = current_database()
"""


@case(4, "relay killed between confirm and delete", quick=True)
async def relay_killed_before_delete(world: World) -> None:
    async with witnessed(world, "hirewire.commands", "jobs.create_job.v1") as witness:
        await killed_at(world, world.gateway, "relay_confirmed", flushed=True)
        ids = [message.message_id for message in await witness.all()]
    twice = [name for name in set(ids) if ids.count(name) == 2]
    assert len(twice) == 1, f"the command was not sent twice with one id: {ids}"


@case(5, "relay stopped with rows in its hand; it loses its locks and wakes up")
async def relay_paused(world: World) -> None:
    second = await world.add("jobs", "jobs-2")
    await second.start()
    await until(lambda: shared(world, [4, 4]))
    async with witnessed(world, "hirewire.events", "jobs.#") as witness:
        async with load(world):
            await asyncio.sleep(2)
            world.jobs.order("relay_read", "stop")
            await world.jobs.stopped()
            await asyncio.sleep(8)
            assert await owners(world) == [4, 4], "somebody took partitions that are held"
            await disconnected(world, world.jobs)
            await until(lambda: shared(world, [8]))
            world.jobs.tell(signal.SIGCONT)
            await recovered(world)
            await until(lambda: shared(world, [4, 4]))
        messages = await witness.all()
    await world.remove("jobs-2")
    firsts: defaultdict[str, list[int]] = defaultdict(list)
    seen = set()
    for message in messages:
        if message.message_id not in seen:
            seen.add(message.message_id)
            firsts[message.subject].append(message.sequence)
    disordered = [job for job, numbers in firsts.items() if numbers != sorted(numbers)]
    assert not disordered, f"events left out of order for {disordered[:3]}"


async def owners(world: World) -> list[int]:
    """How many partitions each relay of jobs holds."""
    held: defaultdict[int, set[int]] = defaultdict(set)
    for row in await world.query(_HELD):
        held[row["pid"]].add(row["objid"])
    total = [part for parts in held.values() for part in parts]
    assert len(total) == len(set(total)), "a partition has two owners"
    return sorted(len(parts) for parts in held.values())


async def shared(world: World, wanted: list[int]) -> bool:
    return await owners(world) == wanted


async def disconnected(world: World, process: Process) -> None:
    """The server gives up the relay's connection, as it does when keepalives go unanswered."""
    ports = {
        link.server[1].get_extra_info("sockname")[1]
        for link in world.proxy("pg", process).links()
        if b"hirewire-jobs-relay" in link.opening
    }
    await world.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where client_port = any($1::int[])",
        list(ports),
    )


@case(9, "publishing to an exchange that is not there closes the channel", quick=True)
async def channel_error(world: World) -> None:
    row = uuid4()
    lost = consume_losses(world.jobs)
    async with load(world, writers=2):
        await world.query(
            "insert into jobs.outbox(message_id, part, aggregate, exchange, routing_key, envelope)"
            " values ($1, 0, $2, 'hirewire.delay.99', 'nothing', convert_to('{}', 'utf8'))",
            row,
            str(row),
        )
        await until(lambda: failed(world, "jobs", "NOT_FOUND"))
        await asyncio.sleep(2)
        await world.query("delete from jobs.outbox where message_id = $1", row)
    assert consume_losses(world.jobs) == lost, "consumers went down with the publishing channel"


def consume_losses(process: Process) -> int:
    lines = process.log.splitlines()
    return sum("broker connection lost" in line and "/consume" in line for line in lines)


async def failed(world: World, service: str, error: str) -> bool:
    return bool(
        await world.value(
            f"select exists(select from {service}.outbox where last_error like $1)", f"%{error}%"
        )
    )


@case(30, "a command that no queue is bound for", quick=True)
async def unroutable(world: World) -> None:
    client = await user(world)
    key = "jobs.create_job.v1"
    before = await world.gateway.metric("hirewire_outbox_publish_failures_total")
    await world.api("DELETE", f"{COMMAND_BINDING}/{key}")
    try:
        job = await client.create(wait=1)
        assert job is not None, "a write that can wait was refused"
        await until(lambda: failed(world, "gateway", "NO_ROUTE"))
        assert await outbox_rows(world, "gateway") == 1
        assert await world.gateway.metric("hirewire_outbox_publish_failures_total") > before
    finally:
        await world.api("POST", COMMAND_BINDING, {"routing_key": key})
    await client.visible(job, 30)
    await client.close()


@case(37, "connections that hear notifications die")
async def listeners_die(world: World) -> None:
    client = await user(world)
    for _ in range(3):
        await world.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            " current_database() and (application_name like '%-relay' or query ilike 'listen%')"
        )
        op = str(uuid4())
        answer = await client.write(op, "/v1/jobs", {"title": op}, wait=5, what="create", title=op)
        assert answer is not None
        assert answer.status_code == 201, "polling did not replace the notification"
    await client.close()


@case(40, "a million rows of backlog, in the outbox and in the inbox")
async def backlog(world: World) -> None:
    sink = "faults.sink"
    arguments = {"x-max-length": 10, "x-queue-type": "quorum"}
    await world.api("PUT", f"queues/{{vhost}}/{sink}", {"durable": True, "arguments": arguments})
    binding = f"bindings/{{vhost}}/e/hirewire.events/q/{sink}"
    await world.api("POST", binding, {"routing_key": "backlog.row"})
    try:
        empty = await relayed(world, 4_000, 60)
        await fill_inbox(world, 1_000_000)
        full = await relayed(world, 1_000_000, 12)
        client = await user(world)
        assert await client.create(wait=0) is not None
        await client.close()
    finally:
        await world.query("delete from jobs.outbox where routing_key = 'backlog.row'")
        await world.query("delete from jobs.inbox where handler = 'backlog'")
        await world.query("vacuum jobs.outbox, jobs.inbox")
        await world.api("DELETE", f"queues/{{vhost}}/{sink}")
    world.history.note("fault", "backlog", empty=empty, full=full)
    assert full >= 0.7 * empty, f"{full:.0f} rows/s with a million rows, {empty:.0f} without"


async def relayed(world: World, rows: int, seconds: float) -> float:
    """Rows per second that leave, until they are gone or the time is over."""
    await world.run(
        "set session_replication_role = replica;"  # the audit's triggers stay silent
        "insert into jobs.outbox(message_id, part, aggregate, exchange, routing_key, envelope)"
        " select gen_random_uuid(), n % 8, 'backlog-' || n, 'hirewire.events', 'backlog.row',"
        f" convert_to('{{}}', 'utf8') from generate_series(1, {rows}) n;"
        "analyze jobs.outbox"
    )
    before = await outbox_rows(world, "jobs")
    started = time.monotonic()
    left = before
    while left and time.monotonic() - started < seconds:
        await asyncio.sleep(0.2)
        left = await outbox_rows(world, "jobs")
    return (before - left) / (time.monotonic() - started)


async def fill_inbox(world: World, rows: int) -> None:
    await world.query(
        "insert into jobs.inbox(handler, message_id)"
        " select 'backlog', gen_random_uuid() from generate_series(1, $1::int)",
        rows,
    )
