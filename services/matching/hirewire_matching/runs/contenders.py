"""What a run takes in, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hirewire_contracts.documents import JobFacts
from hirewire_contracts.jobs import JobDetails
from hirewire_contracts.matching import WeighedKind

Shares = Mapping[WeighedKind, float]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A job and its vectors, all of one moment; ``age`` is how many seconds it is known."""

    job_id: UUID
    sequence: int
    details: JobDetails
    facts: JobFacts | None
    stamp: str
    title_embedding: list[float] = field(repr=False)
    text_embedding: list[float] = field(repr=False)
    age: float = 0.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate on the shortlist; ``profile`` is a CandidateProfile as JSON."""

    candidate_id: UUID
    sequence: int
    profile: str = field(repr=False)
    semantic: float | None = None
    titles: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """``considered`` counts all who pass the filters; the contenders are the nearest of them."""

    considered: int
    contenders: tuple[Contender, ...] = ()
