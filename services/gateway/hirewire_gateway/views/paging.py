"""A page of a list: what is asked for and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
MAX_LIMIT = 200


class PageQueryError(ValueError):
    """The list knows no such filter, order or place; ``parameter`` names what was asked."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(f"{parameter}: {detail}")
        self.parameter = parameter
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PageQuery:
    """``after`` is the ``next`` of the page before, and only good for the same ``sort``.

    ``filters`` are the query parameters as they came; each view declares which it knows.
    """

    limit: int = 50
    after: tuple[str, UUID] | None = None
    sort: str = "created_at"
    descending: bool = True
    filters: Mapping[str, str] = field(default_factory=dict)
    q: str | None = None
    count: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise PageQueryError("limit", f"must be between 1 and {MAX_LIMIT}")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """``next`` is None on the last page; ``total`` counts all pages, and only when asked for.

    ``unanswered`` names the services whose items are missing.
    """

    items: tuple[T, ...]
    next: tuple[str, UUID] | None = None
    total: int | None = None
    unanswered: tuple[str, ...] = ()
