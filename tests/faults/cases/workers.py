"""Workers that die, hang or are replaced."""

import asyncio
import signal
from collections import Counter

from tests.faults.load import load
from tests.faults.processes import Process
from tests.faults.steps import (
    COMMANDS_QUEUE,
    dead_letters,
    fault,
    outbox_rows,
    published,
    titled,
    until,
    user,
)
from tests.faults.table import case
from tests.faults.world import World


async def killed_at(
    world: World, victim: Process, failpoint: str, title: str = "", *, flushed: bool = False
) -> None:
    """One write, in a quiet world, whose way leads through a process that dies there."""
    client = await user(world)
    if flushed:
        await until(lambda: flushed_out(world))
    victim.order(failpoint)
    writing = asyncio.create_task(client.create(title))
    assert await victim.died() == -signal.SIGKILL
    await victim.start()
    job = await writing
    assert job is not None
    await client.visible(job)
    await client.close()


async def flushed_out(world: World) -> bool:
    return not await outbox_rows(world, "gateway")


async def duplicates(world: World) -> float:
    return await world.jobs.metric("hirewire_inbox_duplicates_total", queue=COMMANDS_QUEUE)


@case(1, "worker killed before its commit", quick=True)
async def worker_killed_before_commit(world: World) -> None:
    await killed_at(world, world.jobs, "before_commit")
    assert await duplicates(world) == 0
    done = await world.jobs.metric(
        "hirewire_messages_handled_total", queue=COMMANDS_QUEUE, settlement="done"
    )
    assert done == 1, "the message was not handled once after the restart"


@case(2, "worker killed between commit and ack", quick=True)
async def worker_killed_after_commit(world: World) -> None:
    await killed_at(world, world.jobs, "after_commit")
    await until(lambda: counted(world, 1))


async def counted(world: World, count: int) -> bool:
    return await duplicates(world) == count


@case(3, "worker killed between the delayed copy and its ack", quick=True)
async def worker_killed_after_copy(world: World) -> None:
    title = fault("flaky", 1)
    await killed_at(world, world.jobs, "after_copy", title)
    await until(lambda: counted(world, 1))
    assert await titled(world, title) == 1


@case(27, "handler hangs beyond its deadline, then beyond the consumer timeout")
async def handler_hangs(world: World) -> None:
    await world.jobs.end()
    await world.jobs.start(FAULTS_DEADLINE="2")
    client = await user(world)
    job = await client.create(fault("hang", 30))
    assert job is not None
    await client.visible(job)
    assert await world.jobs.metric("hirewire_retries_total", queue=COMMANDS_QUEUE) == 1
    await world.jobs.end()
    await consumer_timeout(world, 2000)
    try:
        await world.jobs.start()
        job = await client.create(fault("hang", 10))
        assert job is not None
        await client.visible(job)
        await until(lambda: absorbed(world))
    finally:
        await consumer_timeout(world, 14_400_000)
        await world.jobs.end()
        await world.jobs.start()
    await client.close()


async def consumer_timeout(world: World, milliseconds: int) -> None:
    """Read by channels when they open, tested by them at every tick."""
    tick = 1000 if milliseconds < 60_000 else 60_000
    await world.rabbit.ctl(
        "eval", f"application:set_env(rabbit, consumer_timeout, {milliseconds})."
    )
    await world.rabbit.ctl("eval", f"application:set_env(rabbit, channel_tick_interval, {tick}).")


async def absorbed(world: World) -> bool:
    return await duplicates(world) >= 1


@case(28, "event loop blocked for longer than heartbeats are missed")
async def loop_blocked(world: World) -> None:
    client = await user(world)
    losses = world.jobs.log.count("broker connection lost")
    title = fault("block", 90)
    writing = asyncio.create_task(client.create(title))
    await asyncio.sleep(2)
    other = await client.create(wait=0)
    assert other is not None, "the gateway does not accept while a worker is stuck"
    job = await writing
    assert job is not None
    async with asyncio.timeout(120):
        await client.visible(job, 120)
    await client.visible(other)
    log = world.jobs.log
    assert log.count("broker connection lost") > losses, "no heartbeat was missed"
    stack = log.partition("event loop blocked")[2]
    assert "in block" in stack, "the log does not say where the loop was stuck"
    assert await titled(world, title) == 1
    await client.close()


@case(35, "rolling restart under load, twenty times")
async def rolling_restart(world: World) -> None:
    await restarted_in_turn(world, 20)


async def restarted_in_turn(world: World, times: int) -> None:
    second = await world.add("jobs", "jobs-2")
    await second.start()
    before = await redeliveries(world)
    members = [world.jobs, second, world.gateway]
    complaints = [complained(member) for member in members]
    async with load(world):
        for number in range(times):
            member = members[number % len(members)]
            assert await member.end() == 0, f"{member.name} did not drain:\n{member.log[-2000:]}"
            await member.start()
    await asyncio.sleep(6)
    burnt = await redeliveries(world) - before
    await world.remove("jobs-2")
    # RabbitMQ itself takes back what a queue sent while its consumer was being cancelled, and
    # counts it as a delivery that nobody saw; more than that would be ours.
    assert burnt.total() <= times // 4, f"deliveries were given back: {dict(burnt)}"
    assert complaints == [complained(member) for member in members]


def complained(process: Process) -> int:
    return sum(
        "settled too late" in line or "drain ran out of time" in line
        for line in process.log.splitlines()
    )


async def redeliveries(world: World) -> Counter[str]:
    """By queue, as the broker counts them, some seconds late."""
    listed = await world.api("GET", "queues/{vhost}")
    return Counter(
        {queue["name"]: queue.get("message_stats", {}).get("redeliver", 0) for queue in listed}
    )


@case(36, "a message that kills its worker at every delivery")
async def crash_loop(world: World) -> None:
    await world.jobs.end()
    client = await user(world)
    await published(world, [fault("crash")])
    innocent = [await client.create(wait=0) for _ in range(20)]
    keeper = asyncio.create_task(kept_alive(world.jobs))
    try:
        for job in innocent:
            assert job is not None
            await client.visible(job, 300)
        await dead_letters(world, 1, 300)
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
    if not world.jobs.running:
        await world.jobs.start()
    await world.jobs.ready()
    rows = await world.query("select reason from jobs.dead_letters order by id desc limit 1")
    assert rows[0]["reason"] == "delivery_limit"
    await client.close()


async def kept_alive(process: Process) -> None:
    """What an orchestrator does with a process that dies."""
    while True:
        if process.child is not None and not process.running:
            await process.child.wait()
            process.launch()
        await asyncio.sleep(0.05)
