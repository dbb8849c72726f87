"""Every message by its type: strict to write, tolerant to read, older versions lifted."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from pydantic import JsonValue

from hirewire_contracts import (
    candidates,
    documents,
    imports,
    jobs,
    knowledge,
    matching,
    notifications,
    operating,
    pairs,
    searching,
    settlement,
    snapshots,
    users,
)
from hirewire_contracts.message import Message

MESSAGES: Mapping[str, type[Message]] = {
    message.type: message
    for module in (
        candidates,
        documents,
        imports,
        jobs,
        knowledge,
        matching,
        notifications,
        operating,
        pairs,
        searching,
        settlement,
        snapshots,
        users,
    )
    for message in module.MESSAGES
}


class UnsupportedTypeError(Exception):
    """No version of this message type is known here."""


@runtime_checkable
class Superseded(Protocol):
    """A message of an older version that knows the next one."""

    def upcast(self) -> Message: ...


def read(message_type: str, data: Mapping[str, JsonValue]) -> Message:
    """The message of today's version; undeclared fields are ignored.

    Raises UnsupportedTypeError for an unknown type or version and pydantic's ValidationError for
    data that does not fit.
    """
    known = MESSAGES.get(message_type)
    if known is None:
        raise UnsupportedTypeError(f"{message_type} is not a message of this version of Hirewire")
    return _lift(known.model_validate(data, extra="ignore"))


def _lift(message: Message) -> Message:
    while isinstance(message, Superseded):
        message = message.upcast()
    return message


def versions_of(message: type[Message]) -> tuple[str, ...]:
    """All types, old and new, that are read as this message: what its queue is bound to."""
    stem = message.type.rsplit(".", 1)[0]
    return tuple(sorted(known for known in MESSAGES if known.rsplit(".", 1)[0] == stem))
