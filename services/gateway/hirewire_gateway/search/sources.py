"""What can be searched: its view, what is counted of it, and where its words stand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hirewire_contracts.candidates import Candidate
from hirewire_contracts.jobs import Job
from hirewire_contracts.searching import Searched
from sqlalchemy import Table

from hirewire_gateway.identity.permissions import Permission
from hirewire_gateway.views import candidates, jobs, tables
from hirewire_gateway.views.view import View

Texts = Iterable[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Source:
    """``words`` are the view's by an index; ``facets`` are JSON paths into the state.

    ``texts`` is what is quoted, by field.

    ``kind`` is one find's name; ``line`` says in a few words what it is, without anybody's name.
    """

    name: Searched
    kind: str
    permission: Permission
    view: View[Any]
    words: Table
    line: Callable[[Any], str | None]
    facets: Mapping[str, str]
    texts: Callable[[Any], Texts]


def _job_texts(job: Job) -> Texts:
    yield "title", job.title
    yield "company", job.company
    yield "skills", ", ".join((*job.skills_required, *job.skills_preferred))
    yield "description", job.description


def _candidate_texts(candidate: Candidate) -> Texts:
    yield "name", " ".join(filter(None, (candidate.first_name, candidate.last_name)))
    yield "headline", candidate.headline
    yield "skills", ", ".join(skill.name for skill in candidate.skills)
    yield "summary", candidate.summary
    for work in candidate.work:
        yield "work", "\n".join(filter(None, (work.title, work.company, work.summary)))


JOBS = Source(
    "jobs",
    "job",
    "jobs:read",
    jobs.VIEW,
    tables.job_words,
    lambda job: job.title,
    {
        "status": "$.status",
        "employment_type": "$.employment_type",
        "workplace_type": "$.workplace_type",
        "seniority": "$.seniority",
        "company": "$.company",
        "department": "$.department",
        "location": "$.locations[*]",
        "skill": "$.skills_required[*]",
        "tag": "$.tags[*]",
        "source": "$.source",
    },
    _job_texts,
)
CANDIDATES = Source(
    "candidates",
    "candidate",
    "candidates:read",
    candidates.VIEW,
    tables.candidate_words,
    lambda candidate: candidate.headline,
    {
        "status": "$.status",
        "location": "$.location",
        "skill": "$.skills[*].name",
        "language": "$.languages[*].name",
        "tag": "$.tags[*]",
        "source": "$.source",
    },
    _candidate_texts,
)
SOURCES: Mapping[Searched, Source] = {"jobs": JOBS, "candidates": CANDIDATES}
