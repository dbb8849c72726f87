"""One of everything in a person's workspace; whoever adds a resource adds it here."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hirewire_chassis import Context, new_id
from hirewire_contracts.candidates import Candidate, CandidateCreated
from hirewire_contracts.documents import (
    Document,
    DocumentBatch,
    DocumentBatchSubmitted,
    DocumentProgressed,
)
from hirewire_contracts.imports import CandidateImport, CandidateImportProgressed, ImportItem
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_contracts.knowledge import Entity, KnowledgeRecorded, Relationship
from hirewire_contracts.matching import (
    CandidateRun,
    CandidateRunCompleted,
    CandidateRunInputs,
    JobMatch,
    MatchItem,
    MatchRun,
    MatchRunCompleted,
    RunInputs,
)
from hirewire_contracts.notifications import Notification, NotificationChanged
from hirewire_contracts.pairs import PairScore, PairScored
from hirewire_contracts.values import Reference
from hirewire_gateway.http.openapi import describe

JOB = {
    "title": "Welder",
    "status": "open",
    "company": "Zanzibar",
    "department": "Yard",
    "employment_type": "full_time",
    "workplace_type": "on_site",
    "seniority": "senior",
    "salary": {"min": 98_765, "currency": "EUR"},
    "source": "feed",
    "external_id": "7",
    "tags": ("night",),
    "skills_required": ("Welding",),
}
CANDIDATE = {
    "first_name": "Zoe",
    "emails": ({"value": "zoe@example.org"},),
    "phone_numbers": ({"value": "+49 170 1234567"},),
    "urls": ({"value": "https://zoe.example.org"},),
    "skills": ("Welding",),
    "languages": ("English",),
    "years_of_experience": 4,
    "source": "feed",
    "tags": ("night",),
}
PAPER = {"kind": "resume", "status": "failed", "name": "Welder.txt", "language": "en"}
QUOTE = {"quote": "Zoe", "start": 0, "end": 3}
RESUME = "Zoe Z., welder. Write to my old address, zoe.z@example.org."
SCORE = {"score": 0.5, "verdicts": (), "components": {}, "model_version": "m"}
RANKED = {"score": 0.5, "rank": 1, "verdicts": (), "components": {}}


@pytest.fixture
def document(gateway: Any) -> dict[str, Any]:
    return describe(gateway.app)


@pytest.fixture
def furnish(gateway: Any) -> Callable[[Any], Awaitable[dict[str, UUID]]]:
    """Fills a person's workspace; the ids by the names they have in the paths of the API.

    They log in once more. Everybody gets the same texts, so that filters and searches fit the
    rows of all.
    """

    async def furnish(person: Any) -> dict[str, UUID]:
        login = {"email": person.email, "password": gateway.password}
        await gateway.client.post("/v1/auth/login", json=login)
        ids = await _projected(gateway, person)
        return {**ids, **await _written(person)}

    return furnish


async def _projected(gateway: Any, person: Any) -> dict[str, UUID]:
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    stamp = _stamps(person)
    batch = DocumentBatch(**stamp(), documents=(new_id(),))
    candidate = Candidate(**stamp(), **CANDIDATE, document_id=new_id())
    about = Reference(kind="candidate", id=candidate.id, href=f"/v1/candidates/{candidate.id}")
    text = f"{person.workspace_id}/{new_id()}"
    await gateway.state["blobs"].put(text, RESUME.encode())
    paper = Document(
        **stamp(), **PAPER, about=about, file_id=new_id(), batch_id=batch.id, text_blob=text
    )
    job = Job(**stamp(), **JOB, document_id=paper.id)
    batch = batch.model_copy(update={"documents": (paper.id,)})
    said = {"confidence": 0.5, "evidence": ({**QUOTE, "document_id": paper.id},)}
    subject, thing, retired = (
        Entity(**stamp(), **said, type="skill", name=name, canonical_name=name)
        for name in ("Zoe", "Welding", "Zinc")
    )
    knows = Relationship(
        **stamp(),
        **said,
        subject_id=subject.id,
        predicate="has_skill",
        object_id=thing.id,
    )
    run, reverse = _runs(stamp, job, candidate)
    notification = Notification(
        **stamp(), user_id=person.id, category="matches_ready", title="Ready", body="See."
    )
    bulk = CandidateImport(
        **stamp(),
        status="running",
        batch_id=batch.id,
        total=1,
        created=0,
        failed=0,
        waiting=1,
        items=(ImportItem(document_id=paper.id, name="Welder.txt"),),
    )
    pair = PairScore(**stamp(), **SCORE, weights_version="w")
    for event in (
        JobCreated(job=job),
        CandidateCreated(candidate=candidate),
        DocumentBatchSubmitted(batch=batch),
        DocumentProgressed(document=paper),
        KnowledgeRecorded(
            document_id=paper.id, entities=(subject, thing, retired), relationships=(knows,)
        ),
        MatchRunCompleted(run=run),
        CandidateRunCompleted(run=reverse),
        NotificationChanged(notification=notification),
        PairScored(pair=pair),
        CandidateImportProgressed(candidate_import=bulk),
    ):
        await gateway.project(event, context)
    return {
        "job_id": job.id,
        "candidate_id": candidate.id,
        "document_id": paper.id,
        "batch_id": batch.id,
        "entity_id": subject.id,
        "from": subject.id,
        "to": thing.id,
        "into": retired.id,
        "relationship_id": knows.id,
        "run_id": run.id,
        "notification_id": notification.id,
        "pair_id": pair.id,
        "candidate_import_id": bulk.id,
        "user_id": person.id,
        "workspace": person.workspace_id,
    }


def _stamps(person: Any) -> Callable[[], dict[str, Any]]:
    def stamp() -> dict[str, Any]:
        at = datetime.now(UTC)
        return {
            "id": new_id(),
            "workspace_id": person.workspace_id,
            "sequence": 1,
            "created_by": person.id,
            "created_at": at,
            "updated_at": at,
        }

    return stamp


def _runs(stamp: Any, job: Job, candidate: Candidate) -> tuple[MatchRun, CandidateRun]:
    ending = {
        "considered": 1,
        "model_version": "m",
        "weights_version": "w",
        "finished_at": datetime.now(UTC),
    }
    run = MatchRun(
        **stamp(),
        **ending,
        job_id=job.id,
        job_title=job.title,
        items=(MatchItem(candidate_id=candidate.id, **RANKED),),
        inputs=RunInputs(job_sequence=1, profile_sequences={}),
    )
    reverse = CandidateRun(
        **stamp(),
        **ending,
        candidate_id=candidate.id,
        items=(JobMatch(job_id=job.id, job_title=job.title, **RANKED),),
        inputs=CandidateRunInputs(profile_sequence=1, job_sequences={}),
    )
    return run, reverse


class _RoleName(str):
    """A name that is found in answers as ids are."""

    __slots__ = ()

    @property
    def hex(self) -> str:
        return self[1:]


async def _written(person: Any) -> dict[str, Any]:
    """What is made by requests alone."""
    form = {"file": ("welder.txt", RESUME.encode(), "text/plain")}
    file = (await person.post("/v1/files", files=form)).json()
    body = {"name": "A program", "permissions": ["jobs:read"]}
    key = (await person.post("/v1/api-keys", json=body)).json()
    later = {"Prefer": "respond-async"}
    pending = await person.post("/v1/jobs", json={"title": "Baker"}, headers=later)
    role = _RoleName(f"r{new_id().hex}")
    made = await person.post("/v1/roles", json={"name": role})
    assert made.status_code == 201, made.text
    guest = {"email": "guest@example.org", "role": "viewer"}
    members = f"/v1/workspaces/{person.workspace_id}/members"
    invitation = (await person.post(members, json=guest)).json()
    kept = {"name": "Welders", "searched": "jobs", "q": "welder", "filters": {"source": "feed"}}
    search = (await person.post("/v1/saved-searches", json=kept)).json()
    found = (await person.get("/v1/search/jobs", params={"q": "welder"})).json()
    synonym = await person.post("/v1/search/synonyms", json={"word": "zq9x", "also": "welder"})
    sessions = (await person.get("/v1/auth/sessions")).json()["items"]
    others = [each["id"] for each in sessions if not each["current"]]
    return {
        "file_id": UUID(file["id"]),
        "key_id": UUID(key["id"]),
        "operation_id": UUID(json.loads(pending.text)["id"]),
        "session_id": UUID(others[0]),
        "invitation_id": UUID(invitation["id"]),
        "role": role,
        "saved_search_id": UUID(search["id"]),
        "search_id": UUID(found["search_id"]),
        "synonym_id": UUID(synonym.json()["id"]),
    }
