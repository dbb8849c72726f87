"""Labelled résumés in one shape, from the two forms they come in."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hirewire_ai_worker.extraction.dates import Period, find_periods


@dataclass(frozen=True, slots=True)
class WorkTruth:
    title: str
    company: str
    start: str | None
    end: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class EducationTruth:
    degree: str
    school: str


@dataclass(frozen=True, slots=True)
class ResumeTruth:
    """`skills` are those of the skill sections only."""

    file: Path
    name: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    location: str | None
    work: tuple[WorkTruth, ...]
    education: tuple[EducationTruth, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...] | None = None
    certificates: tuple[str, ...] | None = None


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Contact(_Lenient):
    full_name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: str | None = None


class _Experience(_Lenient):
    title: str
    company: str
    dates: str = ""


class _Degree(_Lenient):
    degree: str = ""
    institution: str = ""


class _PageTruth(_Lenient):
    contact: _Contact
    experience: list[_Experience] = Field(default_factory=list)
    education: list[_Degree] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)


class _SampleWork(_Lenient):
    title: str
    company: str
    start: str | None = None
    end: str | None = None
    current: bool = False


class _SampleEducation(_Lenient):
    degree: str = ""
    field: str | None = None
    school: str = ""


class _SampleLanguage(_Lenient):
    name: str
    english: str


class _Sample(_Lenient):
    file: str
    name: str | None = None
    emails: list[str] = Field(default_factory=list)
    phones: list[str] = Field(default_factory=list)
    location: str | None = None
    skills: list[str] = Field(default_factory=list)
    work: list[_SampleWork] = Field(default_factory=list)
    education: list[_SampleEducation] = Field(default_factory=list)
    languages: list[_SampleLanguage] = Field(default_factory=list)
    certificates: list[str] = Field(default_factory=list)


class _Samples(_Lenient):
    resumes: list[_Sample]


def truths_in(folder: Path) -> list[ResumeTruth]:
    """All truths of a folder: `*.truth.json` beside the documents, or one `truth.json`."""
    beside = [_page_truth(path) for path in sorted(folder.glob("*.truth.json"))]
    samples = folder / "truth.json"
    return [*beside, *(_sample_truths(samples) if samples.exists() else ())]


def _page_truth(path: Path) -> ResumeTruth:
    truth = _PageTruth.model_validate_json(path.read_text(encoding="utf-8"))
    contact = truth.contact
    return ResumeTruth(
        file=path.with_name(path.name.replace(".truth.json", ".pdf")),
        name=contact.full_name,
        emails=(contact.email,) if contact.email else (),
        phones=(contact.phone,) if contact.phone else (),
        location=contact.location,
        work=tuple(_work(each) for each in truth.experience),
        education=tuple(EducationTruth(each.degree, each.institution) for each in truth.education),
        skills=tuple(_opened(truth.skills)),
    )


def _work(each: _Experience) -> WorkTruth:
    periods: Sequence[Period] = find_periods(each.dates)
    period = periods[0] if periods else None
    first = period.first if period and period.first and period.first.year else None
    last = period.last if period and period.last and period.last.year else None
    return WorkTruth(
        title=each.title,
        company=each.company,
        start=str(first) if first else None,
        end=str(last) if last else None,
        current=period.current if period else False,
    )


def _opened(skills: Sequence[str]) -> Iterator[str]:
    """`Microsoft Word/Excel/PowerPoint` names three."""
    for skill in skills:
        yield from re.split(r"(?<=[A-Za-z]{3})/(?=[A-Z])", skill)


def _sample_truths(path: Path) -> Iterator[ResumeTruth]:
    for each in _Samples.model_validate(json.loads(path.read_text(encoding="utf-8"))).resumes:
        yield ResumeTruth(
            file=path.parent / "resumes" / each.file,
            name=each.name,
            emails=tuple(each.emails),
            phones=tuple(each.phones),
            location=each.location,
            work=tuple(WorkTruth(**work.model_dump()) for work in each.work),
            education=tuple(_education(entry) for entry in each.education),
            skills=tuple(each.skills),
            languages=tuple(language.english for language in each.languages),
            certificates=tuple(each.certificates),
        )


def _education(each: _SampleEducation) -> EducationTruth:
    degree = f"{each.degree} {each.field}" if each.field else each.degree
    return EducationTruth(degree, each.school)
