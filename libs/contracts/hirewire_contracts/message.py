"""What every message between services has in common: a type with a version, and a subject."""

from typing import ClassVar, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Kind = Literal["command", "event", "question", "answer"]


class Value(BaseModel):
    """A frozen value; writing an undeclared field is an error; reading one is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(Protocol):
    """The public state of an aggregate, as events and the REST API carry it."""

    @property
    def id(self) -> UUID: ...
    @property
    def sequence(self) -> int: ...


class Message(Value):
    """A command or an event.

    ``type`` is ``<owner>.<what>.v<version>``; it is the routing key, the CloudEvents type and the
    name of the JSON Schema. ``about`` names the field that says which aggregate the message is
    about: a UUID in commands, the aggregate's state in events.
    """

    type: ClassVar[str]
    kind: ClassVar[Kind]
    about: ClassVar[str]

    @property
    def subject(self) -> UUID:
        about: UUID | State = getattr(self, self.about)
        return about if isinstance(about, UUID) else about.id

    @property
    def sequence(self) -> int | None:
        about: UUID | State = getattr(self, self.about)
        return None if isinstance(about, UUID) else about.sequence


class Command(Message):
    """Asks its one owner to do something; the owner may reject it."""

    kind: ClassVar[Kind] = "command"


class Event(Message):
    """Says what has happened, with the full public state of what it happened to."""

    kind: ClassVar[Kind] = "event"


class Question(Message):
    """Asks one service for an answer within seconds; nobody keeps it for later."""

    kind: ClassVar[Kind] = "question"


class Answer(Message):
    """To whoever asked, and to nobody else; about its question."""

    kind: ClassVar[Kind] = "answer"


def owner(message_type: str) -> str:
    """The service that accepts this command or tells this event."""
    return message_type.split(".", 1)[0]
