"""Jobs and candidates as the ranking sees them: plain data, blind to who a person is.

There is no field for a name, photo, age, gender, nationality or street address. In a candidate,
``None`` means "read nowhere", and an empty tuple "read, and there is none".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Literal, TypeVar, get_args

Kind = Literal[
    "skill",
    "skill_years",
    "title",
    "seniority",
    "experience",
    "education",
    "language",
    "certificate",
    "location",
    "workplace",
    "semantic",
    "salary",
    "work_permit",
]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "principal", "executive"]
Workplace = Literal["on_site", "hybrid", "remote"]
LanguageLevel = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]

# Who grew up with a language is no better placed than who learnt it to C2.
CEFR: Mapping[str, int] = MappingProxyType(
    {"A1": 1, "A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6, "native": 6}
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: ``quote`` is ``text[start:end]`` of the document's text."""

    document_id: str
    quote: str
    start: int
    end: int
    page: int | None = None
    extractor: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a job asks for.

    ``keys`` are canonical and any one of them will do. Places are paths from the country down
    (``de/berlin``; ``de`` is all of Germany), languages ISO 639-1, seniority and workplace their
    literals, education ``training`` where general schooling is not enough, salary the currency,
    work permits countries.
    ``bound`` is a minimum: years (skill_years, experience), EQF level (education), ``CEFR`` rank
    (language); for a salary it is the most that is paid in a year.
    ``weight`` is the importance among the requirements of its kind.
    """

    kind: Kind
    name: str
    keys: tuple[str, ...] = ()
    bound: float | None = None
    required: bool = True
    weight: float = 1.0
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.weight < float("inf"):
            raise ValueError(f"The weight of {self.name} is {self.weight}: no finite amount >= 0.")
        if self.kind == "seniority" and not set(self.keys) & set(get_args(Seniority)):
            raise ValueError(f"{self.keys} names no known seniority.")


@dataclass(frozen=True, slots=True)
class JobProfile:
    """``filters`` are judged like requirements and shown, but they never touch the score."""

    id: str
    requirements: tuple[Requirement, ...] = ()
    filters: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Skill:
    key: str
    name: str
    confidence: float = 1.0
    years: float | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    key: str
    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    level: LanguageLevel | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    key: str
    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """``key`` is a path from the country down, as in ``Requirement``."""

    key: str
    name: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Salary:
    """Money per year; ``currency`` is ISO 4217."""

    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A single fact and where it stands."""

    value: T
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateProfile:
    """``education`` is the highest EQF level, ``training`` that apart from general schooling.

    ``work_permits`` are ISO 3166 country codes.
    """

    id: str
    skills: tuple[Skill, ...] | None = None
    titles: tuple[Title, ...] | None = None
    seniority: Stated[Seniority] | None = None
    years_of_experience: Stated[float] | None = None
    education: Stated[int] | None = None
    training: Stated[int] | None = None
    languages: tuple[Language, ...] | None = None
    certificates: tuple[Certificate, ...] | None = None
    places: tuple[Place, ...] | None = None
    workplaces: Stated[frozenset[Workplace]] | None = None
    salary: Stated[Salary] | None = None
    work_permits: Stated[frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Similarities:
    """Cosines of vectors of one stamp.

    ``semantic`` compares the whole texts, ``titles`` each of the candidate's titles (by its key)
    with the job's.
    """

    semantic: float | None = None
    titles: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """How a candidate's skill stands to the required one: it is a kind of it, or akin to it.

    ``path`` names the skills on the way through the graph, the candidate's first.
    """

    kind: Literal["narrower", "related"]
    path: tuple[str, ...] = ()


Relations = Mapping[str, Mapping[str, Relation]]
"""Required skill's key -> candidate's skill's key -> relation."""
