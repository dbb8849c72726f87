"""What is true of the labelled documents, from the JSON beside each of them.

``end`` is ``present`` while it goes on. A résumé's ``skills`` are those that it lists, as worded.
An ad's fields that are left out are not judged; ``absent`` names skills it only seems to name.
"""

from pathlib import Path

from hirewire_ai_worker.evaluation.truths import EducationTruth, ResumeTruth, WorkTruth
from pydantic import BaseModel, ConfigDict, Field

from bench.extraction.sources import LABELLED

PRESENT = "present"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Work(_Strict):
    title: str
    company: str
    start: str
    end: str


class _Education(_Strict):
    degree: str
    school: str


class _Resume(_Strict):
    language: str
    name: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    location: str
    work: tuple[_Work, ...]
    education: tuple[_Education, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...] | None = None
    certificates: tuple[str, ...] | None = None


class Salary(_Strict):
    """``maximum`` is None where the ad gives one figure."""

    minimum: float
    maximum: float | None
    currency: str
    interval: str


class AdTruth(_Strict):
    language: str
    title: str
    company: str
    required: tuple[str, ...]
    preferred: tuple[str, ...]
    location: str
    years: float | None = None
    degree_level: int | None = None
    workplace: str | None = None
    employment: str | None = None
    salary: Salary | None = None
    languages: tuple[str, ...] = Field(default=())
    absent: tuple[str, ...] = ()


def resume_truth(name: str, folder: Path = LABELLED) -> ResumeTruth:
    text = (folder / f"{name}.json").read_text(encoding="utf-8")
    truth = _Resume.model_validate_json(text)
    return ResumeTruth(
        file=Path(name),
        name=truth.name,
        emails=truth.emails,
        phones=truth.phones,
        location=truth.location,
        work=tuple(_work(each) for each in truth.work),
        education=tuple(EducationTruth(each.degree, each.school) for each in truth.education),
        skills=truth.skills,
        languages=truth.languages,
        certificates=truth.certificates,
    )


def _work(said: _Work) -> WorkTruth:
    current = said.end == PRESENT
    return WorkTruth(said.title, said.company, said.start, None if current else said.end, current)


def ad_truth(name: str, folder: Path = LABELLED) -> AdTruth:
    return AdTruth.model_validate_json((folder / f"{name}.json").read_text(encoding="utf-8"))
