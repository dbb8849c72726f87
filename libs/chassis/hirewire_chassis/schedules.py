"""What is sent by the clock: a plan, the message of each tick, and which ticks are due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice

from hirewire_contracts import Message

from hirewire_chassis.cron import Cron
from hirewire_chassis.schedule_store import CatchUp, State

FRESH = timedelta(minutes=1)
"""A tick of the last minute was not missed, it is late."""
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Schedule:
    """``message`` makes what is sent at a tick; it gets the tick's own time, in UTC.

    ``cron`` has five fields and is meant in ``time_zone`` (see cron for what happens when clocks
    change). ``catch_up`` says what becomes of ticks that passed while nothing ran: ``none`` of
    them, ``one`` for the latest, ``all``. ``jitter`` spreads the sending over so long after each
    tick, evenly and for each tick the same.
    """

    name: str
    cron: str
    message: Callable[[datetime], Message]
    time_zone: str = "UTC"
    catch_up: CatchUp = "one"
    jitter: timedelta = timedelta(0)
    ticks: Cron = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ticks", Cron(self.cron, self.time_zone))

    def is_of(self, state: State) -> bool:
        """False beside newer code that has changed the plan: then that code fires it."""
        return (state.cron, state.time_zone) == (self.cron, self.time_zone)

    def sending(self, fire_at: datetime) -> datetime:
        """When the message of this tick leaves."""
        drawn = sha256(f"{self.name}@{fire_at.isoformat()}".encode()).digest()[:4]
        return fire_at + self.jitter * (int.from_bytes(drawn, "big") / 2**32)


def due_ticks(
    schedule: Schedule, state: State, now: datetime
) -> tuple[list[datetime], datetime | None]:
    """The ticks to fire now, and the first one to look at next time."""
    if state.next_at is None or state.next_at > now:
        return [], state.next_at
    before = state.next_at - timedelta(microseconds=1)
    if state.paused:
        return [], schedule.ticks.after(now)
    if schedule.catch_up == "all":
        ticks = list(islice(schedule.ticks.ticks(before), _AT_ONCE))
        late = [tick for tick in ticks if tick <= now]
        return late, schedule.ticks.after(late[-1] if late else now)
    latest = schedule.ticks.latest(before, now)
    fires = latest is not None and (schedule.catch_up == "one" or now - latest <= FRESH)
    return [latest] if latest is not None and fires else [], schedule.ticks.after(now)


def state_of(schedule: Schedule, now: datetime) -> State:
    return State(
        schedule.name,
        schedule.cron,
        schedule.time_zone,
        schedule.catch_up,
        schedule.jitter,
        paused=False,
        next_at=schedule.ticks.after(now),
        requested_at=None,
        last_fire_at=None,
        last_result=None,
        changed_by=None,
    )
