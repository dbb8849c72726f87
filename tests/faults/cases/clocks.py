"""Time: clocks that disagree, ticks that many want to send, flows whose alarm clock rings."""

import asyncio
import signal
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.faults.load import Publisher
from tests.faults.processes import Process
from tests.faults.steps import COMMANDS_QUEUE, fault, titled, until, user
from tests.faults.table import case
from tests.faults.trips import SCHEDULE
from tests.faults.world import World

SKEW_SECONDS = 600
FROZEN_SECONDS = 90
PATIENCE = 2.0
ANSWERS, MUTE, LATE = "answers", "mute", "late"


@case(34, "the clocks of gateway and worker are twenty minutes apart")
async def clock_skew(world: World) -> None:
    for fast, slow in ((world.gateway, world.jobs), (world.jobs, world.gateway)):
        await restarted(fast, str(SKEW_SECONDS))
        await restarted(slow, str(-SKEW_SECONDS))
        client = await user(world)
        title = fault("flaky", 2)
        job = await client.create(title, wait=5)
        assert job is not None
        await client.visible(job)
        assert await titled(world, title) == 1
        await client.close()
        trip = await start_trip(world, hotel=ANSWERS, flight=MUTE)
        assert await trip_ended(world, trip) == "cancelled"
        waited = await seconds_booked(world, trip)
        assert PATIENCE <= waited < PATIENCE + 10, f"an alarm of {PATIENCE} s rang after {waited} s"
        age = await world.jobs.metric("hirewire_end_to_end_seconds_sum", queue=COMMANDS_QUEUE)
        assert age >= 0, "a message from the future has a negative age"
    for process in (world.gateway, world.jobs):
        await restarted(process, "0")


async def restarted(process: Process, skew: str) -> None:
    await process.end()
    await process.start(FAULTS_SKEW=skew)


async def seconds_booked(world: World, trip: str) -> float:
    """From the booking of its legs to the end that their silence brought."""
    waited: timedelta = await world.value(
        "select max(at) - min(at) from faults.trips where trip_id = $1"
        " and (what like 'booked %' or what = 'cancelled')",
        trip,
    )
    return waited.total_seconds()


@case(38, "two schedulers; the one that fires is stopped, frozen, killed")
async def two_schedulers(world: World) -> None:
    second = await world.add("jobs", "jobs-2")
    await second.start()
    await until(lambda: idle(world))
    try:
        for _ in range(3):
            await caught_up(world)
        await fired_once(world, second, "kill")
        await fired_once(world, second, "stop", seconds=3)
        await fired_once(world, second, "stop", seconds=FROZEN_SECONDS)
    finally:
        await world.remove("jobs-2")


async def idle(world: World) -> bool:
    """The schedule is known and nothing of it is due."""
    return bool(
        await world.value(
            "select exists(select from jobs.schedules where name = $1 and next_at > now()"
            " and requested_at is null)",
            SCHEDULE,
        )
    )


async def caught_up(world: World) -> None:
    """Ten more minutes are due now, for whoever is first."""
    missed = "date_trunc('minute', now()) - interval '9 min'"
    await world.query(
        f"update jobs.schedules set next_at = (select coalesce(min(fire_at), {missed} + interval"
        " '10 min') from jobs.schedule_fires) - interval '10 min' where name = $1",
        SCHEDULE,
    )
    before = await fires(world)
    await until(lambda: idle(world))
    made = await fires(world) - before
    assert made >= 10, f"{made} of 10 ticks were sent"
    await until(lambda: all_ticked(world))


async def fired_once(world: World, second: Process, action: str, seconds: float = 0) -> None:
    """One of the two is caught between its tick and its commit, for so long."""
    before = await fires(world)
    for process in (world.jobs, second):
        process.order("schedule_fired", action)
    await world.query("update jobs.schedules set requested_at = now() where name = $1", SCHEDULE)
    caught = await first_caught(world.jobs, second)
    other = second if caught is world.jobs else world.jobs
    other.order("schedule_fired", "nothing")
    if action == "kill":
        await caught.died()
        await caught.start()
    elif seconds < FROZEN_SECONDS:
        await asyncio.sleep(seconds)
        assert await fires(world) == before, "a tick was sent that somebody else has in hand"
    else:
        await until(lambda: idle(world), seconds)
    if action == "stop":
        caught.tell(signal.SIGCONT)
    await until(lambda: idle(world))
    await until(lambda: all_ticked(world))


async def first_caught(*processes: Process) -> Process:
    async with asyncio.timeout(20):
        while True:
            for process in processes:
                if not process.running or process.is_stopped:
                    return process
            await asyncio.sleep(0.05)


async def fires(world: World) -> int:
    return int(await world.value("select count(*) from jobs.schedule_fires"))


async def all_ticked(world: World) -> bool:
    """Each tick that was sent has taken effect; whether more than once, the checker sees."""
    return bool(
        await world.value(
            "select not exists(select from jobs.schedule_fires f where f.schedule = $1 and not"
            " exists(select from faults.ticks t where t.fire_at = f.fire_at))",
            SCHEDULE,
        )
    )


@case(42, "a flow: an answer is lost, comes too late; its timeout comes twice", quick=True)
async def flow(world: World) -> None:
    fine = await start_trip(world, hotel=ANSWERS, flight=ANSWERS)
    lost = await start_trip(world, hotel=ANSWERS, flight=MUTE)
    late = await start_trip(world, hotel=LATE, flight=ANSWERS, car=LATE)
    assert await trip_ended(world, fine) == "booked"
    await alarmed(world, fine)
    for trip in (lost, late):
        assert await trip_ended(world, trip) == "cancelled"
        await alarmed(world, trip, trip)
    await until(lambda: none_later(world))
    await settled(world, fine, booked=2, cancelled=0)
    await settled(world, lost, booked=2, cancelled=2)
    await settled(world, late, booked=3, cancelled=3)
    await killed_in_flow(world, world.chance.choice(["before_commit", "after_commit", "acked"]))


async def killed_in_flow(world: World, failpoint: str) -> None:
    """The worker dies in the middle of it."""
    world.jobs.order(failpoint)
    trip = await start_trip(world, hotel=ANSWERS, flight=LATE)
    assert await world.jobs.died() == -signal.SIGKILL
    await world.jobs.start()
    assert await trip_ended(world, trip) == "cancelled"
    await until(lambda: none_later(world))
    await settled(world, trip, booked=2, cancelled=2)


async def start_trip(world: World, **legs: str) -> str:
    trip = str(uuid4())
    await _tell(world, trip, "jobs.faults_start_trip.v1", legs=legs, patience=PATIENCE)
    return trip


async def alarmed(world: World, *trips: str) -> None:
    """The flow's alarm, anew for each time it is named, and each twice delivered."""
    for trip in trips:
        await _tell(world, trip, "jobs.faults_end_trip.v1")


async def _tell(world: World, trip: str, kind: str, **more: Any) -> None:
    publisher = Publisher(world, workspace=trip)
    envelope = publisher.envelope(kind, {"trip_id": trip, **more}, subject=trip)
    await publisher.publish(envelope, envelope)


async def trip_ended(world: World, trip: str) -> str:
    async with asyncio.timeout(30):
        while not (ends := {"booked", "cancelled"} & (await happened(world, trip)).keys()):
            await asyncio.sleep(0.1)
    return " and ".join(ends)


async def happened(world: World, trip: str) -> Counter[str]:
    rows = await world.query("select what from faults.trips where trip_id = $1", trip)
    return Counter(row["what"] for row in rows)


async def none_later(world: World) -> bool:
    """No late answer and no alarm is on its way any more."""
    return not await world.value("select count(*) from jobs.outbox")


async def settled(world: World, trip: str, *, booked: int, cancelled: int) -> None:
    """One end, and each leg booked and taken back as often as it should."""

    async def counted() -> bool:
        found = await happened(world, trip)
        legs = sum(count for what, count in found.items() if what.startswith("cancelled "))
        return legs == cancelled

    await until(counted)
    found = await happened(world, trip)
    assert max(found.values()) == 1, f"something happened twice: {dict(found)}"
    assert sum(what.startswith("booked ") for what in found) == booked, dict(found)
    state = await world.value("select state from jobs.processes where id = $1", trip)
    assert state == ("cancelled" if cancelled else "booked")
