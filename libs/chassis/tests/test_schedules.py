"""Each tick once, whoever looks at which clock, and nothing that an operator did not want."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, uuid5

import pytest
from hirewire_chassis import (
    Context,
    Database,
    Outcome,
    Schedule,
    Subscription,
    Transaction,
    failpoints,
)
from hirewire_chassis import schedule_store as store
from hirewire_chassis.cron import Cron
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.migrations import create_schedule_tables
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.scheduler import Scheduler
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_contracts.jobs import CreateJob, JobDetails
from pydantic import SecretStr

START = datetime(2026, 11, 20, 9, 0, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def advertise(at: datetime) -> CreateJob:
    """A message that says which tick it belongs to."""
    job = JobDetails(title=at.isoformat())
    return CreateJob(job_id=uuid5(NAMESPACE_URL, at.isoformat()), job=job)


class Hands:
    """The clock of a scheduler; it shows what it is set to."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    async def __call__(self, _session: Any) -> datetime:
        await asyncio.sleep(0)
        return self.at


@pytest.fixture
async def database(databases: Databases, migrate: Any) -> Database:
    await migrate(create_schedule_tables, "schedules")
    return databases.of("jobs")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def scheduler(databases: Databases, database: Database, hands: Hands) -> Callable[..., Any]:
    """A registered scheduler, as a process of its own would have it."""

    async def scheduler(*schedules: Schedule, clock: Hands = hands) -> Scheduler:
        made = Scheduler(databases.of("jobs"), schedules, Metrics("jobs"), clock)
        await made.register()
        return made

    return scheduler


async def ticks(rows: Any) -> list[datetime]:
    """What was sent, in the order in which it was."""
    found = await rows.all("select convert_from(envelope, 'utf8') as e from outbox order by id")
    return [datetime.fromisoformat(json.loads(row["e"])["data"]["job"]["title"]) for row in found]


async def state(database: Database, name: str = "advert") -> store.State:
    async with database.reading(Context()) as session:
        return next(found for found in await store.find(session) if found.name == name)


async def test_three_schedulers_with_clocks_of_their_own_send_each_tick_once(
    scheduler: Any, rows: Any
) -> None:
    plan = Schedule("advert", "*/2 * * * *", advertise)
    clocks = [Hands(START + timedelta(seconds=skew)) for skew in (-25, 0, 40)]
    racing = [await scheduler(plan, clock=clock) for clock in clocks]

    for _ in range(90):
        for clock in clocks:
            clock.at += timedelta(seconds=23)
        await asyncio.gather(*(one.fire_due() for one in racing))

    since, until = START - timedelta(seconds=25), max(clock.at for clock in clocks)
    expected = list(takewhile(lambda tick: tick <= until, Cron("*/2 * * * *", "UTC").ticks(since)))
    assert await ticks(rows) == expected
    assert await rows.count("schedule_fires") == len(expected) > 15


async def test_two_that_believe_a_tick_is_due_send_it_once(
    scheduler: Any, rows: Any, hands: Hands
) -> None:
    one = await scheduler(Schedule("advert", "* * * * *", advertise))
    hands.at += MINUTE
    assert await one.fire_due() == 1

    await rows.run("update schedules set next_at = next_at - interval '1 minute'")

    assert await one.fire_due() == 0
    assert await ticks(rows) == [START.replace(second=0) + MINUTE]


@pytest.mark.parametrize(
    ("catch_up", "pause", "expected"),
    [
        ("none", timedelta(hours=1, minutes=2), []),
        ("none", timedelta(minutes=10, seconds=30), [10]),
        ("one", timedelta(hours=1, minutes=3), [60]),
        ("all", timedelta(minutes=33), [10, 20, 30]),
    ],
)
async def test_ticks_missed_while_nothing_ran(
    scheduler: Any, rows: Any, hands: Hands, catch_up: Any, pause: timedelta, expected: list[int]
) -> None:
    await scheduler(Schedule("advert", "*/10 * * * *", advertise, catch_up=catch_up))
    hands.at = START.replace(second=0) + pause

    again = await scheduler(Schedule("advert", "*/10 * * * *", advertise, catch_up=catch_up))
    await again.fire_due()

    assert await ticks(rows) == [START.replace(second=0) + MINUTE * minute for minute in expected]
    hands.at = (Cron("*/10 * * * *", "UTC").after(hands.at) or START) + timedelta(seconds=5)
    assert await again.fire_due() == 1


async def test_a_long_backlog_is_worked_off_in_order_and_in_parts(
    scheduler: Any, rows: Any, hands: Hands
) -> None:
    one = await scheduler(Schedule("advert", "* * * * *", advertise, catch_up="all"))
    hands.at += MINUTE * 250

    assert [await one.fire_due() for _ in range(4)] == [100, 100, 50, 0]

    found = await ticks(rows)
    assert all(later - earlier == MINUTE for earlier, later in pairwise(found))


async def test_what_is_missed_while_it_is_paused_is_not_caught_up(
    scheduler: Any, rows: Any, hands: Hands, database: Database
) -> None:
    one = await scheduler(Schedule("advert", "* * * * *", advertise, catch_up="all"))
    async with database.transaction(Context()) as tx:
        assert await store.pause(tx, "advert", "ada", paused=True)
        assert not await store.pause(tx, "another", "ada", paused=True)
    hands.at += MINUTE * 10
    assert await one.fire_due() == 0
    async with database.transaction(Context()) as tx:
        await store.pause(tx, "advert", "ada", paused=False)
    assert await one.fire_due() == 0
    hands.at += MINUTE
    assert await one.fire_due() == 1

    assert await ticks(rows) == [START.replace(second=0) + MINUTE * 11]
    assert (await state(database)).changed_by == "ada"


async def test_run_now_is_once_beside_the_plan_also_when_paused(
    scheduler: Any, rows: Any, hands: Hands, database: Database
) -> None:
    one = await scheduler(Schedule("advert", "0 0 1 1 *", advertise))
    before = await state(database)
    async with database.transaction(Context()) as tx:
        await store.pause(tx, "advert", "ada", paused=True)
        assert await store.request(tx, "advert", "ada")
        assert await store.request(tx, "advert", "bob")
        assert not await store.request(tx, "another", "ada")

    assert [await one.fire_due() for _ in range(2)] == [1, 0]

    after = await state(database)
    assert after.next_at == before.next_at
    assert after.requested_at is None
    assert (after.last_fire_at, after.last_result) == ((await ticks(rows))[0], "sent 1")


async def test_jitter_spreads_the_sending_and_not_the_tick(
    scheduler: Any, rows: Any, hands: Hands
) -> None:
    plan = Schedule("advert", "* * * * *", advertise, catch_up="all", jitter=timedelta(seconds=30))
    one = await scheduler(plan)
    hands.at += MINUTE * 40
    await one.fire_due()

    leaving = [row["available_at"] for row in await rows.all("select * from outbox order by id")]
    waits = [at - tick for at, tick in zip(leaving, await ticks(rows), strict=True)]
    assert all(timedelta(0) <= wait < timedelta(seconds=30) for wait in waits)
    assert len(set(waits)) == 40
    assert min(waits) < timedelta(seconds=10)
    assert max(waits) > timedelta(seconds=20)
    assert leaving == [plan.sending(tick) for tick in await ticks(rows)]


async def test_a_crash_before_the_commit_costs_no_tick(
    scheduler: Any, rows: Any, hands: Hands
) -> None:
    def crash() -> None:
        raise KeyboardInterrupt

    one = await scheduler(Schedule("advert", "* * * * *", advertise))
    hands.at += MINUTE
    failpoints.arm("schedule_fired", crash)
    with pytest.raises(KeyboardInterrupt):
        await one.fire_due()
    assert await rows.count("outbox") == await rows.count("schedule_fires") == 0

    assert await one.fire_due() == 1


async def test_a_message_that_cannot_be_made_is_noted_and_stops_no_other(
    scheduler: Any, rows: Any, hands: Hands, database: Database
) -> None:
    def fail(at: datetime) -> CreateJob:
        raise LookupError(f"nothing to say at {at:%H:%M}")

    one = await scheduler(
        Schedule("advert", "* * * * *", advertise), Schedule("a bad one", "* * * * *", fail)
    )
    for _ in range(2):
        hands.at += MINUTE
        assert await one.fire_due() == 1

    bad = await state(database, "a bad one")
    assert bad.last_result == "failed: LookupError: nothing to say at 09:02"
    assert bad.next_at is not None
    assert bad.next_at > hands.at
    assert len(await ticks(rows)) == 2


async def test_a_changed_plan_starts_anew_and_older_code_leaves_it_alone(
    scheduler: Any, rows: Any, hands: Hands, database: Database
) -> None:
    old = await scheduler(Schedule("advert", "*/5 * * * *", advertise, catch_up="all"))
    hands.at += timedelta(minutes=30)
    new = await scheduler(Schedule("advert", "3 * * * *", advertise, catch_up="all"))

    assert [await old.fire_due(), await new.fire_due()] == [0, 0]
    hands.at += timedelta(hours=1)
    assert [await old.fire_due(), await new.fire_due()] == [0, 1]
    assert await ticks(rows) == [datetime(2026, 11, 20, 10, 3, tzinfo=UTC)]

    await scheduler(Schedule("another", "* * * * *", advertise))
    assert (await state(database)).next_at is None


async def test_registering_again_changes_nothing_that_operators_and_the_past_said(
    scheduler: Any, hands: Hands, database: Database
) -> None:
    one = await scheduler(Schedule("advert", "* * * * *", advertise))
    hands.at += MINUTE
    await one.fire_due()
    async with database.transaction(Context()) as tx:
        await store.pause(tx, "advert", "ada", paused=True)
        await store.request(tx, "advert", "ada")
    before = await state(database)

    hands.at += MINUTE * 5
    await scheduler(Schedule("advert", "* * * * *", advertise))

    assert await state(database) == before


async def test_old_ticks_are_forgotten(scheduler: Any, rows: Any, hands: Hands) -> None:
    one = await scheduler(Schedule("advert", "* * * * *", advertise))
    for _ in range(3):
        hands.at += MINUTE
        await one.fire_due()
        await rows.run("update schedule_fires set fired_at = now() - interval '31 days'")

    assert await rows.count("schedule_fires") == 1


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


async def test_a_process_sends_what_is_due_to_whoever_listens(
    databases: Databases, database: Database, vhost: Vhost
) -> None:
    taken: list[CreateJob] = []

    async def create(command: CreateJob, _tx: Transaction) -> Outcome:
        taken.append(command)
        return None

    settings = ProbeSettings(
        database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(vhost.url)
    )
    plan = Schedule("advert", "0 0 1 1 *", advertise)
    subscriptions = (Subscription("commands", {CreateJob: create}),)
    async with Runtime(settings, subscriptions, (plan,)), asyncio.timeout(30):
        asked = False
        while not taken:
            async with database.transaction(Context()) as tx:
                asked = asked or await store.request(tx, "advert", "ada")
            await asyncio.sleep(0.05)
    done = await state(database)

    assert [taken[0].job.title] == [done.last_fire_at and done.last_fire_at.isoformat()]
    assert done.last_result == "sent 1"
