"""Dead letters come back to the queue they died in, once, and only when an operator says so."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from hirewire_chassis import Context, Database, Outcome, Subscription, Transaction, failpoints
from hirewire_chassis import dead_letter_store as store
from hirewire_chassis.dead_letter_store import Filter
from hirewire_chassis.dead_letters import Letter, record
from hirewire_chassis.headers import ATTEMPT, FIRST_AT, REPLAYED_BY, Trail, death_headers
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Processor
from hirewire_chassis.publisher import Publisher, UnavailableError
from hirewire_chassis.replay import Pace, Replayer, Step
from hirewire_chassis.senders import SENDER
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import (
    COMMANDS,
    EVENTS,
    PARKED,
    declare,
    service_topology,
    work_queue,
)
from hirewire_contracts import Envelope
from hirewire_contracts.jobs import CreateJob, JobCreated

QUEUE = work_queue("jobs", "commands")
OTHER = work_queue("jobs", "events")


@pytest.fixture
def bury(database: Database, context: Context) -> Callable[..., Any]:
    """A dead letter as the consumer would have left it; the answer is its id."""

    async def bury(
        message: Any = b"?", queue: str = QUEUE, reason: str = "exhausted", error: Any = None
    ) -> int:
        envelope = None if isinstance(message, bytes) else wrap(message, context)
        body = message if envelope is None else envelope.to_json()
        headers = death_headers(uuid4(), reason, error or KeyError("x")) | {ATTEMPT: 10}
        letter = Letter(
            UUID(str(headers["hirewire-death-id"])),
            queue,
            reason,
            body,
            {**headers, SENDER: "hirewire_gateway"},
            None,
            envelope,
            envelope,
        )
        await record(database, letter)
        async with database.reading(context) as session:
            return max(found.id for found in await store.find(session, Filter()))

    return bury


@pytest.fixture
async def publisher(vhost: Vhost) -> AsyncIterator[Publisher]:
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        queues = {"commands": (CreateJob,), "events": (JobCreated,)}
        channel = await connection.channel()
        await declare(channel, service_topology("jobs", queues))
        listener = await channel.declare_queue("foreign.listener", durable=True)
        for exchange in (COMMANDS, EVENTS):
            await listener.bind(exchange, "#")
    publisher = Publisher(vhost.url, "test", Metrics("jobs"))
    async with publisher.link:
        await publisher.link.up.wait()
        yield publisher


@pytest.fixture
def replayer(database: Database, publisher: Publisher) -> Replayer:
    return Replayer(database, publisher, "ada")


async def steps(replayer: Replayer, chosen: Filter, **pace: Any) -> list[Step]:
    return [step async for step in replayer.replay(chosen, Pace(**pace))]


async def outcomes(replayer: Replayer, chosen: Filter, **pace: Any) -> list[str]:
    return [step.outcome for step in await steps(replayer, chosen, **pace)]


async def taken(vhost: Vhost, queue: str = QUEUE) -> list[Any]:
    """All messages of a queue, taken from it."""
    connection = await aio_pika.connect(vhost.url)
    found = []
    async with connection:
        channel = await connection.channel()
        source = await channel.get_queue(queue)
        while (message := await source.get(fail=False, no_ack=True)) is not None:
            found.append(message)
    return found


async def status(rows: Any, letter: int) -> str:
    [row] = await rows.all(f"select status from dead_letters where id = {letter}")
    return str(row["status"])


async def test_a_letter_goes_back_as_it_was_to_its_origin_queue_only(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, command: CreateJob
) -> None:
    letter = await bury(command)
    [dead] = await rows.all("select * from dead_letters")

    [step] = await steps(replayer, Filter(ids=(letter,)))

    assert step == Step(letter, "replayed", QUEUE, dead["message_id"])
    depths = {name: depth for name, depth in (await vhost.depths()).items() if depth}
    assert depths == {QUEUE: 1}
    [message] = await taken(vhost)
    assert message.body == dead["raw"]
    assert message.message_id == dead["message_id"]
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    own = {name: value for name, value in message.headers.items() if not name.startswith("x-")}
    assert own == {ATTEMPT: 1, REPLAYED_BY: "ada", SENDER: "hirewire_gateway"}
    [noted] = await rows.all("select * from dead_letters")
    assert (noted["status"], noted["replayed_by"]) == ("replayed", "ada")
    assert noted["replayed_at"] is not None


async def test_who_replayed_a_message_is_known_when_it_dies_again(
    replayer: Replayer, vhost: Vhost, bury: Any, command: CreateJob
) -> None:
    await steps(replayer, Filter(ids=(await bury(command),)))

    [message] = await taken(vhost)
    trail = Trail.of(message, "hirewire_gateway")

    assert trail.next_attempt() == {
        ATTEMPT: 2,
        FIRST_AT: trail.first_at,
        REPLAYED_BY: "ada",
        SENDER: "hirewire_gateway",
    }
    assert trail.headers()[REPLAYED_BY] == "ada"


async def test_a_letter_replayed_twice_has_one_effect(
    replayer: Replayer,
    database: Database,
    vhost: Vhost,
    rows: Any,
    bury: Any,
    event: Any,
    command: CreateJob,
) -> None:
    async def create(command: CreateJob, tx: Transaction) -> Outcome:
        tx.send(event(command.job_id))
        return None

    chosen = Filter(ids=(await bury(command),))
    await rows.run("delete from outbox")
    assert await outcomes(replayer, chosen) == ["replayed"]
    assert await outcomes(replayer, chosen, force=True) == ["replayed"]

    processor = Processor(database, Subscription("commands", {CreateJob: create}), Metrics("jobs"))
    for message in await taken(vhost):
        await processor.process(message.body)

    assert [row["routing_key"] for row in await rows.all("select * from outbox")] == [
        JobCreated.type
    ]


async def test_a_second_replay_within_ten_minutes_is_taken_for_a_slip(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, command: CreateJob
) -> None:
    chosen = Filter(ids=(await bury(command),))

    assert await outcomes(replayer, chosen) == ["replayed"]
    [refused] = await steps(replayer, chosen)
    assert (refused.outcome, "10 minutes" in refused.reason) == ("refused", True)
    await rows.run("update dead_letters set replayed_at = now() - interval '601 seconds'")
    assert await outcomes(replayer, chosen) == ["replayed"]

    assert len(await taken(vhost)) == 2


async def test_two_operators_at_once_replay_a_letter_once(
    replayer: Replayer, vhost: Vhost, bury: Any, command: CreateJob
) -> None:
    chosen = Filter(ids=(await bury(command),))

    found = await asyncio.gather(*(outcomes(replayer, chosen) for _ in range(5)))

    assert sorted(outcome for [outcome] in found) == ["refused"] * 4 + ["replayed"]
    assert len(await taken(vhost)) == 1


async def fill(vhost: Vhost) -> None:
    """The queue is full once the broker no longer confirms what is published into it."""
    limit = {"pattern": QUEUE, "definition": {"max-length": 1}, "apply-to": "queues"}
    await vhost.api("PUT", f"policies/{vhost.name}/full", limit)
    connection = await aio_pika.connect(vhost.url)
    async with connection, asyncio.timeout(15):
        exchange = (await connection.channel()).default_exchange
        while True:
            try:
                await exchange.publish(aio_pika.Message(b"full?"), QUEUE)
            except aio_pika.exceptions.DeliveryError:
                return


async def test_a_letter_that_the_broker_does_not_confirm_stays_new(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, command: CreateJob
) -> None:
    letters = [await bury(command), await bury(command)]
    await fill(vhost)

    with pytest.raises(UnavailableError):
        await steps(replayer, Filter())

    assert [await status(rows, letter) for letter in letters] == ["new", "new"]


async def test_a_crash_after_the_confirm_leaves_the_letter_new(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, command: CreateJob
) -> None:
    letter = await bury(command)

    def crash() -> None:
        raise KeyboardInterrupt

    failpoints.arm("replay_confirmed", crash)
    with pytest.raises(KeyboardInterrupt):
        await replayer._replay(letter, Pace())

    assert await status(rows, letter) == "new"
    assert len(await taken(vhost)) == 1


async def test_a_dry_run_sends_and_notes_nothing(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, command: CreateJob
) -> None:
    letter, foreign = await bury(command), await bury(command, "hirewire.matching.commands.v1")

    found = await outcomes(replayer, Filter(), dry_run=True)

    assert found == ["would be replayed", "refused"]
    assert [await status(rows, letter), await status(rows, foreign)] == ["new", "new"]
    assert await taken(vhost) == []


@pytest.mark.parametrize(
    ("queue", "reason"),
    [
        ("hirewire.jobs.gone.v1", "is gone"),
        ("hirewire.matching.commands.v1", "is not a queue of jobs"),
        ("", "is not a queue of jobs"),
    ],
)
async def test_a_letter_without_a_queue_of_ours_is_refused_and_parked_nowhere(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, queue: str, reason: str
) -> None:
    letter = await bury(b"?", queue)

    [step] = await steps(replayer, Filter(ids=(letter,)))

    assert step.outcome == "refused"
    assert reason in step.reason
    assert await status(rows, letter) == "new"
    assert (await vhost.depths())[PARKED] == 0


async def test_a_group_is_replayed_in_order_and_at_its_pace(
    database: Database, publisher: Publisher, vhost: Vhost, bury: Any, event: Any
) -> None:
    pauses: list[float] = []

    async def wait(seconds: float) -> None:
        await asyncio.sleep(0)
        pauses.append(seconds)

    letters = [await bury(event(title=str(number)), OTHER) for number in range(3)]
    await bury(event(title="other"), OTHER, "poison")
    replayer = Replayer(database, publisher, "ada", wait=wait)

    found = await steps(replayer, Filter(status="new", reason="exhausted"), rate=50)

    assert [step.letter_id for step in found] == letters
    bodies = [json.loads(message.body) for message in await taken(vhost, OTHER)]
    assert [body["data"]["job"]["title"] for body in bodies] == ["0", "1", "2"]
    assert pauses == [0.02, 0.02]


async def test_an_edited_letter_is_a_new_message_caused_by_the_old_one(
    replayer: Replayer, vhost: Vhost, rows: Any, bury: Any, command: CreateJob
) -> None:
    letter = await bury(command)
    [dead] = await rows.all("select * from dead_letters")
    job_id = str(uuid4())

    step = await replayer.edit(letter, {"job_id": job_id, "job": {"title": "Day porter"}})

    [message] = await taken(vhost)
    envelope = Envelope.model_validate_json(message.body)
    old = Envelope.model_validate(dead["envelope"])
    assert envelope.data == {"job_id": job_id, "job": {"title": "Day porter"}}
    assert step == Step(letter, "edited", QUEUE, str(envelope.id))
    assert message.message_id == str(envelope.id) != dead["message_id"]
    assert envelope.causationid == old.id
    assert envelope.subject == job_id
    unchanged = ("type", "correlationid", "workspaceid", "actorid", "actorroles", "source")
    assert all(getattr(envelope, name) == getattr(old, name) for name in unchanged)
    assert await status(rows, letter) == "edited"


async def test_the_same_words_twice_are_the_same_message(
    replayer: Replayer, vhost: Vhost, bury: Any, command: CreateJob
) -> None:
    letter = await bury(command)
    words = [{"job_id": str(command.job_id), "job": {"title": title}} for title in ("A", "A", "B")]

    found = [await replayer.edit(letter, document, force=True) for document in words]

    first, again, other = [step.message_id for step in found]
    assert first == again != other
    assert {message.message_id for message in await taken(vhost)} == {first, other}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"job": {"title": "Porter"}}, "/job_id: Field required"),
        ({"job_id": str(uuid4()), "job": {"title": "P", "titel": "Q"}}, "/job/titel"),
        ({"job_id": str(uuid4()), "job": {"title": "a\x00b"}}, "NUL"),
    ],
)
async def test_an_edit_that_is_no_message_is_refused(
    replayer: Replayer,
    vhost: Vhost,
    rows: Any,
    bury: Any,
    command: CreateJob,
    document: Any,
    reason: str,
) -> None:
    letter = await bury(command)

    step = await replayer.edit(letter, document)

    assert step.outcome == "refused"
    assert reason in step.reason
    assert await status(rows, letter) == "new"
    assert await taken(vhost) == []


async def test_a_letter_that_nobody_could_read_is_edited_as_a_whole(
    replayer: Replayer, vhost: Vhost, bury: Any, command: CreateJob, context: Context
) -> None:
    letter = await bury(b"not json")
    whole = json.loads(wrap(command, context).to_json())

    assert (await replayer.edit(letter, whole["data"])).outcome == "refused"
    step = await replayer.edit(letter, whole)

    [message] = await taken(vhost)
    envelope = Envelope.model_validate_json(message.body)
    assert envelope.data == whole["data"]
    assert str(envelope.id) == step.message_id != whole["id"]


async def test_what_was_replayed_edited_or_archived_needs_force(
    replayer: Replayer, database: Database, rows: Any, bury: Any, command: CreateJob
) -> None:
    data = command.model_dump(mode="json")
    replayed, edited, archived = [await bury(command) for _ in range(3)]
    await steps(replayer, Filter(ids=(replayed,)))
    await replayer.edit(edited, data)
    async with database.transaction(Context()) as tx:
        assert await store.archive(tx, Filter(ids=(archived,))) == (archived,)
        assert await store.archive(tx, Filter(ids=(archived,))) == ()
    await rows.run("update dead_letters set replayed_at = now() - interval '1 day'")

    assert await outcomes(replayer, Filter()) == ["replayed", "refused", "refused"]
    edits = [(await replayer.edit(letter, data)).outcome for letter in (replayed, edited, archived)]
    assert edits == ["refused"] * 3
    assert await outcomes(replayer, Filter(), force=True) == ["replayed"] * 3


async def test_letters_are_found_by_what_they_died_of_and_grouped(
    database: Database, context: Context, bury: Any, event: Any, command: CreateJob
) -> None:
    commands = [await bury(command), await bury(command)]
    poison = await bury(command, reason="poison", error=ValueError("y"))
    other = await bury(event(), OTHER)
    unreadable = await bury(b"\xff", reason="undecodable")

    async def ids(**fields: Any) -> list[int]:
        async with database.reading(context) as session:
            return [found.id for found in await store.find(session, Filter(**fields))]

    assert await ids() == [unreadable, other, poison, *reversed(commands)]
    assert await ids(reason="poison") == [poison]
    assert await ids(queue=OTHER) == [other]
    assert await ids(type=CreateJob.type) == [poison, *reversed(commands)]
    assert await ids(status="archived") == []
    async with database.reading(context) as session:
        groups = await store.group(session, Filter(type=CreateJob.type))
        page = await store.find(session, Filter(), limit=2, before=other)
        letters = await store.find(session, Filter())
    assert [(found.letters, found.example) for found in groups] == [(2, commands[1]), (1, poison)]
    assert [found.id for found in page] == [poison, commands[1]]
    assert await ids(traceback_hash=groups[1].traceback_hash) == [poison]
    assert command.job.title not in repr(letters)


async def test_a_letter_shows_all_that_is_known(
    database: Database, context: Context, rows: Any, bury: Any, command: CreateJob
) -> None:
    letter = await bury(command)
    [row] = await rows.all("select * from dead_letters")

    async with database.reading(context) as session:
        found = await store.show(session, letter)
        assert await store.show(session, letter + 1) is None

    assert found is not None
    assert found.raw == row["raw"]
    assert found.envelope == row["envelope"]
    assert found.traceback == row["traceback"]
    assert replace(found.summary, status="new") == found.summary
    assert not found.just_replayed
