"""What an error means for the message, or for the request, that met it."""

import asyncpg
import pytest
from hirewire_chassis.errors import OutageError, TransientError, classify
from sqlalchemy.exc import InternalError


class DriverError(Exception):
    """As SQLAlchemy wraps what asyncpg raises."""


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (asyncpg.InternalClientError("another operation is in progress"), TransientError),
        (asyncpg.DeadlockDetectedError("a deadlock"), TransientError),
        (asyncpg.ConnectionDoesNotExistError("closed"), OutageError),
    ],
)
def test_a_connection_that_broke_is_nobodys_fault(
    error: Exception, meaning: type[Exception]
) -> None:
    wrapped = DriverError()
    wrapped.__cause__ = error
    assert type(classify(InternalError("commit", None, wrapped))) is meaning


def test_a_surprise_stays_one() -> None:
    error = ZeroDivisionError()
    assert classify(error) is error
