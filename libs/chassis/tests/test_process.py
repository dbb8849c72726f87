"""A flow over several messages comes to the same end, once, in whatever order they arrive."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID

import hirewire_contracts
import pytest
from hirewire_chassis import (
    Context,
    Database,
    Decision,
    Discard,
    Process,
    Subscription,
    Timeout,
    TransientError,
    advancing,
    new_id,
)
from hirewire_chassis import process_store as store
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.migrations import create_process_table
from hirewire_chassis.process_watch import ProcessWatch
from hirewire_chassis.processing import Dead, Done
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import Handled, deliver, handle, wrap
from hirewire_contracts import Command, Envelope, Event, Message
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, SecretStr
from sqlalchemy import text

HOUR = timedelta(hours=1)


class StartImport(Command):
    type: ClassVar[str] = "tests.start_import.v1"
    about: ClassVar[str] = "import_id"
    import_id: UUID
    files: tuple[UUID, ...]


class ReadFile(Command):
    type: ClassVar[str] = "tests.read_file.v1"
    about: ClassVar[str] = "file_id"
    import_id: UUID
    file_id: UUID


class FileRead(Event):
    type: ClassVar[str] = "tests.file_read.v1"
    about: ClassVar[str] = "file_id"
    import_id: UUID
    file_id: UUID
    ok: bool


class EndImport(Command):
    """The import's own alarm clock."""

    type: ClassVar[str] = "tests.end_import.v1"
    about: ClassVar[str] = "import_id"
    import_id: UUID


class ImportEnded(Event):
    type: ClassVar[str] = "tests.import_ended.v1"
    about: ClassVar[str] = "import_id"
    import_id: UUID
    read: int
    failed: int
    missing: int


class ImportState(BaseModel):
    model_config = ConfigDict(frozen=True)

    import_id: UUID
    phase: Literal["waiting", "reading", "over"] = "waiting"
    files: frozenset[UUID] | None = None
    read: frozenset[UUID] = frozenset()
    failed: frozenset[UUID] = frozenset()


def begin(message: Message) -> ImportState | None:
    """An answer may be faster than the start; an alarm never is."""
    match message:
        case StartImport(import_id=import_id) | FileRead(import_id=import_id):
            return ImportState(import_id=import_id)
        case _:
            return None


def decide(state: ImportState, message: Message) -> Decision[ImportState]:
    match message:
        case StartImport(files=files) if state.files is None:
            started = state.model_copy(update={"files": frozenset(files), "phase": "reading"})
            answered = state.read | state.failed
            asked = [file for file in files if file not in answered]
            commands = tuple(ReadFile(import_id=state.import_id, file_id=file) for file in asked)
            return concluded(started, commands)
        case FileRead(file_id=file) if file not in state.read | state.failed:
            name = "read" if message.ok else "failed"
            return concluded(state.model_copy(update={name: getattr(state, name) | {file}}))
        case EndImport() if state.files is not None:
            return ended(state)
        case _:
            return Decision(state)


def concluded(state: ImportState, commands: tuple[Message, ...] = ()) -> Decision[ImportState]:
    if state.files is None:
        return Decision(state)
    if state.files <= state.read | state.failed:
        return ended(state)
    alarm = EndImport(import_id=state.import_id)
    return Decision(state, commands, (Timeout("silence", alarm, HOUR),))


def ended(state: ImportState) -> Decision[ImportState]:
    files = state.files or frozenset()
    told = ImportEnded(
        import_id=state.import_id,
        read=len(files & state.read),
        failed=len(files & state.failed),
        missing=len(files - state.read - state.failed),
    )
    return Decision(state.model_copy(update={"phase": "over"}), (told,))


IMPORT = Process(
    "import",
    ImportState,
    lambda message, _context: getattr(message, "import_id", None),
    begin,
    decide,
    frozenset({"over"}),
    timedelta(hours=2),
)
SERVICE = (
    Subscription("commands", {StartImport: advancing(IMPORT), EndImport: advancing(IMPORT)}),
    Subscription("events", {FileRead: advancing(IMPORT)}),
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example's messages are known while these tests run."""
    for message in (StartImport, ReadFile, FileRead, EndImport, ImportEnded):
        monkeypatch.setitem(hirewire_contracts.MESSAGES, message.type, message)  # type: ignore[arg-type]


@pytest.fixture
async def database(databases: Databases, migrate: Any) -> Database:
    await migrate(create_process_table, "processes")
    return databases.of("jobs")


@pytest.fixture
def tell(database: Database, context: Context) -> Callable[..., Any]:
    async def tell(message: Message, by: Context = context) -> Handled:
        return await handle(database, SERVICE, message, by)

    return tell


async def row(database: Database, context: Context, process_id: UUID) -> store.Row | None:
    async with database.transaction(context) as tx:
        return await store.lock(tx, "import", process_id)


def import_of(count: int) -> StartImport:
    return StartImport(import_id=new_id(), files=tuple(new_id() for _ in range(count)))


def answers(start: StartImport, *ok: bool) -> list[FileRead]:
    return [
        FileRead(import_id=start.import_id, file_id=file, ok=fine)
        for file, fine in zip(start.files, ok, strict=True)
    ]


async def test_a_flow_asks_waits_and_tells_its_end_once(
    database: Database, context: Context, rows: Any, tell: Any
) -> None:
    start = import_of(2)

    asked = await tell(start)
    first, second = answers(start, True, False)
    waiting = await tell(first)
    over = await tell(second)

    assert [type(sent) for sent in asked.sent] == [ReadFile, ReadFile, EndImport]
    assert [type(sent) for sent in waiting.sent] == [EndImport]
    assert over.sent == (ImportEnded(import_id=start.import_id, read=1, failed=1, missing=0),)
    assert (await tell(second)).sent == ()
    found = await row(database, context, start.import_id)
    assert found is not None
    assert (found.state, found.version, found.timeouts) == ("over", 3, ())


async def test_only_the_newest_alarm_is_set_and_the_end_takes_it_back(rows: Any, tell: Any) -> None:
    start = import_of(3)
    alarms = (
        "select available_at from outbox where cancel_key ="
        f" 'process:import:{start.import_id}:silence'"
    )
    await tell(start)
    [before] = await rows.all(alarms)
    for answer in answers(start, True, True, True)[:2]:
        await tell(answer)
    [after] = await rows.all(alarms)
    assert after["available_at"] > before["available_at"]

    await tell(answers(start, True, True, True)[2])

    assert await rows.all(alarms) == []


async def test_a_timeout_ends_what_nobody_answers(tell: Any) -> None:
    start = import_of(2)
    await tell(start)
    await tell(answers(start, True, True)[0])

    over = await tell(EndImport(import_id=start.import_id))

    assert over.sent == (ImportEnded(import_id=start.import_id, read=1, failed=0, missing=1),)
    late = await tell(answers(start, True, True)[1])
    assert isinstance(late.settlement, Done)
    assert late.sent == ()


async def test_many_answers_at_once_are_all_counted(tell: Any) -> None:
    start = import_of(20)
    await tell(start)

    handled = await asyncio.gather(*map(tell, answers(start, *[True, False] * 10)))

    assert all(isinstance(one.settlement, Done) for one in handled)
    [told] = [sent for one in handled for sent in one.sent if isinstance(sent, ImportEnded)]
    assert (told.read, told.failed, told.missing) == (10, 10, 0)


async def test_a_row_that_has_moved_meanwhile_is_not_overwritten(
    database: Database, context: Context, tell: Any
) -> None:
    start = import_of(2)
    await tell(start)
    stale = await row(database, context, start.import_id)
    assert stale is not None
    await tell(answers(start, True, True)[0])

    async def overwrite() -> None:
        async with database.transaction(context) as tx:
            await store.move(tx, stale.moved("over", {}, ()), patience=None)

    with pytest.raises(TransientError, match="has moved meanwhile"):
        await overwrite()


async def test_a_message_that_says_nothing_begins_nothing(
    database: Database, context: Context
) -> None:
    import_id = new_id()
    eager = replace(IMPORT, begin=lambda _message: ImportState(import_id=import_id))
    service = (Subscription("commands", {EndImport: advancing(eager)}),)

    handled = await handle(database, service, EndImport(import_id=import_id), context)

    assert isinstance(handled.settlement, Done)
    assert isinstance(handled.settlement.outcome, Discard)
    assert await row(database, context, import_id) is None


async def test_another_workspace_has_no_part_in_it(
    database: Database, context: Context, tell: Any
) -> None:
    start = import_of(1)
    await tell(start)
    stranger = Context(workspace_id=new_id())

    assert isinstance((await tell(answers(start, True)[0], stranger)).settlement, Dead)
    assert await row(database, stranger, start.import_id) is None
    found = await row(database, context, start.import_id)
    assert found is not None
    assert found.state == "reading"


async def test_what_nothing_moves_any_more_is_counted_in_all_workspaces(
    database: Database, databases: Databases, tell: Any
) -> None:
    metrics = Metrics("jobs")
    watch = ProcessWatch(database, (IMPORT,), metrics)

    async def counted() -> float | None:
        await watch.look()
        return metrics.registry.get_sample_value("hirewire_processes_stuck", {"kind": "import"})

    starts = [import_of(1) for _ in range(3)]
    for start in starts:
        await tell(start, Context(workspace_id=new_id()))
    assert await counted() == 0

    admin = Database(databases.admin_url, "jobs", pool_size=2)
    async with admin.engine.begin() as connection:
        await connection.execute(text("update processes set deadline = deadline - interval '3h'"))
    await admin.close()

    assert await counted() == 3


Plan = tuple[list[bool], list[int], list[int], bool, random.Random]


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


async def test_a_process_of_the_service_counts_them_from_its_start(
    databases: Databases, database: Database
) -> None:
    """Without a broker, as it may start."""
    url = "amqp://jobs:nobody-listens@127.0.0.1:1/"
    given = ProbeSettings(database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(url))
    async with Runtime(given, SERVICE, processes=(IMPORT,)) as runtime, asyncio.timeout(10):
        stuck = {"kind": "import"}
        registry = runtime.metrics.registry
        while registry.get_sample_value("hirewire_processes_stuck", stuck) != 0:
            await asyncio.sleep(0.05)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """How files end, which answers come again, as the same message or told anew, and an alarm."""
    ends = draw(st.lists(st.booleans(), max_size=4))
    places = st.lists(st.integers(0, max(0, len(ends))), max_size=3)
    return (
        ends,
        draw(places),
        draw(places),
        draw(st.booleans()),
        draw(st.randoms(use_true_random=False)),
    )


def deliveries(start: StartImport, plan: Plan, context: Context) -> list[list[Envelope]]:
    """All messages in some order, in groups that arrive at once."""
    ends, again, anew, alarm, dice = plan
    told: list[Message] = [start, *answers(start, *ends)]
    envelopes = [wrap(message, context) for message in told]
    envelopes += [envelopes[place] for place in again if place < len(envelopes)]
    envelopes += [wrap(told[place], context) for place in anew if place < len(told)]
    if alarm:
        envelopes.append(wrap(EndImport(import_id=start.import_id), context))
    dice.shuffle(envelopes)
    groups: list[list[Envelope]] = []
    while envelopes:
        size = dice.randint(1, 3)
        groups.append(envelopes[:size])
        envelopes = envelopes[size:]
    return groups


async def played(
    database: Database, start: StartImport, groups: Sequence[Sequence[Envelope]]
) -> list[Message]:
    sent: list[Message] = []
    for group in groups:
        handled = await asyncio.gather(*(deliver(database, SERVICE, one) for one in group))
        assert all(isinstance(one.settlement, Done) for one in handled), handled
        sent += [message for one in handled for message in one.sent]
    return sent


def test_any_order_and_any_repetition_come_to_one_end(arena: Any) -> None:
    database, run = arena(create_process_table, "processes")

    @given(plans())
    @settings(max_examples=80)
    def check(plan: Plan) -> None:
        ends, _, _, alarm, _ = plan
        context = Context(workspace_id=new_id())
        start = import_of(len(ends))
        sent = run(played(database, start, deliveries(start, plan, context)))
        [told] = [message for message in sent if isinstance(message, ImportEnded)]
        asked = [message.file_id for message in sent if isinstance(message, ReadFile)]
        assert told.read + told.failed + told.missing == len(ends)
        assert len(asked) == len(set(asked))
        if not alarm:
            assert (told.read, told.failed) == (ends.count(True), ends.count(False))
        found = run(row(database, context, start.import_id))
        assert (found.state, found.timeouts) == ("over", ())
        assert run(alarms_left(database)) == 0

    check()


async def alarms_left(database: Database) -> int:
    async with database.engine.connect() as connection:
        statement = "select count(*) from outbox where cancel_key is not null"
        return int(await connection.scalar(text(statement)) or 0)
