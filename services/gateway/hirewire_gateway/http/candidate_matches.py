"""Jobs that fit a candidate: /v1/candidates/{id}/matches."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.matching import CandidateRun, RankJobs
from hirewire_contracts.message import Value
from hirewire_contracts.values import Reference
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.commands import Effect, Represent, submit
from hirewire_gateway.http.conditions import IfNoneMatch
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import found, reading
from hirewire_gateway.http.representation import resource_response, unless_known
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.views import candidate_runs, candidates

routes = router("/v1/candidates", "matches")
Reader = Annotated[Actor, Depends(Permit("matches:read"))]
Runner = Annotated[Writing, Depends(Write("matches:run"))]


class NewCandidateRun(Value):
    limit: int = Field(default=20, ge=1, le=100)


class ShownCandidateRun(CandidateRun):
    """``stale``: the candidate or one of the jobs has changed since."""

    stale: bool


@routes.post("/{candidate_id}/matches", status_code=201, responses=written(ShownCandidateRun, 201))
async def rank_jobs(
    candidate_id: UUID, writing: Runner, body: NewCandidateRun | None = None
) -> Response:
    """The open jobs of the workspace, the best fitting first."""
    asked, run_id = body or NewCandidateRun(), new_id()

    async def decide(tx: Transaction) -> Command:
        await found(candidates.get, tx, "candidate", candidate_id)
        return RankJobs(run_id=run_id, candidate_id=candidate_id, limit=asked.limit)

    async def show(session: AsyncSession, shown_id: UUID) -> Represent | None:
        run = await candidate_runs.get(session, writing.actor.workspace_id, shown_id)
        return None if run is None else partial(_shown, await _judged(session, run))

    href = f"/v1/candidates/{candidate_id}/matches"
    resource = Reference(kind="candidate_run", id=run_id, href=href)
    return await submit(writing, Effect(resource, 201, show, "matches.run"), decide)


@routes.get("/{candidate_id}/matches", response_model=ShownCandidateRun)
async def get_last_candidate_run(
    request: Request, candidate_id: UUID, actor: Reader, if_none_match: IfNoneMatch = None
) -> Response:
    """The newest run of this candidate; 404 as long as there is none."""
    async with reading(request, actor) as session:
        run = await candidate_runs.last(session, actor.workspace_id, candidate_id)
        if run is None:
            raise not_found("match run")
        judged = await _judged(session, run)
    return unless_known(await _shown(judged), if_none_match)


async def _judged(session: AsyncSession, run: CandidateRun) -> ShownCandidateRun:
    stale = await candidate_runs.is_stale(session, run.workspace_id, run)
    return ShownCandidateRun(**dict(run), stale=stale)


async def _shown(run: ShownCandidateRun) -> Response:
    return resource_response(run, "stale" if run.stale else "")
