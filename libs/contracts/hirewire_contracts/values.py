"""Values that several states share."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field

from hirewire_contracts.message import Value

Confidence = Annotated[float, Field(ge=0, le=1)]
YearMonth = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
"""``YYYY`` or ``YYYY-MM``: as exact as the document was."""
ShortText = Annotated[str, Field(min_length=1, max_length=300)]
Count = Annotated[int, Field(ge=0)]


class Evidence(Value):
    """Where a fact stands: ``quote`` is ``text[start:end]`` of the document's text."""

    document_id: UUID
    quote: str = Field(max_length=500)
    start: Count
    end: Count
    page: int | None = Field(default=None, ge=1)
    extractor: str | None = Field(default=None, max_length=100)


class Contact(Value):
    """A typed e-mail address, phone number or link."""

    value: ShortText
    type: str | None = Field(default=None, max_length=40)
    status: Literal["current", "outdated", "invalid"] = "current"


class Salary(Value):
    """Money per interval; ``currency`` is ISO 4217."""

    min: float | None = Field(default=None, ge=0)
    max: float | None = Field(default=None, ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    interval: Literal["hour", "day", "week", "month", "year"] = "year"


class Skill(Value):
    """A skill of a person; ``key`` is the taxonomy's canonical form when it is known there."""

    name: ShortText
    key: str | None = None
    level: str | None = Field(default=None, max_length=40)
    years: float | None = Field(default=None, ge=0, le=80)
    last_used: YearMonth | None = None
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = ()


class Work(Value):
    title: str | None = Field(default=None, max_length=300)
    company: str | None = Field(default=None, max_length=300)
    location: str | None = Field(default=None, max_length=300)
    start_date: YearMonth | None = None
    end_date: YearMonth | None = None
    current: bool = False
    summary: str | None = Field(default=None, max_length=10_000)
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = ()


class Education(Value):
    """``level`` is the EQF level, 1-8."""

    school: str | None = Field(default=None, max_length=300)
    degree: str | None = Field(default=None, max_length=300)
    level: int | None = Field(default=None, ge=1, le=8)
    field_of_study: str | None = Field(default=None, max_length=300)
    start_date: YearMonth | None = None
    end_date: YearMonth | None = None
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = ()


class Language(Value):
    """``code`` is ISO 639-1, ``level`` a CEFR level or ``native``."""

    name: ShortText
    code: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    level: Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"] | None = None
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = ()


class Certificate(Value):
    name: ShortText
    issuer: str | None = Field(default=None, max_length=300)
    date: YearMonth | None = None
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = ()


def _named(values: object) -> object:
    if not isinstance(values, list | tuple):
        return values
    return [{"name": value} if isinstance(value, str) else value for value in values]


Skills = Annotated[tuple[Skill, ...], BeforeValidator(_named), Field(max_length=300)]
"""People may write a plain name where nothing more is known."""
Languages = Annotated[tuple[Language, ...], BeforeValidator(_named), Field(max_length=40)]
Certificates = Annotated[tuple[Certificate, ...], BeforeValidator(_named), Field(max_length=100)]


class Reference(Value):
    """A resource of the REST API."""

    kind: str
    id: UUID
    href: str


class Stamp(Value):
    """What every stored aggregate says of itself."""

    id: UUID
    workspace_id: UUID
    sequence: Count
    created_by: UUID | None = None
    created_at: AwareDatetime
    updated_at: AwareDatetime
