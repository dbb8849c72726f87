"""Slow handlers: one prepares at a time, nothing is asked for twice, the late one loses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import aio_pika
import pytest
from hirewire_chassis import (
    Context,
    Database,
    Desk,
    Outcome,
    Prepared,
    Subscription,
    Transaction,
    TransientError,
    not_found,
)
from hirewire_chassis.leases import forget
from hirewire_chassis.migrations import create_lease_table
from hirewire_chassis.processing import Done, Later
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.conformance import check_handler
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import deliver, wrap
from hirewire_chassis.topology import COMMANDS
from hirewire_contracts import Envelope
from hirewire_contracts.jobs import CreateJob
from pydantic import SecretStr

LONG = timedelta(minutes=1)
HANDLER = "commands:jobs.create_job"
Prepare = Callable[[CreateJob, Desk], Awaitable[Any]]


@dataclass(frozen=True)
class Answer:
    """What a model said."""

    words: tuple[str, ...]


@dataclass
class Model:
    """Answers when it is told to; counts what it was asked."""

    asked: int = 0
    answers: list[asyncio.Event] = field(default_factory=list)
    given_up: int = 0

    async def __call__(self, _command: CreateJob, _desk: Desk) -> Answer:
        self.asked += 1
        self.answers.append(asyncio.Event())
        number = self.asked
        try:
            await self.answers[number - 1].wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return Answer((f"answer {number}",))

    async def until_asked(self, times: int) -> None:
        async with asyncio.timeout(10):
            while self.asked < times:
                await asyncio.sleep(0.01)


@pytest.fixture
async def database(databases: Databases, migrate: Any) -> Database:
    await migrate(create_lease_table, "message_leases")
    return databases.of("jobs")


@pytest.fixture
def service(event: Any) -> Callable[..., tuple[Subscription, ...]]:
    """A service whose slow handler titles the job with what was found."""

    def service(
        prepare: Any, *, lease: timedelta = LONG, result_type: Any = Answer, answer: Any = None
    ) -> tuple[Subscription, ...]:
        async def apply(command: CreateJob, found: Answer, tx: Transaction) -> Outcome:
            tx.send(event(command.job_id, title=found.words[0]))
            given = answer() if callable(answer) else answer
            if isinstance(given, Exception):
                raise given
            return given  # type: ignore[no-any-return]

        slow = Prepared(prepare, apply, lease, result_type)
        return (Subscription("commands", {CreateJob: slow}),)

    return service


@pytest.fixture
def envelope(command: CreateJob, context: Context) -> Envelope:
    return wrap(command, context)


async def titles(rows: Any) -> list[str]:
    found = await rows.all("select convert_from(envelope, 'utf8')::jsonb as e from outbox")
    return [row["e"]["data"]["job"]["title"] for row in found]


async def quick(_command: CreateJob, _desk: Desk) -> Answer:
    return Answer(("quick",))


async def test_a_redelivery_waits_while_the_first_still_runs(
    database: Database, rows: Any, service: Any, envelope: Envelope
) -> None:
    model = Model()
    first = asyncio.create_task(deliver(database, service(model), envelope))
    await model.until_asked(1)

    [again] = [(await deliver(database, service(model), envelope)).settlement]
    model.answers[0].set()

    assert isinstance(again, Later)
    assert again.held
    assert again.after is not None
    assert timedelta(0) < again.after <= LONG
    assert isinstance((await first).settlement, Done)
    assert (await deliver(database, service(model), envelope)).settlement == Done(duplicate=True)
    assert model.asked == 1
    assert await titles(rows) == ["answer 1"]
    assert await rows.count("message_leases") == 0


async def test_what_was_found_is_not_asked_for_again(
    database: Database, rows: Any, service: Any, envelope: Envelope
) -> None:
    answers = iter((TransientError("the database hiccups"), None))
    model = Model()
    subscriptions = service(model, answer=lambda: next(answers))
    first = asyncio.create_task(deliver(database, subscriptions, envelope))
    await model.until_asked(1)
    model.answers[0].set()
    settlement = (await first).settlement
    assert isinstance(settlement, Later)
    assert not settlement.held

    again = await deliver(database, subscriptions, envelope)

    assert isinstance(again.settlement, Done)
    assert model.asked == 1
    assert await titles(rows) == ["answer 1"]


@pytest.mark.parametrize("result_type", [Answer, None])
@pytest.mark.parametrize("answer", [None, not_found("job")])
async def test_who_was_overtaken_does_not_commit(
    database: Database,
    rows: Any,
    service: Any,
    envelope: Envelope,
    result_type: Any,
    answer: Any,
) -> None:
    model = Model()
    subscriptions = service(model, result_type=result_type, answer=answer)
    late = asyncio.create_task(deliver(database, subscriptions, envelope))
    await model.until_asked(1)
    await rows.run("update message_leases set lease_until = now()")
    newer = asyncio.create_task(deliver(database, subscriptions, envelope))
    await model.until_asked(2)

    model.answers[0].set()
    overtaken = (await late).settlement

    assert isinstance(overtaken, Later)
    assert overtaken.held
    assert await rows.count("outbox") == await rows.count("inbox") == 0
    model.answers[1].set()
    assert isinstance((await newer).settlement, Done)
    if answer is None:
        assert await titles(rows) == ["answer 2"]
    assert await rows.count("inbox") == 1


async def test_a_lease_is_renewed_while_its_holder_works(
    database: Database, rows: Any, service: Any, envelope: Envelope
) -> None:
    model = Model()
    subscriptions = service(model, lease=timedelta(seconds=1))
    first = asyncio.create_task(deliver(database, subscriptions, envelope))
    await model.until_asked(1)

    ends: set[Any] = set()
    async with asyncio.timeout(20):
        while len(ends) < 4:
            ends |= {row["lease_until"] for row in await rows.all("select * from message_leases")}
            await asyncio.sleep(0.05)
    model.answers[0].set()

    assert isinstance((await first).settlement, Done)


async def test_work_whose_lease_is_lost_is_given_up(
    database: Database, rows: Any, service: Any, envelope: Envelope
) -> None:
    model = Model()
    subscriptions = service(model, lease=timedelta(milliseconds=300))
    first = asyncio.create_task(deliver(database, subscriptions, envelope))
    await model.until_asked(1)

    await rows.run("update message_leases set token = token + 1")

    async with asyncio.timeout(10):
        settlement = (await first).settlement
    assert isinstance(settlement, Later)
    assert settlement.held
    assert model.given_up == 1


async def test_a_crashed_holder_is_waited_for_and_then_followed(
    database: Database, rows: Any, service: Any, envelope: Envelope
) -> None:
    await rows.run(
        "insert into message_leases (handler, message_id, token, lease_until)"
        f" values ('{HANDLER}', '{envelope.id}', 7, now() + interval '1 hour')"
    )
    waits = (await deliver(database, service(quick), envelope)).settlement
    assert isinstance(waits, Later)
    assert waits.held
    assert waits.after is not None
    assert timedelta(minutes=59) < waits.after < timedelta(minutes=61)

    await rows.run("update message_leases set lease_until = now()")

    assert isinstance((await deliver(database, service(quick), envelope)).settlement, Done)


async def test_a_failed_attempt_gives_its_lease_back(
    database: Database, service: Any, envelope: Envelope
) -> None:
    failures = iter((TransientError("busy"), TimeoutError()))

    async def flaky(command: CreateJob, desk: Desk) -> Answer:
        for failure in failures:
            raise failure
        return await quick(command, desk)

    found = [(await deliver(database, service(flaky), envelope)).settlement for _ in range(3)]

    assert [type(settlement) for settlement in found] == [Later, Later, Done]
    assert not any(isinstance(one, Later) and one.held for one in found)


async def test_leased_handlers_keep_what_all_handlers_promise(
    database: Database, service: Any, command: CreateJob, context: Context
) -> None:
    await check_handler(database, service(quick), command, context)


async def test_results_that_nobody_asked_for_again_are_forgotten(
    database: Database, rows: Any, service: Any, envelope: Envelope, context: Context
) -> None:
    await deliver(database, service(quick, answer=TransientError("no")), envelope)

    async with database.transaction(context) as tx:
        assert await forget(tx, timedelta(days=1)) == 0
        await rows.run("update message_leases set lease_until = now() - interval '25 hours'")
        assert await forget(tx, timedelta(days=1)) == 1


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


async def test_waiting_for_somebody_else_is_no_attempt(
    databases: Databases,
    database: Database,
    vhost: Vhost,
    rows: Any,
    service: Any,
    envelope: Envelope,
) -> None:
    [commands] = service(quick)
    once = Subscription("commands", commands.handlers, attempts=1)
    settings = ProbeSettings(
        database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(vhost.url)
    )
    await rows.run(
        "insert into message_leases (handler, message_id, token, lease_until)"
        f" values ('{HANDLER}', '{envelope.id}', 1, now() + interval '1 second')"
    )
    async with Runtime(settings, (once,)) as runtime, asyncio.timeout(30):
        while set((await runtime.readiness()).values()) != {"ok"}:
            await asyncio.sleep(0.05)
        connection = await aio_pika.connect(vhost.url)
        async with connection:
            exchange = await (await connection.channel()).get_exchange(COMMANDS)
            await exchange.publish(
                aio_pika.Message(envelope.to_json(), user_id=vhost.login), CreateJob.type
            )
        while not await rows.count("inbox"):
            await asyncio.sleep(0.05)

    assert await rows.count("dead_letters") == 0
