"""Candidates: /v1/candidates."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.candidates import (
    Candidate,
    CandidateDetails,
    CreateCandidate,
    UpdateCandidate,
)
from starlette.responses import Response

from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.commands import Effect, submit
from hirewire_gateway.http.conditions import IfMatch, check_match
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.reading import found, reference, shown_by
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.views import candidates as view

routes = router("/v1/candidates", "candidates")
Writer = Annotated[Writing, Depends(Write("candidates:write"))]


@routes.post("", status_code=201, responses=written(Candidate, 201))
async def create_candidate(body: CandidateDetails, writing: Writer) -> Response:
    candidate_id = new_id()

    async def decide(_tx: Transaction) -> Command:
        return CreateCandidate(candidate_id=candidate_id, candidate=body)

    return await submit(writing, _effect(writing, candidate_id, "create", 201), decide)


@routes.patch("/{candidate_id}", responses=written(Candidate))
async def update_candidate(
    candidate_id: UUID, body: CandidateDetails, writing: Writer, if_match: IfMatch = None
) -> Response:
    """Replaces the fields that the body names; the others stay."""

    async def decide(tx: Transaction) -> Command:
        candidate = await found(view.get, tx, "candidate", candidate_id)
        return UpdateCandidate(
            candidate_id=candidate_id,
            changes=body.model_dump(mode="json", exclude_unset=True),
            expected_sequence=check_match(candidate.sequence, if_match),
        )

    return await submit(writing, _effect(writing, candidate_id, "update"), decide)


def _effect(writing: Writing, candidate_id: UUID, verb: str, status: int = 200) -> Effect:
    show = shown_by(view.get, writing.actor)
    resource = reference("candidate", "candidates", candidate_id)
    return Effect(resource, status, show, f"candidate.{verb}")


add_reads(
    routes,
    Collection(
        "candidate",
        "candidates:read",
        item=Candidate,
        row=Candidate,
        show=lambda _state, actor: shown_by(view.get, actor),
        page=lambda session, actor, query: view.page(session, actor.workspace_id, query),
    ),
)
