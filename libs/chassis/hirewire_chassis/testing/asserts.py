"""What tests say most often."""

from typing import Protocol, TypeVar

from hirewire_contracts import Message

M = TypeVar("M", bound=Message)


class Sender(Protocol):
    """A transaction, or how a message was handled."""

    @property
    def sent(self) -> tuple[Message, ...] | list[Message]: ...


def sent(sender: Sender, message: type[M]) -> M:
    """The one message of this type that was sent."""
    found = all_sent(sender, message)
    if len(found) != 1:
        names = [type(other).__name__ for other in sender.sent]
        raise AssertionError(f"{len(found)} {message.__name__} were sent; in all: {names}")
    return found[0]


def all_sent(sender: Sender, message: type[M]) -> list[M]:
    return [other for other in sender.sent if isinstance(other, message)]
