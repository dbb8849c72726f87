"""What a service listens to: its whole behaviour as a table of message -> handler."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from hirewire_contracts import Message

from hirewire_chassis.context import Context
from hirewire_chassis.outcome import Outcome
from hirewire_chassis.transaction import Database, Transaction

M = TypeVar("M", bound=Message)
R = TypeVar("R")

Handler = Callable[[Any, Transaction], Awaitable[Outcome]]
"""``async def verb_noun(message, tx) -> Outcome``."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the slow half of a handler may use: short transactions of its own."""

    database: Database
    context: Context


@dataclass(frozen=True, slots=True)
class Prepared(Generic[M, R]):
    """A handler whose slow part (a model, a network call) runs before its transaction opens.

    ``prepare`` may run again for the same message and must leave no effect that minds;
    ``apply`` takes its result and runs once.

    With ``lease`` one process prepares a message at a time: a redelivery waits, and whoever was
    overtaken does not commit. It is renewed while ``prepare`` runs, so it need only be longer than
    a hiccup; after a crash the message waits for what is left of it. With ``result_type`` (a
    pydantic model, a dataclass, ``list[str]`` ...) what ``prepare`` has found is kept until
    ``apply`` has committed, and is not asked for again, also not after a ``Retry``. The service
    needs ``migrations.create_lease_table``.
    """

    prepare: Callable[[M, Desk], Awaitable[R]]
    apply: Callable[[M, R, Transaction], Awaitable[Outcome]]
    lease: timedelta | None = None
    result_type: Any = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One queue of a service and what is done with each message type that arrives in it.

    ``name`` is part of the queue's name and of the inbox key: renaming it makes a new queue.
    ``prefetch`` is how many messages one process handles at a time, ``deadline`` how many
    seconds one may take, ``attempts`` how often it is tried before it is a dead letter.

    Up to ``group`` messages that wait share one transaction, each in a savepoint; for handlers
    that are short and only use the database. Then ``prefetch`` should be at least twice as much.
    """

    name: str
    handlers: Mapping[type[Message], Handler | Prepared[Any, Any]]
    prefetch: int = 16
    deadline: float = 30.0
    attempts: int = 10
    group: int = 1
