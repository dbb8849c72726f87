from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, Database, Subscription, new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import Handled, handle
from hirewire_contracts import Message
from hirewire_contracts.candidates import Candidate, CandidateCreated, CandidateDetails
from hirewire_contracts.documents import (
    Document,
    DocumentExtracted,
    Facts,
    JobFacts,
    Requirement,
    ResumeFacts,
)
from hirewire_contracts.jobs import Job, JobCreated, JobDetails
from hirewire_contracts.matching import (
    CandidateRun,
    CandidateRunCompleted,
    MatchRun,
    MatchRunCompleted,
    RankCandidates,
    RankJobs,
)
from hirewire_contracts.pairs import ScorePair
from hirewire_contracts.values import Evidence, Reference
from hirewire_embedding import Embedder
from hirewire_matching.main import Tools, subscriptions

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RESUME, AD = UUID(int=0xA), UUID(int=0xB)


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> Embedder:
    return Embedder.load(model_cache)


@pytest.fixture
def service(embedder: Embedder) -> tuple[Subscription, ...]:
    return subscriptions(Tools(embedder))


@pytest.fixture
def database(databases: Databases) -> Database:
    return databases.of("matching")


@pytest.fixture
def recruiter() -> Context:
    return Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("recruiter",))


class Story:
    """Tells the service what happened elsewhere, and asks it for runs."""

    def __init__(
        self, database: Database, service: tuple[Subscription, ...], context: Context
    ) -> None:
        self.database, self.service, self.context = database, service, context

    async def say(self, message: Message, **context: Any) -> Handled:
        return await handle(self.database, self.service, message, replace(self.context, **context))

    async def candidate(self, **state: Any) -> Candidate:
        event = CandidateCreated(candidate=self.person(**state))
        await self.say(event)
        return event.candidate

    async def job(self, *requirements: Requirement, **state: Any) -> Job:
        job = self.vacancy(**state)
        await self.say(JobCreated(job=job))
        if requirements:
            await self.say(self.read(JobFacts(requirements=requirements), job.id))
        return job

    async def run(self, job: Job, **options: Any) -> MatchRun:
        command = RankCandidates(run_id=new_id(), job_id=job.id, **options)
        return sent(await self.say(command), MatchRunCompleted).run

    async def run_for(self, candidate: Candidate, **options: Any) -> CandidateRun:
        command = RankJobs(run_id=new_id(), candidate_id=candidate.id, **options)
        return sent(await self.say(command), CandidateRunCompleted).run

    def pair(self, **fields: Any) -> ScorePair:
        """A job that asks for Python and a résumé that has FastAPI."""
        asked = Requirement(kind="skill", name="Python", key="python")
        job = JobFacts(job=JobDetails(title="Python Developer"), requirements=[asked])
        known = CandidateDetails(headline="Developer", skills=["FastAPI"])
        pair = {"pair_id": new_id(), "job": job, "resume": ResumeFacts(candidate=known)}
        soon = datetime.now(UTC) + timedelta(minutes=1)
        return ScorePair(**{**pair, "answer_by": soon, **fields})

    def person(self, **state: Any) -> Candidate:
        return Candidate(**{**self._stamp(), **state})

    def vacancy(self, **state: Any) -> Job:
        return Job(**{**self._stamp(), "title": "Backend Engineer", "status": "open", **state})

    def read(self, facts: Facts, job_id: UUID, **state: Any) -> DocumentExtracted:
        about = Reference(kind="job", id=job_id, href=f"/v1/jobs/{job_id}")
        document = {**self._stamp(), "kind": "job", "status": "done", "about": about, **state}
        return DocumentExtracted(document=Document(**document), facts=facts)

    def _stamp(self) -> dict[str, Any]:
        return {
            "id": new_id(),
            "workspace_id": self.context.workspace,
            "sequence": 1,
            "created_at": NOON,
            "updated_at": NOON,
        }


@pytest.fixture
def story(database: Database, service: tuple[Subscription, ...], recruiter: Context) -> Story:
    return Story(database, service, recruiter)


@pytest.fixture
def elsewhere(database: Database, service: tuple[Subscription, ...]) -> Story:
    """The same service, another workspace."""
    stranger = Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))
    return Story(database, service, stranger)


Quote = Callable[..., Evidence]


@pytest.fixture
def quote() -> Quote:
    def said(words: str, document: UUID = RESUME, start: int = 10) -> Evidence:
        return Evidence(
            document_id=document, quote=words, start=start, end=start + len(words), page=1
        )

    return said


Say = Callable[..., Awaitable[Handled]]
