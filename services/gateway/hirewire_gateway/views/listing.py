"""A list of one table as a query: its filters, its orders, its full text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from hirewire_gateway.views.filters import Filter, after, before
from hirewire_gateway.views.orders import Order, by_time
from hirewire_gateway.views.paging import PageQuery, PageQueryError

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Listing:
    """``filters`` and ``orders`` come beside those that every view has."""

    table: Table
    filters: Mapping[str, Filter]
    orders: Mapping[str, Order]

    def conditions(self, query: PageQuery) -> tuple[Condition, ...]:
        known = {**_filters_of_all(self.table), **self.filters}
        asked = [_condition(known, name, value) for name, value in query.filters.items()]
        if query.q is not None:
            asked.append(self._matching(query.q))
        return tuple(asked)

    def cut(self, query: PageQuery) -> Select[tuple[Any, UUID, object]]:
        """The rows of the page and one more, which says whether there is a next one."""
        columns = self.table.c
        order = self._order(query.sort)
        statement = select(columns.state, columns.id, order.column.label("place"))
        if query.after is not None:
            try:
                beyond = order.beyond(query.after, columns.id, descending=query.descending)
            except ValueError:
                raise PageQueryError("cursor", "does not belong to this order") from None
            statement = statement.where(beyond)
        ordered = statement.order_by(*order.by(columns.id, descending=query.descending))
        return ordered.limit(query.limit + 1)

    def _order(self, sort: str) -> Order:
        columns = self.table.c
        times = {name: by_time(columns[name]) for name in ("created_at", "updated_at")}
        known = {**times, **self.orders}
        if sort not in known:
            raise PageQueryError("sort", f"must be of: {', '.join(sorted(known))}")
        return known[sort]

    def _matching(self, words: str) -> Condition:
        text = self.table.c.get("words", self.table.c.get("search"))
        if text is None:
            raise PageQueryError("q", "this list has no full text")
        _refuse_nul("q", words)
        simple, english = (
            func.websearch_to_tsquery(
                literal_column(f"'{config}'::regconfig"), words, type_=TSQUERY
            )
            for config in ("simple", "english")
        )
        return text.bool_op("@@")(simple.op("||")(english))


def _filters_of_all(table: Table) -> Mapping[str, Filter]:
    columns = table.c
    return {
        "created_after": after(columns.created_at),
        "created_before": before(columns.created_at),
        "updated_after": after(columns.updated_at),
        "updated_before": before(columns.updated_at),
    }


def _condition(known: Mapping[str, Filter], name: str, value: str) -> Condition:
    if name not in known:
        raise PageQueryError(
            name, f"is no filter of this list; known are: {', '.join(sorted(known))}"
        )
    _refuse_nul(name, value)
    try:
        return known[name](value)
    except ValueError as error:
        raise PageQueryError(name, str(error)) from None


def _refuse_nul(parameter: str, value: str) -> None:
    if "\0" in value:
        raise PageQueryError(parameter, "must not contain a NUL character")
