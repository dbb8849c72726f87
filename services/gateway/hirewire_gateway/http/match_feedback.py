"""What people think of a match: /v1/matches/{run id}/feedback, and all of it as labelled pairs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Self
from uuid import UUID, uuid5

from fastapi import Depends, Request
from hirewire_chassis import Context, Database, Transaction
from hirewire_contracts import Command
from hirewire_contracts.matching import CandidateRun, Feedback, GiveFeedback, Judgement, MatchRun
from hirewire_contracts.message import Value
from hirewire_contracts.values import Reference
from pydantic import Field, model_validator
from starlette.responses import Response, StreamingResponse

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.commands import Effect, submit
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import shown_by
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of
from hirewire_gateway.views import candidate_runs, feedback, matches
from hirewire_gateway.views.labelled import labelled
from hirewire_gateway.views.paging import PageQuery

routes = router("/v1/matches", "matches")
Runner = Annotated[Writing, Depends(Write("matches:run"))]
Exporter = Annotated[Actor, Depends(Permit("matches:run"))]


class NewFeedback(Value):
    """On the candidate of a job's run, or on the job of a candidate's run."""

    candidate_id: UUID | None = None
    job_id: UUID | None = None
    judgement: Judgement
    reason: str | None = Field(default=None, max_length=2_000)

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.candidate_id is None) == (self.job_id is None):
            raise ValueError("name either candidate_id or job_id")
        return self


@routes.post("/{run_id}/feedback", status_code=201, responses=written(Feedback, 201))
async def give_feedback(
    request: Request, run_id: UUID, body: NewFeedback, writing: Runner
) -> Response:
    """Kept with the run and the score that it showed; one's last word on a match counts."""
    match_id = body.candidate_id or body.job_id or run_id
    feedback_id = uuid5(run_id, f"{match_id}:{writing.actor.user_id}")

    async def decide(tx: Transaction) -> Command:
        if match_id not in await _matched(tx, run_id, body):
            raise not_found("match")
        told = {"match": str(match_id), "judgement": body.judgement}
        deed = Deed("match.judged", writing.actor.user_id, origin_of(request))
        await record(
            tx, tx.workspace_id, replace(deed, resource=("match_run", run_id), details=told)
        )
        return GiveFeedback(
            feedback_id=feedback_id,
            run_id=run_id,
            match_id=match_id,
            judgement=body.judgement,
            reason=body.reason,
        )

    resource = Reference(kind="feedback", id=feedback_id, href=f"/v1/matches/{run_id}/feedback")
    show = shown_by(feedback.get, writing.actor)
    return await submit(writing, Effect(resource, 201, show), decide)


async def _matched(tx: Transaction, run_id: UUID, body: NewFeedback) -> set[UUID]:
    """The candidates or jobs of the run that the feedback is about."""
    run: MatchRun | CandidateRun | None
    if body.candidate_id is not None:
        run = await matches.get(tx.session, tx.workspace_id, run_id)
        return {item.candidate_id for item in run.items} if run else set()
    run = await candidate_runs.get(tx.session, tx.workspace_id, run_id)
    return {item.job_id for item in run.items} if run else set()


@routes.get("/feedback/export", response_class=StreamingResponse)
async def export_feedback(request: Request, actor: Exporter) -> Response:
    """One JSON line per judged match, with the rows that made its score; the oldest first."""
    database = state_of(request)["database"]
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with database.transaction(context) as tx:
        deed = Deed("match_feedback.exported", actor.user_id, origin_of(request))
        await record(tx, actor.workspace_id, deed)
    headers = {"Content-Disposition": 'attachment; filename="match-feedback.jsonl"'}
    lines = _lines(database, context)
    return StreamingResponse(lines, headers=headers, media_type="application/x-ndjson")


async def _lines(database: Database, context: Context) -> AsyncIterator[str]:
    query = PageQuery(descending=False)
    while True:
        async with database.reading(context) as session:
            page = await feedback.page(session, context.workspace, query)
            told = [await labelled(session, judged) for judged in page.items]
        for match in told:
            yield f"{match.model_dump_json()}\n"
        if page.next is None:
            return
        query = replace(query, after=page.next)
