"""One delivery: what is kept, what is told and how it is settled."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hirewire_chassis import (
    Context,
    Database,
    Desk,
    Discard,
    Outcome,
    PoisonError,
    Prepared,
    Retry,
    Subscription,
    Transaction,
    TransientError,
    new_id,
    not_found,
)
from hirewire_chassis.inbox import claim
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Dead, Done, Later, Processor
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import deliver, handle, wrap
from hirewire_contracts import Envelope
from hirewire_contracts.documents import SubmitDocument
from hirewire_contracts.jobs import CreateJob, JobCreated
from hirewire_contracts.settlement import CommandSettled
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

Answer = Callable[[Transaction], Outcome]


def answering(make_event: Any, answer: Any) -> tuple[Subscription, ...]:
    """A service that writes something (an event in the outbox) and then answers."""

    async def create_job(command: CreateJob, tx: Transaction) -> Outcome:
        tx.send(make_event(command.job_id))
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    return (Subscription("commands", {CreateJob: create_job}),)


async def test_an_effect_its_inbox_row_and_its_event_commit_together(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    handled = await handle(database, answering(event, None), command, context)

    assert sent(handled, JobCreated).subject == command.job_id
    assert await rows.count("inbox") == 1
    [row] = await rows.all("select * from outbox")
    assert row["aggregate"] == str(command.job_id)
    assert row["routing_key"] == "jobs.job_created.v1"


async def test_a_second_delivery_has_no_effect(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    envelope = wrap(command, context)
    service = answering(event, None)

    await deliver(database, service, envelope)
    again = await deliver(database, service, envelope)

    assert again.settlement == Done(duplicate=True)
    assert await rows.count("outbox") == 1


async def test_ten_deliveries_at_once_have_one_effect(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    envelope = wrap(command, context)
    service = answering(event, None)

    handled = await asyncio.gather(*(deliver(database, service, envelope) for _ in range(10)))

    assert await rows.count("outbox") == 1
    duplicates = [h for h in handled if isinstance(h.settlement, Done) and h.settlement.duplicate]
    assert len(duplicates) == 9


async def test_what_cannot_be_told_takes_its_facts_along(
    database: Database, databases: Databases, rows: Any, event: Any, context: Context
) -> None:
    admin = await asyncpg.connect(databases.admin_url)
    await admin.execute("alter table jobs.outbox add check (routing_key <> 'jobs.job_created.v1')")
    await admin.close()
    with pytest.raises(IntegrityError):
        await claim_and_tell(database, event(), context)
    assert await rows.count("inbox") == 0


async def claim_and_tell(database: Database, event: JobCreated, context: Context) -> None:
    async with database.transaction(context) as tx:
        assert await claim(tx, "commands:jobs.create_job", new_id())
        tx.send(event)


async def test_what_a_message_causes_inherits_its_correlation(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    envelope = wrap(command, context)

    await deliver(database, answering(event, None), envelope)

    [told] = await rows.all("select convert_from(envelope, 'utf8')::jsonb as e from outbox")
    assert told["e"]["correlationid"] == str(envelope.correlation)
    assert told["e"]["causationid"] == str(envelope.id)
    assert told["e"]["workspaceid"] == str(context.workspace)
    assert told["e"]["actorid"] == str(context.actor_id)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Retry("not yet", timedelta(seconds=3)), Later("not yet", timedelta(seconds=3))),
        (TransientError("busy"), Later("busy")),
        (TimeoutError("slow"), Later("TimeoutError: slow")),
        (PoisonError("never"), Dead),
        (ZeroDivisionError("surprise"), Later),
    ],
)
async def test_nothing_is_kept_of_what_did_not_succeed(
    database: Database,
    rows: Any,
    event: Any,
    command: CreateJob,
    context: Context,
    answer: Any,
    expected: Any,
) -> None:
    handled = await handle(database, answering(event, answer), command, context)

    if isinstance(expected, Later):
        assert isinstance(handled.settlement, Later)
        assert handled.settlement.reason == expected.reason
        assert handled.settlement.after == expected.after
    else:
        assert isinstance(handled.settlement, expected)
    assert await rows.count("inbox") == 0
    assert await rows.count("outbox") == 0


async def test_a_surprise_is_marked_so_that_it_is_tried_less_often(
    database: Database, event: Any, command: CreateJob, context: Context
) -> None:
    handled = await handle(database, answering(event, KeyError("x")), command, context)

    assert isinstance(handled.settlement, Later)
    assert handled.settlement.unexpected
    assert not handled.settlement.outage


async def test_a_rejection_undoes_the_work_and_tells_the_sender(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    handled = await handle(database, answering(event, not_found("job")), command, context)

    settled = sent(handled, CommandSettled)
    assert settled.outcome == "rejected"
    assert settled.problem is not None
    assert settled.problem.status == 404
    assert [row["routing_key"] for row in await rows.all("select * from outbox")] == [settled.type]
    assert await rows.count("inbox") == 1


async def test_a_discarded_command_tells_its_sender_and_a_discarded_event_nobody(
    database: Database, event: Any, command: CreateJob, context: Context
) -> None:
    async def skip(_message: Any, _tx: Transaction) -> Outcome:
        return Discard("already there")

    service = (Subscription("all", {CreateJob: skip, JobCreated: skip}),)

    assert sent(await handle(database, service, command, context), CommandSettled).outcome == (
        "discarded"
    )
    assert (await handle(database, service, event(), context)).sent == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"specversion": "1.0"}',
        b'{"a": NaN}',
        b"1" * 10_000,
    ],
)
async def test_what_cannot_be_decoded_is_dead_at_once(
    database: Database, event: Any, body: bytes
) -> None:
    [subscription] = answering(event, None)

    settlement = await Processor(database, subscription, Metrics("jobs")).process(body)

    assert isinstance(settlement, Dead)
    assert settlement.reason == "undecodable"


async def test_the_slow_half_runs_outside_of_the_transaction(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    open_transactions = "select count(*) as n from pg_stat_activity where state like 'idle in%'"

    async def prepare(_command: CreateJob, desk: Desk) -> int:
        async with desk.database.transaction(desk.context) as tx:
            tx.send(event())
        return int((await rows.all(open_transactions))[0]["n"])

    async def apply(command: CreateJob, open_then: int, tx: Transaction) -> Outcome:
        assert open_then == 0
        tx.send(event(command.job_id))
        return None

    service = (Subscription("commands", {CreateJob: Prepared(prepare, apply)}),)
    handled = await handle(database, service, command, context)

    assert isinstance(handled.settlement, Done), handled.settlement
    assert await rows.count("outbox") == 2


async def test_a_handler_that_takes_too_long_is_rolled_back(
    database: Database, rows: Any, event: Any, command: CreateJob, context: Context
) -> None:
    async def dawdle(command: CreateJob, tx: Transaction) -> Outcome:
        tx.send(event(command.job_id))
        await tx.flush()
        await tx.session.execute(text("select pg_sleep(30)"))
        return None

    service = (Subscription("commands", {CreateJob: dawdle}, deadline=0.3),)
    handled = await handle(database, service, command, context)

    assert isinstance(handled.settlement, Later)
    assert await rows.count("outbox") == 0
    assert await rows.count("inbox") == 0


async def test_an_old_version_reaches_the_handler_as_the_newest(
    database: Database, context: Context
) -> None:
    seen: list[Any] = []

    async def take(message: SubmitDocument, _tx: Transaction) -> Outcome:
        seen.append(message)
        return None

    golden = Path(__file__).parents[2] / "contracts/golden/ai_worker.submit_document.v1.json"
    envelope = Envelope.model_validate_json(golden.read_bytes())
    service = (Subscription("commands", {SubmitDocument: take}),)

    handled = await deliver(database, service, envelope)

    assert isinstance(handled.settlement, Done), handled.settlement
    assert isinstance(seen[0], SubmitDocument)


async def test_the_time_of_a_transaction_is_the_databases(
    database: Database, context: Context
) -> None:
    async with database.transaction(context) as tx:
        assert tx.now == await tx.session.scalar(text("select now()"))


async def test_locks_of_a_process_that_froze_are_given_back(
    database: Database, context: Context
) -> None:
    """Its kernel goes on answering; only the time limit tells (see case 38 of tests/faults)."""
    limit = "select setting::int from pg_settings where name = :name"
    async with database.transaction(context) as tx:
        name = {"name": "idle_in_transaction_session_timeout"}
        milliseconds = await tx.session.scalar(text(limit), name)
    assert 0 < milliseconds <= 60_000
