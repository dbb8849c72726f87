"""What may go wrong while a message is handled, and what that means for the message."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aio_pika.exceptions
import asyncpg
from hirewire_contracts import UnsupportedTypeError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


class PoisonError(Exception):
    """This message can never be handled: it goes to the dead letters at once."""


class OversizedError(PoisonError):
    """No message may be larger than 16 MiB: send several, or put what it says into a file."""


class TransientError(Exception):
    """The same message may well be handled later: it is retried with growing delays."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class OutageError(TransientError):
    """Something that every message needs is away: the message waits where it is."""


_OUTAGES = (
    asyncpg.CannotConnectNowError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InterfaceError,
    ConnectionError,
    OSError,
)
_TRANSIENT = (
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.InternalClientError,  # what it says of a connection that broke in the middle
    aio_pika.exceptions.AMQPError,
    TimeoutError,
    PoolTimeoutError,
)


def classify(error: BaseException) -> BaseException:
    """The error as Poison, Transient or Outage; an error of no known class comes back as it is."""
    cause = _driver_error(error)
    if isinstance(cause, PoisonError | TransientError):
        return cause
    if isinstance(cause, UnsupportedTypeError | ValidationError):
        return PoisonError(str(cause))
    if isinstance(cause, _TRANSIENT):
        return TransientError(_named(cause))
    if isinstance(cause, _OUTAGES) or isinstance(error, InterfaceError | OperationalError):
        return OutageError(_named(cause))
    return error


def explain(error: BaseException) -> str:
    """One line; of a message that does not fit, the places and what is wrong there, no value."""
    if isinstance(error, ValidationError):
        problems: list[Mapping[str, Any]] = [
            dict(problem) for problem in error.errors(include_url=False, include_input=False)
        ]
        return "; ".join(
            f"/{'/'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in problems[:10]
        )
    return f"{type(error).__name__}: {error}"


def _driver_error(error: BaseException) -> BaseException:
    """SQLAlchemy wraps the driver's error twice; the driver's own says most."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
