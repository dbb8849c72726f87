"""Operators' questions are answered by the service they are about."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from hirewire_chassis import Context, Database, Outcome, Subscription, Transaction, new_id
from hirewire_chassis.asking import Asker, UnansweredError
from hirewire_chassis.dead_letters import Letter, record
from hirewire_chassis.headers import ATTEMPT, death_headers
from hirewire_chassis.ladder import LEVELS, delay_queue
from hirewire_chassis.migrations import create_schedule_tables
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.senders import SENDER
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import EVENTS, work_queue
from hirewire_contracts.instance import LetterFilter
from hirewire_contracts.jobs import CreateJob
from hirewire_contracts.operating import (
    ArchiveDeadLetters,
    ChangeSchedule,
    DeadLettersReplayed,
    EditDeadLetter,
    GroupDeadLetters,
    ListDeadLetters,
    ListSchedules,
    Refused,
    ReplayDeadLetters,
    ReportQueues,
    ShowDeadLetter,
)
from pydantic import SecretStr

QUEUE = work_queue("jobs", "commands")
OPERATOR = Context(actor_id=new_id(), actor_roles=("viewer", "operator"))


class Probe(ServiceSettings):
    service = "jobs"


class World:
    """The jobs service, counting what it handles, and somebody who asks it."""

    def __init__(self, runtime: Runtime, asker: Asker, handled: list[UUID]) -> None:
        self.runtime = runtime
        self.handled = handled
        self._asker = asker

    async def ask(self, question: Any, context: Context = OPERATOR, **fields: Any) -> Any:
        asked = question(question_id=new_id(), **fields)
        return await self._asker.ask("jobs", asked, context)

    async def bury(self, command: Any = b"?", queue: str = QUEUE) -> None:
        context = Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))
        envelope = None if isinstance(command, bytes) else wrap(command, context)
        body = command if envelope is None else envelope.to_json()
        headers = death_headers(uuid4(), "exhausted", KeyError("x")) | {ATTEMPT: 10}
        death = UUID(str(headers["hirewire-death-id"]))
        sent = {**headers, SENDER: "hirewire_gateway"}
        letter = Letter(death, queue, "exhausted", body, sent, None, envelope, envelope)
        await record(self.runtime.database, letter)

    async def until_handled(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.handled) < count:
                await asyncio.sleep(0.02)


@pytest.fixture
async def world(
    databases: Databases, database: Database, vhost: Vhost, migrate: Any
) -> AsyncIterator[World]:
    await migrate(create_schedule_tables, "schedules")
    handled: list[UUID] = []

    async def create_job(command: CreateJob, _tx: Transaction) -> Outcome:
        handled.append(command.job_id)
        return None

    connection = await aio_pika.connect(vhost.url)
    async with connection:
        listener = await (await connection.channel()).declare_queue("foreign.all", durable=True)
        await listener.bind(EVENTS, "#")
    settings = Probe(
        database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(vhost.url)
    )
    runtime = Runtime(settings, (Subscription("commands", {CreateJob: create_job}),))
    async with runtime, Asker(vhost.url, "gateway", runtime.publisher) as asker:
        async with asyncio.timeout(10):
            await runtime._consuming.up.wait()
            await runtime.publisher.link.up.wait()
        yield World(runtime, asker, handled)


async def test_letters_are_listed_grouped_shown_and_archived(
    world: World, command: CreateJob
) -> None:
    for _ in range(3):
        await world.bury(command)
    await world.bury(b"\xff\x00 hostile")

    page = (await world.ask(ListDeadLetters, limit=2)).letters
    rest = (await world.ask(ListDeadLetters, before=page[-1].id)).letters
    [group, _] = (await world.ask(GroupDeadLetters)).groups
    readable = (await world.ask(ShowDeadLetter, letter=page[1].id)).letter
    hostile = (await world.ask(ShowDeadLetter, letter=page[0].id)).letter
    archived = await world.ask(ArchiveDeadLetters, chosen=LetterFilter(ids=(page[0].id,)))

    assert [letter.id for letter in (*page, *rest)] == sorted(
        (letter.id for letter in (*page, *rest)), reverse=True
    )
    assert len(rest) == 2
    assert (group.letters, group.service) == (3, "jobs")
    assert readable.envelope["data"]["job_id"] == str(command.job_id)
    assert (hostile.envelope, hostile.raw) == (None, "/wAgaG9zdGlsZQ==")
    assert (archived.count, archived.letters) == (1, (page[0].id,))
    assert len((await world.ask(ListDeadLetters, chosen=LetterFilter(status="new"))).letters) == 3


async def test_a_replay_by_the_services_own_login_has_one_effect(
    world: World, command: CreateJob
) -> None:
    await world.bury(command)
    await world.bury(command.model_copy(update={"job_id": new_id()}))
    all_new = LetterFilter(status="new")

    dry = await world.ask(ReplayDeadLetters, chosen=all_new, dry_run=True)
    first = await world.ask(ReplayDeadLetters, chosen=all_new)
    again = await world.ask(ReplayDeadLetters, chosen=LetterFilter(queue=QUEUE))
    forced = await world.ask(ReplayDeadLetters, chosen=LetterFilter(queue=QUEUE), force=True)
    await world.until_handled(2)
    await asyncio.sleep(0.3)

    assert [step.outcome for step in dry.outcomes] == ["would be replayed"] * 2
    assert [step.outcome for step in first.outcomes] == ["replayed"] * 2
    assert [step.outcome for step in again.outcomes] == ["refused"] * 2
    assert [step.outcome for step in forced.outcomes] == ["replayed"] * 2
    assert len(world.handled) == 2
    noted = (await world.ask(ListDeadLetters)).letters
    assert {letter.replayed_by for letter in noted} == {f"user {OPERATOR.actor_id}"}


async def test_a_rate_is_kept_by_the_delay_queues(
    world: World, vhost: Vhost, command: CreateJob
) -> None:
    for _ in range(3):
        await world.bury(command.model_copy(update={"job_id": new_id()}))

    told = await world.ask(ReplayDeadLetters, chosen=LetterFilter(status="new"), rate=0.01)
    await world.until_handled(1)

    assert [step.outcome for step in told.outcomes] == ["replayed"] * 3
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        names = [delay_queue(level) for level in range(LEVELS)]
        queues = [await channel.declare_queue(name, passive=True) for name in names]
    assert sum(queue.declaration_result.message_count or 0 for queue in queues) == 2


async def test_a_group_is_replayed_a_limit_at_a_time(world: World, command: CreateJob) -> None:
    for _ in range(3):
        await world.bury(command.model_copy(update={"job_id": new_id()}))
    new = LetterFilter(status="new")

    first: DeadLettersReplayed = await world.ask(ReplayDeadLetters, chosen=new, limit=2)
    second: DeadLettersReplayed = await world.ask(ReplayDeadLetters, chosen=new, limit=2)

    assert (len(first.outcomes), first.more) == (2, True)
    assert (len(second.outcomes), second.more) == (1, False)


async def test_an_edited_letter_becomes_a_message_once(world: World, command: CreateJob) -> None:
    await world.bury(command)
    [letter] = (await world.ask(ListDeadLetters)).letters
    better = {**command.model_dump(mode="json"), "job_id": str(new_id())}

    wrong = await world.ask(EditDeadLetter, letter=letter.id, corrected={"job_id": "no"})
    told = await world.ask(EditDeadLetter, letter=letter.id, corrected=better)
    again = await world.ask(EditDeadLetter, letter=letter.id, corrected=better)
    await world.until_handled(1)

    assert [step.outcomes[0].outcome for step in (wrong, told, again)] == [
        "refused",
        "edited",
        "refused",
    ]
    assert [str(found) for found in world.handled] == [better["job_id"]]


async def test_a_letter_goes_to_no_queue_of_another_service(world: World) -> None:
    await world.bury(b"{}", "hirewire.matching.commands.v1")

    [step] = (await world.ask(ReplayDeadLetters, chosen=LetterFilter(status="new"))).outcomes

    assert (step.outcome, step.reason) == (
        "refused",
        "'hirewire.matching.commands.v1' is not a queue of jobs",
    )


async def test_nobody_but_an_operator_is_answered(world: World, command: CreateJob) -> None:
    await world.bury(command)

    for context in (
        replace(OPERATOR, actor_roles=("owner", "admin")),
        replace(OPERATOR, actor_id=None),
    ):
        told = await world.ask(ReplayDeadLetters, context, chosen=LetterFilter())
        assert isinstance(told, Refused)
        assert told.problem.status == 403
    assert (await world.ask(ListDeadLetters)).letters[0].status == "new"


async def test_queues_and_schedules_are_reported(world: World) -> None:
    queues = {queue.name: queue for queue in (await world.ask(ReportQueues)).queues}
    unknown = await world.ask(ChangeSchedule, name="digest", change="run")

    work, outbox = queues[QUEUE], queues["outbox"]
    assert (work.ready, work.consumers, work.published_per_second) == (0, 1, None)
    assert (outbox.ready, outbox.oldest_seconds) == (0, None)
    assert queues["hirewire.jobs.dead.v1"].kind == "dead"
    assert (await world.ask(ListSchedules)).schedules == ()
    assert unknown.problem.status == 404


async def test_who_does_not_answer_is_named(world: World) -> None:
    with pytest.raises(UnansweredError, match="notifier cannot be asked"):
        await world._asker.ask("notifier", ListSchedules(question_id=new_id()), OPERATOR)


async def test_rubbish_in_the_queue_stops_nobody(world: World, vhost: Vhost) -> None:
    for payload in ("", "/w==", "e30=", b64encode(b"[" * 10_000).decode()):
        message = {"properties": {}, "payload": payload, "payload_encoding": "base64"}
        where = f"exchanges/{vhost.name}/hirewire.questions/publish"
        key = {"routing_key": "hirewire.jobs.questions.v1"}
        assert await vhost.api("POST", where, {**message, **key}) == {"routed": True}

    assert (await world.ask(ListSchedules)).schedules == ()
