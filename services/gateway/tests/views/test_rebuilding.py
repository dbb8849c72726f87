"""Snapshot and events in any interleaving leave what a fresh snapshot says, whatever was before."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hirewire_chassis import Context, Discard, new_id
from hirewire_chassis.processing import Dead, Done
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.documents import Document, DocumentDeleted
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated
from hirewire_contracts.notifications import Notification, NotificationChanged
from hirewire_contracts.snapshots import StatesTold, StatesWanted
from hirewire_gateway.views import rebuilding, tables
from hirewire_gateway.views.rebuilding import VIEWS, Place
from hirewire_gateway.views.subscriptions import subscriptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
ALTERED = """
update view_jobs set state = jsonb_set(state, '{title}', '"Wrong"'), sequence = sequence + :number
where id in (select id from view_jobs limit 1)
"""
DELETED = "delete from view_jobs where id in (select id from view_jobs offset 1 limit 1)"
ADDED = """
insert into view_jobs (id, workspace_id, sequence, state, created_at, updated_at)
values (gen_random_uuid(), :workspace, 1, '{"title": "Ghost"}', now(), now())
"""
PAGE = 2
JOBS = 5


class Owner:
    """The jobs service as far as a rebuild concerns it, and the events that are on their way."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.context = Context(workspace_id=new_id(), actor_id=new_id())
        self.ids = sorted(new_id() for _ in range(JOBS))
        self.states: dict[Any, Job] = {}
        self.events: list[Any] = []
        self.wanted: StatesWanted | None = None

    @property
    def place(self) -> Place:
        return Place("jobs", self.context.workspace)

    def write(self, number: int) -> None:
        job_id = self.ids[number % JOBS]
        former = self.states.get(job_id)
        sequence = 1 if former is None else former.sequence + 1
        job = Job(
            id=job_id, workspace_id=self.context.workspace, sequence=sequence, created_at=START,
            updated_at=START, status="draft", title=f"Title {sequence}",
        )  # fmt: skip
        self.states[job_id] = job
        self.events.append(JobUpdated(job=job, changed=()) if former else JobCreated(job=job))

    async def hear(self, message: Any) -> Any:
        handled = await handle(self.database, subscriptions(), message, self.context)
        assert isinstance(handled.settlement, Done), handled.settlement
        return handled

    async def deliver(self, number: int, *, again: bool = False) -> None:
        if self.events:
            place = number % len(self.events)
            await self.hear(self.events[place] if again else self.events.pop(place))

    async def begin(self) -> None:
        rebuild_id = await rebuilding.start(self.database, self.place, PAGE)
        self.wanted = StatesWanted(rebuild_id=rebuild_id, view="jobs", limit=PAGE)

    async def tell(self) -> None:
        """The next page, as of now."""
        if self.wanted is None:
            return
        after = self.wanted.after
        due = [self.states[key] for key in sorted(self.states) if after is None or key > after]
        page = due[:PAGE]
        told = StatesTold(
            rebuild_id=self.wanted.rebuild_id,
            view="jobs",
            states=tuple(job.model_dump(mode="json") for job in page),
            last=page[-1].id if len(page) == PAGE else None,
        )
        handled = await self.hear(told)
        assert (await self.hear(told)).sent == () or told.last is not None
        self.wanted = None if told.last is None else sent(handled, StatesWanted)

    async def break_view(self, number: int) -> None:
        """Somebody alters, deletes and adds rows by hand."""
        async with self.database.transaction(self.context) as tx:
            for statement in (ALTERED, DELETED, ADDED):
                await tx.session.execute(
                    text(statement), {"number": number, "workspace": self.context.workspace}
                )

    async def shown(self) -> list[Job]:
        async with self.database.reading(self.context) as session:
            columns = tables.jobs.c
            query = columns.id, columns.sequence, columns.state
            rows = await session.execute(tables.jobs.select().with_only_columns(*query))
            found = sorted(rows, key=lambda row: row.id)
        assert all(row.sequence == row.state["sequence"] for row in found)
        return [Job.model_validate(row.state) for row in found]

    async def left(self) -> int:
        async with self.database.reading(self.context) as session:
            counted = (
                "select (select count(*) from view_shadow) + (select count(*) from view_rebuilds)"
            )
            return await session.scalar(text(counted))


@pytest.fixture(scope="module")
def loop(template: str) -> Iterator[Any]:
    """One database and one loop for all examples."""
    with asyncio.Runner() as runner:
        databases = Databases(template)
        runner.run(databases.create())
        yield databases.of("gateway"), runner.run
        runner.run(databases.drop())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "deliver", "again", "tell", "begin", "break"]),
        st.integers(0, 9),
    ),
    max_size=25,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=STEPS, during=STEPS)
def test_snapshot_and_events_in_any_order_are_a_fresh_snapshot(
    loop: Any, before: Any, during: Any
) -> None:
    database, run = loop
    run(_play(Owner(database), before, during))


async def _play(owner: Owner, before: Any, during: Any) -> None:
    for step, number in before:
        await _step(owner, "write" if step in {"tell", "begin"} else step, number)
    await owner.break_view(3)
    await owner.begin()
    for step, number in during:
        await _step(owner, "deliver" if step == "break" else step, number)
    while owner.events:
        await owner.deliver(len(owner.events) * 7 // 3)
    if owner.wanted is None:
        await owner.begin()
    while owner.wanted is not None:
        await owner.tell()
    assert await owner.shown() == [owner.states[key] for key in sorted(owner.states)]
    assert await owner.left() == 0


async def _step(owner: Owner, step: str, number: int) -> None:
    match step:
        case "write":
            owner.write(number)
        case "deliver":
            await owner.deliver(number)
        case "again":
            await owner.deliver(number, again=True)
        case "tell":
            await owner.tell()
        case "begin":
            await owner.begin()
        case "break":
            await owner.break_view(number)


async def test_events_that_come_while_it_is_swapped_are_neither_lost_nor_taken_back(
    database: Any,
) -> None:
    """Many projections against the swap, at once."""
    owner = Owner(database)
    for number in range(40):
        owner.write(number)
    await owner.begin()
    await owner.tell()
    last = StatesTold(rebuild_id=owner.wanted.rebuild_id, view="jobs", states=())
    for number in range(10):
        owner.write(number)
    await asyncio.gather(*(owner.hear(event) for event in (*owner.events[::-1], last)))
    assert await owner.shown() == [owner.states[key] for key in sorted(owner.states)]


async def test_a_page_of_a_former_rebuild_is_ignored(database: Any) -> None:
    owner = Owner(database)
    owner.write(0)
    await owner.begin()
    former = owner.wanted
    await owner.begin()
    late = StatesTold(rebuild_id=former.rebuild_id, view="jobs", states=())
    handled = await owner.hear(late)
    assert isinstance(handled.settlement.outcome, Discard)
    await owner.tell()
    assert len(await owner.shown()) == 1


async def test_a_page_of_another_workspace_is_poison(database: Any, make: Any) -> None:
    owner = Owner(database)
    await owner.begin()
    told = StatesTold(
        rebuild_id=owner.wanted.rebuild_id,
        view="jobs",
        states=(make(Job).model_dump(mode="json"),),
    )
    handled = await handle(database, subscriptions(), told, owner.context)
    assert isinstance(handled.settlement, Dead)
    assert "another workspace" in str(handled.settlement.error)


async def test_what_is_gone_stays_a_tombstone(
    database: Any, say: Any, make: Any, recruiter: Any
) -> None:
    gone = make(Document, sequence=3, deleted=True)
    await say(DocumentDeleted(document=gone))
    place = Place("documents", recruiter.workspace_id)
    rebuild_id = await rebuilding.start(database, place)
    await say(StatesTold(rebuild_id=rebuild_id, view="documents", states=()))
    assert await rebuilding.progress(database, place) is None
    async with database.reading(recruiter) as session:
        assert await VIEWS["documents"].get(session, place.workspace_id, gone.id) == gone


async def test_personal_rows_are_rebuilt_for_their_person_alone(
    database: Any, say: Any, make: Any, recruiter: Any
) -> None:
    own, other = recruiter.actor_id, new_id()
    mine, theirs = (make(Notification, user_id=who) for who in (own, other))
    for notification in (mine, theirs):
        await say(NotificationChanged(notification=notification))
    place = Place("notifications", recruiter.workspace_id, own)
    rebuild_id = await rebuilding.start(database, place)
    better = mine.model_copy(update={"title": "As it was"}).model_dump(mode="json")
    await say(StatesTold(rebuild_id=rebuild_id, view="notifications", states=(better,)))
    for who, title in ((own, "As it was"), (other, theirs.title)):
        async with database.reading(Context(recruiter.workspace_id, who)) as session:
            [row] = await session.scalars(text("select state->>'title' from view_notifications"))
            assert row == title


async def test_every_view_of_an_owner_can_be_rebuilt(database: Any) -> None:
    """A view that is added later has to be added to ``rebuilding.VIEWS`` too."""
    rebuilt = {view.listing.table.name for view in VIEWS.values()}
    async with database.reading(Context()) as session:
        found = await session.scalars(
            text(
                "select table_name from information_schema.columns where table_schema = 'gateway'"
                " and column_name = 'state' and table_name like 'view%'"
            )
        )
        assert set(found) - {"view_shadow"} == rebuilt
