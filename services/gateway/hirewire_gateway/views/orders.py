"""What a list can be sorted by, and where in that order a page ends.

Pages are cut by value and id, never by offset: a row that comes in between moves no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, UnaryExpression, literal, tuple_

from hirewire_gateway.views.filters import moment


@dataclass(frozen=True, slots=True)
class Order:
    """A column without nulls and how its values are read back from a cursor."""

    column: ColumnElement[Any]
    read: Callable[[str], object]

    def beyond(
        self, place: tuple[str, UUID], ids: ColumnElement[UUID], *, descending: bool
    ) -> ColumnElement[bool]:
        """Raises ValueError for a place that is not of this order."""
        here = tuple_(self.column, ids)
        there = tuple_(literal(self.read(place[0]), self.column.type), literal(place[1], ids.type))
        return here < there if descending else here > there

    def by(
        self, ids: ColumnElement[UUID], *, descending: bool
    ) -> tuple[UnaryExpression[Any], UnaryExpression[UUID]]:
        if descending:
            return self.column.desc(), ids.desc()
        return self.column.asc(), ids.asc()


def by_time(column: ColumnElement[datetime]) -> Order:
    return Order(column, moment)


def by_text(column: ColumnElement[str]) -> Order:
    return Order(column, str)


def by_number(column: ColumnElement[float]) -> Order:
    return Order(column, float)


def written(value: object) -> str:
    """A sort value as a cursor carries it, to the last digit."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
