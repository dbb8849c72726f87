"""What comes again: headers that a broker left, dead letters replayed, one request sent often."""

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.faults.load import COMMAND, Publisher, opened, send
from tests.faults.processes import Process
from tests.faults.steps import (
    COMMANDS_QUEUE,
    dead_letters,
    fault,
    handled,
    titled,
    until,
    user,
)
from tests.faults.table import case
from tests.faults.witness import witnessed
from tests.faults.world import PASSWORD, World

OPERATOR = "mira@faults"
LAST_ATTEMPT = 10


@case(32, "a message that brings x-death headers of an earlier death", quick=True)
async def death_headers(world: World) -> None:
    died = {
        "count": 1, "reason": "expired", "exchange": "hirewire.delay.00", "time": datetime.now(UTC),
        "routing-keys": [COMMAND],
    }  # fmt: skip
    headers = {
        "x-death": [{**died, "queue": f"hirewire.delay.{level:02d}"} for level in range(3)],
        "x-first-death-queue": "hirewire.delay.00",
        "x-first-death-exchange": "hirewire.delay.00",
        "x-first-death-reason": "expired",
        "x-last-death-queue": "hirewire.delay.00",
    }
    title = fault("climb", 4)
    async with witnessed(world, "hirewire.delay.01", "#") as witness:
        await sent(world, title, headers=headers)
        await until(lambda: made(world, title))
        copies = await witness.all()
    assert len(copies) == 4, f"{len(copies)} copies went up the ladder"
    kept = {name for copy in copies for name in copy.headers if name in headers}
    assert not kept, f"copied: {kept}"


async def made(world: World, title: str) -> bool:
    return await titled(world, title) == 1


async def sent(world: World, title: str, **properties: Any) -> str:
    """A command of a foreign program, with properties of its own; its message id."""
    envelope = Publisher(world).command(title)
    await sent_again(world, envelope, **properties)
    return str(envelope["id"])


async def sent_again(world: World, envelope: dict[str, Any], **properties: Any) -> None:
    async with opened(world) as channel:
        await send(channel, json.dumps(envelope).encode(), envelope, **properties)
    world.history.note("ok", envelope["id"], what="foreign", type=envelope["type"])


@case(33, "letters replayed twice, beside a copy that is still retried, with another body")
async def letters_replayed(world: World) -> None:
    await replayed_twice(world)
    await replayed_beside_a_copy(world)
    await replayed_with_another_body(world)


async def replayed_twice(world: World) -> None:
    title = fault("flaky", 1)
    message_id = await sent(world, title, headers={"hirewire-attempt": LAST_ATTEMPT})
    await dead_letters(world, 1)
    letter = await newest(world)
    assert await letters(world, "replay", letter) == 0
    await until(lambda: handled(world, message_id))
    assert await letters(world, "replay", letter) == 1, "it was replayed again without --force"
    assert await letters(world, "replay", letter, "--force") == 0
    await until(lambda: absorbed(world, 1))
    assert await titled(world, title) == 1
    await noted(world, letter, "replayed")


async def replayed_beside_a_copy(world: World) -> None:
    """One copy of the message has died, another one still climbs the ladder."""
    title = fault("climb", 2)
    before = await duplicates(world)
    envelope = Publisher(world).command(title)
    await sent_again(world, envelope, headers={"hirewire-attempt": LAST_ATTEMPT})
    await dead_letters(world, 1)
    await sent_again(world, envelope)
    await until(lambda: climbing(world, envelope["data"]["job_id"]))
    letter = await newest(world)
    assert await letters(world, "replay", letter) == 0
    await until(lambda: made(world, title))
    await until(lambda: absorbed(world, before + 1))
    await noted(world, letter, "replayed")


async def climbing(world: World, job: str) -> bool:
    """It has failed twice: once to die, once to be tried again."""
    return world.jobs.log.count(f"asked to climb: {job}") == 2


async def replayed_with_another_body(world: World) -> None:
    title = str(uuid4())
    envelope = Publisher(world).command(title)
    wrong = {**envelope, "data": {**envelope["data"], "job": {"title": [title]}}}
    await sent_again(world, wrong)
    await dead_letters(world, 1)
    letter = await newest(world)
    before = await duplicates(world)
    words = json.dumps(envelope["data"])
    assert await letters(world, "edit", letter, "-", words=words) == 0
    await until(lambda: made(world, title))
    assert await letters(world, "edit", letter, "-", words=words) == 1, "edited again"
    assert await letters(world, "edit", letter, "-", "--force", words=words) == 0
    await until(lambda: absorbed(world, before + 1))
    [effect] = await world.query(
        "select message_id, correlation from faults.sent where service = 'jobs' and aggregate = $1",
        envelope["data"]["job_id"],
    )
    [inbox] = await world.query(
        "select message_id from jobs.inbox where message_id = (select causation from faults.sent"
        " where message_id = $1)",
        effect["message_id"],
    )
    corrected = str(inbox["message_id"])
    assert corrected != envelope["id"], "another body went out under the old id"
    assert str(effect["correlation"]) == envelope["id"], "nobody sees what it was caused by"
    world.history.note("ok", corrected, what="foreign", type=COMMAND)
    await noted(world, letter, "edited")


async def newest(world: World) -> int:
    return int(await world.value("select max(id) from jobs.dead_letters"))


async def noted(world: World, letter: int, status: str) -> None:
    """Who did it, and that it was done."""
    [row] = await world.query(
        "select status, replayed_by, replayed_at from jobs.dead_letters where id = $1", letter
    )
    assert (row["status"], row["replayed_by"]) == (status, OPERATOR)
    assert row["replayed_at"] is not None


async def letters(world: World, verb: str, letter: int, *more: str, words: str = "") -> int:
    """``hirewire dead-letters``; its exit code, 1 for a refusal."""
    login = f"hirewire_jobs:{PASSWORD}@127.0.0.1:{world.postgres.address.port}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hirewire_cli.main", "dead-letters", verb, "--service", "jobs",
        str(letter), *more,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={
            **os.environ,
            "JOBS_DATABASE_URL": f"postgresql://{login}/{world.database}",
            "HIREWIRE_ADMIN_AMQP_URL": world.operator_url,
            "HIREWIRE_OPERATOR": OPERATOR,
        },
    )  # fmt: skip
    output, _ = await process.communicate(words.encode())
    world.history.note("fault", f"{verb} {letter}", said=output.decode()[-500:])
    assert process.returncode in {0, 1}, output.decode()
    return process.returncode


async def duplicates(world: World) -> float:
    return await world.jobs.metric("hirewire_inbox_duplicates_total", queue=COMMANDS_QUEUE)


async def absorbed(world: World, count: float) -> bool:
    return await duplicates(world) >= count


@case(41, "fifty requests with one key at once; a crash between commit and answer", quick=True)
async def one_key(world: World) -> None:
    client = await user(world)
    op = str(uuid4())
    answers = await asyncio.gather(*(posted(client, op) for _ in range(50)))
    await agreed(world, op, answers)
    op = str(uuid4())
    world.gateway.order("committed")
    writing = asyncio.create_task(posted(client, op))
    await crashed_after_commit(world, world.gateway)
    await world.gateway.start()
    await agreed(world, op, [await writing, *[await posted(client, op) for _ in range(3)]])
    await client.close()


async def posted(client: Any, op: str) -> httpx.Response:
    answer = await client.write(op, "/v1/jobs", {"title": op}, wait=3, what="create", title=op)
    assert answer is not None, "it was never answered"
    return answer


async def crashed_after_commit(world: World, victim: Process) -> None:
    assert await victim.died() == -signal.SIGKILL
    waiting = await world.value("select count(*) from gateway.operations where status = 'pending'")
    assert waiting == 1, "it died before the write was kept"


async def agreed(world: World, op: str, answers: list[httpx.Response]) -> None:
    """All were told the same of one operation."""
    told = {(answer.status_code, answer.text) for answer in answers}
    assert len(told) == 1, f"{len(told)} different answers: {told}"
    job = answers[0].json()["id"]
    operations = await world.value(
        "select count(*) from gateway.operations where resource_id = $1::uuid", job
    )
    assert operations == 1, f"{operations} operations for one key"
    assert await titled(world, op) == 1
