"""A flow over several messages and a schedule, for services under test; no word of recruiting.

A trip books its legs and takes all of them back when one does not answer in time. What takes effect
is written into tables without any key, so that a second effect shows.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from hirewire_chassis import (
    Context,
    Decision,
    Outcome,
    Process,
    Subscription,
    Timeout,
    Transaction,
    advancing,
    new_id,
)
from hirewire_chassis.schedules import Schedule
from hirewire_contracts import MESSAGES, Command, Event, Message
from pydantic import BaseModel, ConfigDict
from sqlalchemy import text

SCHEDULE = "faults-tick"
Manner = Literal["answers", "mute", "late"]


class StartTrip(Command):
    """``legs``: how each will behave. ``patience`` is in seconds."""

    type: ClassVar[str] = "jobs.faults_start_trip.v1"
    about: ClassVar[str] = "trip_id"
    trip_id: UUID
    legs: Mapping[str, Manner]
    patience: float


class BookLeg(Command):
    type: ClassVar[str] = "jobs.faults_book_leg.v1"
    about: ClassVar[str] = "trip_id"
    trip_id: UUID
    leg: str
    manner: Manner
    patience: float


class LegBooked(Event):
    type: ClassVar[str] = "jobs.faults_leg_booked.v1"
    about: ClassVar[str] = "trip_id"
    trip_id: UUID
    leg: str


class CancelLeg(Command):
    type: ClassVar[str] = "jobs.faults_cancel_leg.v1"
    about: ClassVar[str] = "trip_id"
    trip_id: UUID
    leg: str


class EndTrip(Command):
    """The trip's own alarm clock."""

    type: ClassVar[str] = "jobs.faults_end_trip.v1"
    about: ClassVar[str] = "trip_id"
    trip_id: UUID


class TripEnded(Event):
    type: ClassVar[str] = "jobs.faults_trip_ended.v1"
    about: ClassVar[str] = "trip_id"
    trip_id: UUID
    phase: str


class Tick(Command):
    type: ClassVar[str] = "jobs.faults_tick.v1"
    about: ClassVar[str] = "tick_id"
    tick_id: UUID
    fire_at: datetime


class TripState(BaseModel):
    model_config = ConfigDict(frozen=True)

    trip_id: UUID
    phase: Literal["new", "booking", "booked", "cancelled"] = "new"
    legs: frozenset[str] = frozenset()
    booked: frozenset[str] = frozenset()


def begin(message: Message) -> TripState | None:
    return TripState(trip_id=message.trip_id) if isinstance(message, StartTrip) else None


def decide(state: TripState, message: Message) -> Decision[TripState]:
    match message:
        case StartTrip() if state.phase == "new":
            return started(state, message)
        case LegBooked(leg=leg) if state.phase == "booking":
            return answered(state, leg)
        case EndTrip() if state.phase == "booking":
            back = tuple(CancelLeg(trip_id=state.trip_id, leg=leg) for leg in sorted(state.legs))
            return ended(state, "cancelled", back)
        case _:
            return Decision(state)


def started(state: TripState, start: StartTrip) -> Decision[TripState]:
    booking = state.model_copy(update={"phase": "booking", "legs": frozenset(start.legs)})
    commands = tuple(
        BookLeg(trip_id=state.trip_id, leg=leg, manner=manner, patience=start.patience)
        for leg, manner in start.legs.items()
    )
    alarm = EndTrip(trip_id=state.trip_id)
    timeout = Timeout("silence", alarm, timedelta(seconds=start.patience))
    return Decision(booking, commands, (timeout,))


def answered(state: TripState, leg: str) -> Decision[TripState]:
    now = state.model_copy(update={"booked": state.booked | {leg}})
    return ended(now, "booked") if now.booked == now.legs else Decision(now)


def ended(state: TripState, phase: str, commands: tuple[Message, ...] = ()) -> Decision[TripState]:
    told = TripEnded(trip_id=state.trip_id, phase=phase)
    return Decision(state.model_copy(update={"phase": phase}), (*commands, told))


def identify(message: Message, _context: Context) -> UUID | None:
    trip_id: UUID | None = getattr(message, "trip_id", None)
    return trip_id


TRIP = Process(
    "faults-trip",
    TripState,
    identify,
    begin,
    decide,
    frozenset({"booked", "cancelled"}),
    timedelta(minutes=1),
)


async def book_leg(command: BookLeg, tx: Transaction) -> Outcome:
    await note(tx, command.trip_id, f"booked {command.leg}")
    answer = LegBooked(trip_id=command.trip_id, leg=command.leg)
    if command.manner == "answers":
        tx.send(answer)
    elif command.manner == "late":
        tx.send(answer, at=tx.now + timedelta(seconds=2 * command.patience))


async def cancel_leg(command: CancelLeg, tx: Transaction) -> Outcome:
    await note(tx, command.trip_id, f"cancelled {command.leg}")


async def note_end(event: TripEnded, tx: Transaction) -> Outcome:
    await note(tx, event.trip_id, event.phase)


async def note(tx: Transaction, trip_id: UUID, what: str) -> None:
    statement = text("insert into faults.trips(trip_id, what) values (:trip, :what)")
    await tx.session.execute(statement, {"trip": trip_id, "what": what})


async def note_tick(command: Tick, tx: Transaction) -> Outcome:
    statement = text("insert into faults.ticks(fire_at) values (:at)")
    await tx.session.execute(statement, {"at": command.fire_at})


SUBSCRIPTIONS = (
    Subscription(
        "faults",
        {
            StartTrip: advancing(TRIP),
            EndTrip: advancing(TRIP),
            LegBooked: advancing(TRIP),
            BookLeg: book_leg,
            CancelLeg: cancel_leg,
            TripEnded: note_end,
            Tick: note_tick,
        },
    ),
)
TICKING = Schedule(
    SCHEDULE, "* * * * *", lambda at: Tick(tick_id=new_id(), fire_at=at), catch_up="all"
)


def register() -> None:
    """Let this process know the messages."""
    for message in SUBSCRIPTIONS[0].handlers:
        MESSAGES[message.type] = message  # type: ignore[index]
