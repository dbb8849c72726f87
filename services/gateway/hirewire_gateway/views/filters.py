"""What a list can be narrowed by: query parameters as conditions on columns.

Each maker returns a Filter, which raises ValueError with a sentence for a value that does not fit.
"""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_

Filter = Callable[[str], ColumnElement[bool]]


def same(column: ColumnElement[str]) -> Filter:
    return lambda value: column == value


def same_ignoring_case(column: ColumnElement[str]) -> Filter:
    return lambda value: func.lower(column) == value.lower()


def one_of(column: ColumnElement[str], names: object) -> Filter:
    """Any of some comma-separated values of the Literal type ``names``."""
    known = get_args(names)

    def condition(value: str) -> ColumnElement[bool]:
        wanted = [part.strip() for part in value.split(",")]
        if not set(wanted) <= set(known):
            raise ValueError(f"must be of: {', '.join(known)}")
        return column.in_(wanted)

    return condition


def reference(*columns: ColumnElement[UUID]) -> Filter:
    """An id in any of these columns."""

    def condition(value: str) -> ColumnElement[bool]:
        wanted = identifier(value)
        return or_(*(column == wanted for column in columns))

    return condition


def contains(*arrays: ColumnElement[Any]) -> Filter:
    """A text in any of these JSON arrays."""
    return lambda value: or_(*(array.contains([value]) for array in arrays))


def contains_object(array: ColumnElement[Any], key: str) -> Filter:
    """A text under ``key`` of any object in this JSON array."""
    return lambda value: array.contains([{key: value}])


def flag(column: ColumnElement[bool]) -> Filter:
    def condition(value: str) -> ColumnElement[bool]:
        if value not in {"true", "false"}:
            raise ValueError("must be true or false")
        return column.is_(value == "true")

    return condition


def at_least(column: ColumnElement[float]) -> Filter:
    def condition(value: str) -> ColumnElement[bool]:
        number = float(value)
        if not math.isfinite(number):
            raise ValueError("must be a number")
        return column >= number

    return condition


def after(column: ColumnElement[datetime]) -> Filter:
    return lambda value: column > moment(value)


def before(column: ColumnElement[datetime]) -> Filter:
    return lambda value: column < moment(value)


def moment(value: str) -> datetime:
    """ISO 8601; without an offset it is UTC."""
    parsed = datetime.fromisoformat(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def identifier(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise ValueError("must be a UUID") from None
