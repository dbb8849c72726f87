"""Matches of a job: /v1/jobs/{id}/matches."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.matching import Filters, MatchRun, RankCandidates, Share, WeighedKind
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
from hirewire_gateway.views import jobs, matches
from hirewire_gateway.views.freshness import is_stale

routes = router("/v1/jobs", "matches")
Reader = Annotated[Actor, Depends(Permit("matches:read"))]
Runner = Annotated[Writing, Depends(Write("matches:run"))]


class NewRun(Value):
    limit: int = Field(default=20, ge=1, le=100)
    filters: Filters = Filters()
    weights: dict[WeighedKind, Share] | None = Field(
        default=None,
        description="the job's own weights from now on; {} goes back to ours, null leaves them",
    )


class ShownRun(MatchRun):
    """``stale``: the job or one of the candidates has changed since."""

    stale: bool


@routes.post("/{job_id}/matches", status_code=201, responses=written(ShownRun, 201))
async def rank_candidates(job_id: UUID, writing: Runner, body: NewRun | None = None) -> Response:
    asked, run_id = body or NewRun(), new_id()

    async def decide(tx: Transaction) -> Command:
        await found(jobs.get, tx, "job", job_id)
        return RankCandidates(
            run_id=run_id,
            job_id=job_id,
            limit=asked.limit,
            filters=asked.filters,
            weights=asked.weights,
        )

    async def show(session: AsyncSession, shown_id: UUID) -> Represent | None:
        run = await matches.get(session, writing.actor.workspace_id, shown_id)
        return None if run is None else partial(_shown, await _judged(session, run))

    resource = Reference(kind="match_run", id=run_id, href=f"/v1/jobs/{job_id}/matches")
    return await submit(writing, Effect(resource, 201, show, "matches.run"), decide)


@routes.get("/{job_id}/matches", response_model=ShownRun)
async def get_last_run(
    request: Request, job_id: UUID, actor: Reader, if_none_match: IfNoneMatch = None
) -> Response:
    """The newest run of this job; 404 as long as there is none."""
    async with reading(request, actor) as session:
        run = await matches.last(session, actor.workspace_id, job_id)
        if run is None:
            raise not_found("match run")
        judged = await _judged(session, run)
    return unless_known(await _shown(judged), if_none_match)


async def _judged(session: AsyncSession, run: MatchRun) -> ShownRun:
    return ShownRun(**dict(run), stale=await is_stale(session, run.workspace_id, run))


async def _shown(run: ShownRun) -> Response:
    return resource_response(run, "stale" if run.stale else "")
