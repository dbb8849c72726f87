"""The broker: restarted, killed, blocked, full, rearranged, closed to us."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

from tests.faults.checker import PARKED, parked, queues
from tests.faults.load import Client, load, opened, send
from tests.faults.steps import (
    COMMANDS_QUEUE,
    fault,
    outbox_rows,
    published,
    recovered,
    titled,
    until,
    user,
)
from tests.faults.table import case
from tests.faults.witness import witnessed
from tests.faults.world import PASSWORD, World

JOBS_USER = "hirewire_jobs"
BOUND = 30
IN_HAND = 32
"""What a stuck worker has been given: its prefetch."""


@case(6, "broker restarted in good order")
async def broker_restarted(world: World) -> None:
    async with load(world):
        await asyncio.sleep(2)
        await world.rabbit.ctl("stop_app")
        await asyncio.sleep(2)
        await world.rabbit.ctl("start_app")
        await recovered(world)


@case(7, "broker killed")
async def broker_killed(world: World) -> None:
    async with witnessed(world, "hirewire.commands", "jobs.create_job.v1") as witness:
        await asyncio.sleep(1.5)
        async with load(world):
            await asyncio.sleep(2)
            confirmed = await published(world, [str(uuid4()) for _ in range(100)])
            await world.rabbit.kill()
            await world.rabbit.start()
            await recovered(world)
        kept = {message.message_id for message in await witness.all()}
    missing = set(confirmed) - kept
    assert not missing, f"{len(missing)} confirmed messages are gone from a queue"


@case(8, "all connections closed by the broker", quick=True)
async def connections_closed(world: World) -> None:
    async with load(world):
        for _ in range(2):
            await asyncio.sleep(1)
            await world.rabbit.ctl("close_all_connections", "-p", world.vhost.name, "a case")
        await recovered(world)
    state = (await queues(world))[COMMANDS_QUEUE]
    assert state["consumers"] == 1, f"{state['consumers']} consumers after the reconnect"


@asynccontextmanager
async def alarmed(world: World, setting: str, *values: str) -> AsyncIterator[None]:
    """The broker blocks whoever publishes."""
    await world.rabbit.ctl(setting, *values)
    try:
        yield
    finally:
        await world.rabbit.ctl("set_vm_memory_high_watermark", "0.4")
        await world.rabbit.ctl("set_disk_free_limit", "256MB")


@case(14, "memory alarm: publishers are blocked")
async def memory_alarm(world: World) -> None:
    await blocked_and_released(world, "set_vm_memory_high_watermark", "absolute", "1MB")


@case(15, "disk alarm: publishers are blocked")
async def disk_alarm(world: World) -> None:
    await blocked_and_released(world, "set_disk_free_limit", "100000GB")


async def blocked_and_released(world: World, setting: str, *values: str) -> None:
    await bounded(world)
    client = await user(world)
    world.jobs.tell(signal.SIGSTOP)
    before = [await client.create(wait=0) for _ in range(5)]
    await until(lambda: emptied(world, "gateway"))
    async with alarmed(world, setting, *values):
        world.jobs.tell(signal.SIGCONT)
        await until(lambda: all_handled(world, before))
        await until(lambda: acknowledged(world))
        assert await outbox_rows(world, "jobs") > 0, "an event passed an alarm"
        connections = world.proxy("mq", world.gateway).accepted
        started = time.monotonic()
        during = [await client.create(wait=1) for _ in range(3)]
        seconds = time.monotonic() - started
        assert seconds < 15, f"three writes of 1 s of patience took {seconds:.0f} s"
        assert await outbox_rows(world, "gateway") >= 3
        assert (await world.gateway.readiness())["publishing"] == "blocked"
        more = [asyncio.create_task(client.create(wait=0)) for _ in range(BOUND)]
        await until(lambda: turned_away(client))
        await asyncio.sleep(15)
        made = world.proxy("mq", world.gateway).accepted - connections
        assert made == 0, f"{made} connections were given up for being blocked"
    during += await asyncio.gather(*more)
    for job in [*before, *during]:
        assert job is not None, "a write that can wait was refused"
        await client.visible(job, 30)
    await client.close()


async def bounded(world: World) -> None:
    """Let the gateway refuse what is more than BOUND messages."""
    await world.gateway.end()
    await world.gateway.start(GATEWAY_OUTBOX_BOUND=str(BOUND))


async def turned_away(client: Client) -> bool:
    """A write beyond the bound is told at once to come again."""
    started = time.monotonic()
    answer = await client.attempt(str(uuid4()), "/v1/jobs", {"title": "late"}, {})
    seconds = time.monotonic() - started
    if answer is None or answer.status_code != 503:
        return False
    assert int(answer.headers["Retry-After"]) > 0
    assert seconds < 1, f"{seconds:.1f} s until the refusal"
    return True


async def emptied(world: World, service: str) -> bool:
    return not await outbox_rows(world, service)


async def all_handled(world: World, jobs: list[str | None]) -> bool:
    return bool(
        await world.value("select count(*) = $2 from jobs.jobs where id = any($1::uuid[])",
                          jobs, len(jobs))
    )  # fmt: skip


async def acknowledged(world: World) -> bool:
    """As soon as the statistics say so."""
    found = await world.api("GET", f"queues/{{vhost}}/{COMMANDS_QUEUE}")
    return found.get("messages", 1) == 0


@case(26, "queue full behind a stuck consumer", spoils=True)
async def queue_full(world: World) -> None:
    await bounded(world)
    client = await user(world)
    policy = "policies/{vhost}/faults"
    body = {
        "pattern": f"^{COMMANDS_QUEUE}$", "definition": {"max-length": 3}, "apply-to": "queues",
    }  # fmt: skip
    await world.api("PUT", policy, body)
    world.jobs.tell(signal.SIGSTOP)
    try:
        jobs = [await client.create(wait=0) for _ in range(IN_HAND + BOUND)]
        assert None not in jobs, "a write that can wait was refused"
        await until(lambda: refused(world))
        assert await outbox_rows(world, "gateway") >= 10
        more = [asyncio.create_task(client.create(wait=0)) for _ in range(BOUND)]
        await until(lambda: turned_away(client))
    finally:
        world.jobs.tell(signal.SIGCONT)
        await world.api("DELETE", policy)
    for job in [*jobs, *await asyncio.gather(*more)]:
        await client.visible(str(job), 30)
    await client.close()


async def refused(world: World) -> bool:
    return bool(await world.value("select count(*) from gateway.outbox where attempts > 0"))


@case(29, "a queue is deleted", quick=True)
async def queue_deleted(world: World) -> None:
    client = await user(world)
    await world.rabbit.ctl("delete_queue", "-p", world.vhost.name, COMMANDS_QUEUE)
    job = await client.create(wait=0)
    assert job is not None
    await client.visible(job, 30)
    state = (await queues(world))[COMMANDS_QUEUE]
    assert state["consumers"] == 1
    await client.close()


@case(31, "the way back from the delay ladder is gone")
async def ladder_cut(world: World) -> None:
    binding = f"bindings/{{vhost}}/e/hirewire.return/q/{COMMANDS_QUEUE}"
    key = f"#.{COMMANDS_QUEUE}"
    [found] = [each for each in await world.api("GET", binding) if each["routing_key"] == key]
    stuck, fine = fault("flaky", 1), fault("flaky", 1)
    await world.api("DELETE", f"{binding}/{found['properties_key']}")
    try:
        [message_id] = await published(world, [stuck])
        await until(lambda: is_parked(world, message_id))
    finally:
        await world.api("POST", binding, {"routing_key": key})
    await published(world, [fine])
    await until(lambda: made(world, fine))
    await unpark(world)
    await until(lambda: made(world, stuck))


async def is_parked(world: World, message_id: str) -> bool:
    return message_id in await parked(world)


async def made(world: World, title: str) -> bool:
    return await titled(world, title) == 1


async def unpark(world: World) -> None:
    """What an operator does with parked messages, by hand."""
    async with opened(world) as channel:
        queue = await channel.get_queue(PARKED)
        while (message := await queue.get(fail=False)) is not None:
            await send(
                channel,
                message.body,
                exchange="",
                key=COMMANDS_QUEUE,
                message_id=message.message_id,
                headers=message.headers,
            )
            await message.ack()


@case(39, "credentials changed, then permissions taken away")
async def credentials_revoked(world: World) -> None:
    place = ("-p", world.vhost.name)
    rights = await world.api("GET", f"permissions/{{vhost}}/{JOBS_USER}")
    await world.rabbit.ctl("change_password", JOBS_USER, "another")
    state = await thrown_out(world)
    assert "ACCESS_REFUSED" in state["consuming"] + state["publishing"], state
    await world.rabbit.ctl("change_password", JOBS_USER, PASSWORD)
    await recovered(world)
    await world.rabbit.ctl("clear_permissions", *place, JOBS_USER)
    state = await thrown_out(world)
    assert "refused" in state["publishing"], state
    kinds = (rights[kind] for kind in ("configure", "write", "read"))
    await world.rabbit.ctl("set_permissions", *place, JOBS_USER, *kinds)
    await recovered(world)


async def thrown_out(world: World) -> Mapping[str, str]:
    """Not ready, a write that is kept, and no hot loop at the door; what it says of itself."""
    client = await user(world)
    proxy = world.proxy("mq", world.jobs)
    proxy.cut()
    await world.jobs.until("consuming", None)
    await world.jobs.until("publishing", None)
    knocks = proxy.accepted
    await asyncio.sleep(6)
    assert proxy.accepted - knocks < 30, f"{proxy.accepted - knocks} attempts in 6 s"
    state = await world.jobs.readiness()
    assert "ok" not in {state["consuming"], state["publishing"]}, state
    assert await client.create(wait=0) is not None
    await client.close()
    return state
