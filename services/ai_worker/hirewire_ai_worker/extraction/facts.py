"""What is read out of a document: plain data, each fact with its evidence and confidence.

Dates are `YYYY` or `YYYY-MM`, as exact as the document was. A `key` is the taxonomy's stable key of
a known thing; None means that the taxonomy does not know it and the document's words are kept.
"""

from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from hirewire_ai_worker.taxonomy.entries import Seniority, SkillKind

EmploymentType = Literal["full_time", "part_time", "contract", "temporary", "internship", "other"]
WorkplaceType = Literal["on_site", "hybrid", "remote"]
SalaryInterval = Literal["hour", "day", "week", "month", "year"]
SkillLevel = Literal["basic", "intermediate", "advanced", "expert"]
LanguageLevelName = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: `quote` is `text[start:end]` of the document's text."""

    start: int
    end: int
    page: int
    quote: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class TextFact:
    """A value as the document gives it; `key` and `canonical` when the taxonomy knows it."""

    value: str
    confidence: float
    evidence: tuple[Evidence, ...]
    key: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class LinkFact:
    """`type` is the site's name (`linkedin`, `github`) or `website`."""

    value: str
    type: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LocationFact:
    """`name` is the document's form, `canonical` the full one, `country` ISO 3166-1 alpha-2."""

    name: str
    canonical: str
    city: str | None
    region: str | None
    country: str | None
    key: str | None
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SkillFact:
    """`since` and `last_used` are the first and last time of work in which it is mentioned."""

    name: str
    key: str | None
    kind: SkillKind | None
    confidence: float
    evidence: tuple[Evidence, ...]
    negated: bool = False
    level: SkillLevel | None = None
    years: float | None = None
    since: str | None = None
    last_used: str | None = None


@dataclass(frozen=True, slots=True)
class WorkFact:
    """One position. `evidence` spans its heading; `summary` is the text below it."""

    title: TextFact | None
    company: TextFact | None
    location: LocationFact | None
    start: str | None
    end: str | None
    current: bool
    seniority: Seniority | None
    summary: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EducationFact:
    """`degree.value` is the phrase in the document, `degree.canonical` its name; `level` is EQF."""

    degree: TextFact | None
    level: int | None
    field: TextFact | None
    school: TextFact | None
    location: LocationFact | None
    start: str | None
    end: str | None
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LanguageFact:
    """A spoken language; `code` is ISO 639-1. `required` is meant for job ads only."""

    name: str
    code: str
    level: LanguageLevelName | None
    confidence: float
    evidence: tuple[Evidence, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """`name` is the document's form, `canonical` the taxonomy's where it knows it."""

    name: str
    canonical: str
    key: str | None
    issuer: str | None
    date: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """Everything read out of one résumé. `extractor` and `calibrator` say by what."""

    extractor: str
    calibrator: str
    language: str
    name: TextFact | None = None
    headline: TextFact | None = None
    summary: TextFact | None = None
    emails: tuple[TextFact, ...] = ()
    phones: tuple[TextFact, ...] = ()
    links: tuple[LinkFact, ...] = ()
    location: LocationFact | None = None
    work: tuple[WorkFact, ...] = ()
    education: tuple[EducationFact, ...] = ()
    skills: tuple[SkillFact, ...] = ()
    languages: tuple[LanguageFact, ...] = ()
    certificates: tuple[CertificateFact, ...] = ()
    years_of_experience: float | None = None
    seniority: Seniority | None = None


@dataclass(frozen=True, slots=True)
class RequiredSkill:
    """A skill a job asks for; `years` when the ad says how many of it."""

    name: str
    key: str | None
    kind: SkillKind | None
    required: bool
    years: float | None
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ExperienceFact:
    """Years of work a job asks for."""

    minimum: float
    maximum: float | None
    required: bool
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DegreeRequirement:
    """`level` is the lowest EQF level that is asked for."""

    name: str
    level: int
    fields: tuple[TextFact, ...]
    required: bool
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SalaryFact:
    """`currency` is ISO 4217."""

    minimum: float | None
    maximum: float | None
    currency: str
    interval: SalaryInterval
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class EmploymentFact:
    value: EmploymentType
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class WorkplaceFact:
    value: WorkplaceType
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class JobFacts:
    """Everything read out of one job ad."""

    extractor: str
    calibrator: str
    language: str
    title: TextFact | None = None
    company: TextFact | None = None
    seniority: Seniority | None = None
    employment_type: EmploymentFact | None = None
    workplace_type: WorkplaceFact | None = None
    locations: tuple[LocationFact, ...] = ()
    salary: SalaryFact | None = None
    skills: tuple[RequiredSkill, ...] = ()
    experience: ExperienceFact | None = None
    degree: DegreeRequirement | None = None
    languages: tuple[LanguageFact, ...] = ()
    certificates: tuple[CertificateFact, ...] = ()


RESUME_JSON: TypeAdapter[ResumeFacts] = TypeAdapter(ResumeFacts)
JOB_JSON: TypeAdapter[JobFacts] = TypeAdapter(JobFacts)
