"""What searches ask of matching, and what is told of those that people keep."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from hirewire_contracts.message import Answer, Event, Question, Value
from hirewire_contracts.values import Count, Reference

MOST_NEIGHBORS = 1000
Searched = Literal["jobs", "candidates"]


class FindNearest(Question):
    """Asked in a workspace, by somebody who may read what is searched there."""

    type: ClassVar[str] = "matching.find_nearest.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    searched: Searched
    words: str = Field(min_length=1, max_length=300)
    limit: int = Field(default=MOST_NEIGHBORS, ge=1, le=MOST_NEIGHBORS)


class Neighbor(Value):
    """``cosine`` is that of the angle between the two vectors, -1 to 1."""

    id: UUID
    cosine: float


class NearestFound(Answer):
    """The nearest first."""

    type: ClassVar[str] = "matching.nearest_found.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    nearest: tuple[Neighbor, ...]
    model_version: str


class SearchAlert(Value):
    """A kept search fits something that it did not fit before; for its owner ``user_id``.

    ``title`` is that of a job or the headline of a candidate: never a name.
    """

    id: UUID
    sequence: Count
    user_id: UUID
    search_id: UUID
    search_name: str
    searched: Searched
    title: str | None = None
    found: Reference


class SavedSearchMatched(Event):
    type: ClassVar[str] = "gateway.saved_search_matched.v1"
    about: ClassVar[str] = "alert"

    alert: SearchAlert


MESSAGES = (FindNearest, NearestFound, SavedSearchMatched)
