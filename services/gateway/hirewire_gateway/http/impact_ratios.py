"""Whether groups come off worse: /v1/impact-ratios, and the same as CSV."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request
from hirewire_chassis import Context
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.fairness.declarations import people
from hirewire_gateway.fairness.rankings import Span, rankings
from hirewire_gateway.fairness.rules import Ratio, ratios, scored, selected
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.days import Day
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

routes = router("/v1/impact-ratios", "fairness")
Auditor = Annotated[Actor, Depends(Permit("impact_ratios:read"))]
_YEAR = timedelta(days=365)
_MOST_RANKED = 100


class Asked(BaseModel):
    measure: Literal["selection", "score"] = Field(
        default="selection",
        description="selection: who is among the top of a run; score: who is above the median",
    )
    top: int = Field(default=_MOST_RANKED, ge=1, le=_MOST_RANKED, description="of each run")
    job_id: UUID | None = None
    since: Day | None = None
    until: Day | None = None


class ImpactRatio(Value):
    """``impact_ratio`` is ``rate`` over the category's highest; small groups have no figures."""

    category: str
    group: str
    too_few: bool
    people: int | None
    chosen: int | None
    rate: float | None
    impact_ratio: float | None
    below_four_fifths: bool | None


class ImpactReport(Value):
    """Over the last run of each job between ``since`` and ``until``."""

    measure: str
    since: AwareDatetime
    until: AwareDatetime
    runs: int
    smallest_group: int
    items: tuple[ImpactRatio, ...]
    next_cursor: None = None


@routes.get("", response_model=ImpactReport)
async def get_impact_ratios(
    request: Request, actor: Auditor, asked: Annotated[Asked, Query()]
) -> Response:
    """From ``since`` (a year ago) until before ``until`` (now)."""
    return json_response(await _report(request, actor, asked))


@routes.get("/export", response_class=Response)
async def export_impact_ratios(
    request: Request, actor: Auditor, asked: Annotated[Asked, Query()]
) -> Response:
    """The same as CSV (RFC 4180); in the audit log it says that somebody took it."""
    report = await _report(request, actor, asked)
    deed = Deed("impact_ratios.exported", actor.user_id, origin_of(request))
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with state_of(request)["database"].transaction(context) as tx:
        await record(tx, actor.workspace_id, deed)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ImpactRatio.model_fields))
    writer.writeheader()
    writer.writerows(item.model_dump() for item in report.items)
    headers = {"Content-Disposition": 'attachment; filename="impact-ratios.csv"'}
    return Response(text.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")


async def _report(request: Request, actor: Actor, asked: Asked) -> ImpactReport:
    until = asked.until or datetime.now(UTC)
    span = Span(actor.workspace_id, asked.since or until - _YEAR, until, asked.job_id)
    if span.since >= span.until:
        raise invalid(FieldError(pointer="?since", detail="must be before until"))
    smallest = state_of(request)["settings"].smallest_group
    async with reading(request, actor) as session:
        declared = await people(session, actor.workspace_id)
        runs = await rankings(session, span)
    by_score = asked.measure == "score"
    cells = scored(declared, runs) if by_score else selected(declared, runs, asked.top)
    return ImpactReport(
        measure=asked.measure,
        since=span.since,
        until=span.until,
        runs=len(runs),
        smallest_group=smallest,
        items=tuple(map(_shown, ratios(cells, smallest))),
    )


def _shown(ratio: Ratio) -> ImpactRatio:
    return ImpactRatio(**{name: getattr(ratio, name) for name in ImpactRatio.model_fields})
