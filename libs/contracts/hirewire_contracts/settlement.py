"""How a command ended when it did not end in an event about its subject."""

from typing import ClassVar, Literal
from uuid import UUID

from hirewire_contracts.message import Event, Value


class FieldError(Value):
    """``pointer`` is a JSON pointer (RFC 6901) into the request's body."""

    pointer: str
    detail: str


class Problem(Value):
    """The parts of an RFC 9457 problem that a service decides."""

    code: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()


class CommandSettled(Event):
    """Told by every service's chassis.

    ``rejected``: a rule was broken, ``problem`` says which. ``discarded``: there was nothing to
    do. ``failed``: the command is dead letter ``dead_letter_id`` of ``service``; replaying it
    completes what waits for it.
    """

    type: ClassVar[str] = "chassis.command_settled.v1"
    about: ClassVar[str] = "subject_id"

    subject_id: UUID
    service: str
    command_id: UUID
    command_type: str
    outcome: Literal["rejected", "discarded", "failed"]
    problem: Problem | None = None
    dead_letter_id: int | None = None


MESSAGES = (CommandSettled,)
