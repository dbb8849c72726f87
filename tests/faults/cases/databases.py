"""The database: killed, away, cut off at COMMIT, out of room, in a deadlock."""

import asyncio
import time
from uuid import uuid4

import asyncpg

from tests.faults.load import load
from tests.faults.processes import Process
from tests.faults.proxy import Link, named
from tests.faults.steps import (
    handled,
    published,
    recovered,
    titled,
    until,
    user,
)
from tests.faults.table import case
from tests.faults.world import World

AWAY_SECONDS = 30


@case(16, "postmaster killed, and restarted in good order")
async def database_killed(world: World) -> None:
    trips = world.jobs.log.count("outage: messages wait")
    async with load(world):
        await asyncio.sleep(1)
        await world.postgres.kill()
        await published(world, [str(uuid4()) for _ in range(5)])
        await world.jobs.until("breaker", "open", 15)
        await world.postgres.start()
        await recovered(world)
        await world.postgres.stop()
        await world.postgres.start()
        await recovered(world)
    assert world.jobs.log.count("outage: messages wait") > trips


@case(17, f"database away for {AWAY_SECONDS} s")
async def database_away(world: World) -> None:
    client = await user(world)
    await world.postgres.stop()
    try:
        started = time.monotonic()
        ids = await published(world, [str(uuid4()) for _ in range(20)])
        await world.jobs.until("database", None)
        await world.gateway.until("database", None)
        op = str(uuid4())
        headers = {"Idempotency-Key": op}
        answer = await client.attempt(op, "/v1/jobs", {"title": op}, headers)
        assert answer is not None
        assert answer.status_code == 503, answer.text
        assert "Retry-After" in answer.headers
        await asyncio.sleep(max(0.0, AWAY_SECONDS - (time.monotonic() - started)))
    finally:
        await world.postgres.start()
    await recovered(world)
    for message_id in ids:
        await until(lambda message_id=message_id: handled(world, message_id))
    await client.close()


@case(18, "the answer to COMMIT is lost", quick=True)
async def commit_cut(world: World) -> None:
    client = await user(world)
    for victim in (world.jobs, world.gateway):
        for _ in range(3):
            trapped = trap_commits(world, victim)
            title = str(uuid4())
            job = await client.create(title, wait=2)
            assert job is not None
            await client.visible(job)
            assert await titled(world, title) == 1
            assert trapped, f"no COMMIT of {victim.name} was seen"
    await client.close()


def trap_commits(world: World, victim: Process) -> list[Link]:
    """The next COMMIT on any connection of its pool gets through, and its answer does not."""
    proxy = world.proxy("pg", victim)
    trapped: list[Link] = []

    def set_trap(link: Link) -> None:
        if not named(f"hirewire-{victim.service}\0")(link) or trapped:
            return

        def spring() -> None:
            if trapped:
                return
            trapped.append(link)
            link.swallow(up=False)
            asyncio.get_running_loop().call_later(0.3, link.cut)

        link.up.trap = (b"COMMIT", spring)

    for link in proxy.links():
        set_trap(link)
    proxy.on_open = set_trap
    return trapped


@case(19, "deadlock, serialization failure, disk full", quick=True)
async def database_refuses(world: World) -> None:
    await deadlocked(world)
    for state in ("40001", "53100", "53200", "57014"):
        await raising(world, state)
        try:
            title = str(uuid4())
            [message_id] = await published(world, [title])
            await until(lambda state=state: retried(world, state))
        finally:
            await world.run("drop trigger faults_refuse on jobs.jobs")
        await until(lambda message_id=message_id: handled(world, message_id))
        assert await titled(world, title) == 1


async def raising(world: World, state: str) -> None:
    """Every insert of a job fails with this SQLSTATE."""
    await world.run(
        "create or replace function faults.refuse() returns trigger language plpgsql as"
        f" $$ begin raise exception 'no' using errcode = '{state}'; end $$;"
        "create trigger faults_refuse before insert on jobs.jobs"
        " for each row execute function faults.refuse()"
    )


async def retried(world: World, state: str) -> bool:
    """The log has a retry, or an outage, for it."""
    names = {"40001": "Serialization", "53100": "DiskFull", "53200": "OutOfMemory",
             "57014": "QueryCanceled"}  # fmt: skip
    return names[state] in world.jobs.log


async def deadlocked(world: World) -> None:
    """Two transactions wait for each other, and the server ends that of the handler."""
    client = await user(world)
    job = await client.create(wait=5)
    assert job is not None
    await client.visible(job)
    rival = await asyncpg.connect(world.admin_url)
    try:
        await rival.execute("set deadlock_timeout = '20s'")
        transaction = rival.transaction()
        await transaction.start()
        await rival.execute("lock table jobs.outbox in exclusive mode")
        publishing = asyncio.create_task(client.change(job, "publish"))
        await until(lambda: waiting_for_outbox(world))
        locking = asyncio.create_task(
            rival.execute("select 1 from jobs.jobs where id = $1 for update", job)
        )
        await until(lambda: said(world.jobs, "DeadlockDetected"))
        await locking
        await transaction.rollback()
    finally:
        await rival.close()
    assert await publishing
    await client.close()


async def waiting_for_outbox(world: World) -> bool:
    return bool(
        await world.value(
            "select exists(select from pg_stat_activity where wait_event_type = 'Lock'"
            " and application_name = 'hirewire-jobs' and datname = current_database())"
        )
    )


async def said(process: Process, words: str) -> bool:
    return words in process.log
