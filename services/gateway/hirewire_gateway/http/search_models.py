"""What a search is asked and what it answers."""

from collections.abc import Mapping
from typing import Generic, TypeVar
from uuid import UUID

from hirewire_contracts.message import Value
from pydantic import BaseModel, Field

from hirewire_gateway.search.modes import Mode
from hirewire_gateway.views.paging import MAX_LIMIT

T = TypeVar("T", bound=BaseModel)


class SearchParameters(BaseModel):
    """Beside these, a search takes the filters of its list."""

    q: str = Field(
        default="", max_length=300, description='words, "a phrase", -without, this or that'
    )
    mode: Mode = "keyword"
    facets: str = Field(default="", max_length=300, description="names, comma-separated")
    limit: int = Field(default=50, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=1000)


class Mark(Value):
    """``text[start:end]`` in characters."""

    start: int
    end: int


class Highlight(Value):
    """A piece of a field as plain text, and where the words stand in it."""

    field: str
    text: str
    marks: tuple[Mark, ...]


class Hit(BaseModel, Generic[T]):
    score: float
    highlights: tuple[Highlight, ...]
    resource: T


class Reading(Value):
    """What else a word was taken for: ``corrected`` where it looks mistyped, ``also`` synonyms."""

    word: str
    corrected: str | None = None
    also: tuple[str, ...] = ()


class FacetValue(Value):
    value: str
    count: int


class SearchResults(BaseModel, Generic[T]):
    """The best first. ``notice`` says why ``mode_used`` is not the mode that was asked for.

    ``search_id`` is for telling what of it was opened; only the first page of words has one.
    """

    search_id: UUID | None = None
    items: tuple[Hit[T], ...]
    next_cursor: str | None
    mode_used: Mode
    notice: str | None = None
    readings: tuple[Reading, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]]
