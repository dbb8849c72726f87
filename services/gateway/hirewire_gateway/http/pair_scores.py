"""One text held against another, nothing kept: /v1/matches/score."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.message import Value
from hirewire_contracts.pairs import PairScore, ReadPair
from hirewire_contracts.values import Reference
from pydantic import Field
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.commands import Effect, submit
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading, shown_by
from hirewire_gateway.http.representation import resource_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.views import pair_scores

routes = router("/v1/matches", "matches")
Runner = Annotated[Writing, Depends(Write("matches:run"))]
Asker = Annotated[Actor, Depends(Permit("matches:run"))]
ANSWER_WITHIN = timedelta(seconds=60)


class NewPair(Value):
    job: str = Field(min_length=1, max_length=50_000, description="a job ad")
    resume: str = Field(min_length=1, max_length=200_000)


@routes.post("/score", responses=written(PairScore))
async def score_pair(body: NewPair, writing: Runner) -> Response:
    """Neither text is stored; the score can be fetched for ten minutes, by who asked for it."""
    pair_id = new_id()

    async def decide(tx: Transaction) -> Command:
        return ReadPair(
            pair_id=pair_id, job=body.job, resume=body.resume, answer_by=tx.now + ANSWER_WITHIN
        )

    href = f"/v1/matches/scores/{pair_id}"
    resource = Reference(kind="pair_score", id=pair_id, href=href)
    show = shown_by(pair_scores.get, writing.actor)
    return await submit(writing, Effect(resource, 200, show), decide)


@routes.get("/scores/{pair_id}", response_model=PairScore)
async def get_pair_score(request: Request, pair_id: UUID, actor: Asker) -> Response:
    async with reading(request, actor) as session:
        pair = await pair_scores.get(session, actor.workspace_id, pair_id)
    if pair is None:
        raise not_found("score")
    return resource_response(pair)
