"""The audit log of a workspace: /v1/audit-log, and all of it as CSV."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Database
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import AwareDatetime
from starlette.responses import Response, StreamingResponse

from hirewire_gateway.audit.journal import Deed, record_alone
from hirewire_gateway.audit.models import AuditEntry
from hirewire_gateway.audit.repository import AuditFilter, AuditRepository
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.lists import Listed, ListRequest
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of
from hirewire_gateway.views.filters import identifier, moment
from hirewire_gateway.views.paging import MAX_LIMIT, Page, PageQuery, PageQueryError

routes = router("/v1/audit-log", "audit")
Auditor = Annotated[Actor, Depends(Permit("audit:read"))]
T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FILTERS = ("action", "actor_id", "decision", "resource_id", "since", "until")


class AuditLine(Value):
    """``digest`` is the line's place in the workspace's hash chain, in hex."""

    position: int
    at: AwareDatetime
    actor_id: UUID | None
    action: str
    decision: str
    resource_kind: str | None
    resource_id: UUID | None
    address: str
    user_agent: str
    request_id: str
    details: dict[str, str]
    before_hash: str | None
    after_hash: str | None
    digest: str


@routes.get("", response_model=Listed[AuditLine])
async def list_audit_log(request: Request, actor: Auditor, listing: ListRequest) -> Response:
    """The newest first. Filters: action, actor_id, decision, resource_id, since, until."""

    async def find(query: PageQuery) -> Page[AuditLine]:
        if query.sort != "created_at" or not query.descending:
            raise PageQueryError("sort", "this list is in the order of time, the newest first")
        if query.q or query.count:
            raise PageQueryError("q" if query.q else "count", "is not known here")
        before = None if query.after is None else int(query.after[0])
        wanted = _wanted(query.filters)
        async with reading(request, actor) as session:
            repository = AuditRepository(session, actor.workspace_id)
            found = await repository.newest(wanted, query.limit + 1, before)
        shown = tuple(_line(entry) for entry in found[: query.limit])
        if len(found) <= query.limit:
            return Page(shown)
        return Page(shown, (str(shown[-1].position), actor.workspace_id))

    return await listing.answer(actor, find)


@routes.get("/export", response_class=StreamingResponse)
async def export_audit_log(request: Request, actor: Auditor) -> Response:
    """All lines that pass the filters of the list, as CSV; the export is itself a line."""
    try:
        wanted = _wanted(request.query_params)
    except PageQueryError as error:
        raise invalid(FieldError(pointer=f"?{error.parameter}", detail=error.detail)) from None
    database = state_of(request)["database"]
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    deed = Deed("audit_log.exported", actor.user_id, origin_of(request))
    await record_alone(database, actor.workspace_id, deed)
    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
    rows = _csv(database, context, wanted)
    return StreamingResponse(rows, headers=headers, media_type="text/csv; charset=utf-8")


def _wanted(given: Mapping[str, str]) -> AuditFilter:
    for name in given:
        if name not in _FILTERS:
            known = ", ".join(sorted(_FILTERS))
            raise PageQueryError(name, f"is no filter of this list; known are: {known}")

    def read(name: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(given[name]) if name in given else None
        except ValueError as error:
            raise PageQueryError(name, str(error)) from None

    return AuditFilter(
        action=given.get("action"),
        actor_id=read("actor_id", identifier),
        decision=given.get("decision"),
        resource_id=read("resource_id", identifier),
        since=read("since", moment),
        until=read("until", moment),
    )


async def _csv(database: Database, context: Context, wanted: AuditFilter) -> AsyncIterator[str]:
    yield _row(list(AuditLine.model_fields))
    before: int | None = None
    while True:
        async with database.reading(context) as session:
            repository = AuditRepository(session, context.workspace)
            found = await repository.newest(wanted, MAX_LIMIT, before)
        for entry in found:
            yield _row([*_line(entry).model_dump(mode="json").values()])
        if len(found) < MAX_LIMIT:
            return
        before = found[-1].position


def _row(cells: list[object]) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    target = io.StringIO()
    texts = ("" if cell is None else str(cell) for cell in cells)
    csv.writer(target).writerow(
        [f"'{text}" if text.startswith(_FORMULA) else text for text in texts]
    )
    return target.getvalue()


def _line(entry: AuditEntry) -> AuditLine:
    fields = {name: getattr(entry, name) for name in AuditLine.model_fields}
    shown = {**fields, "at": entry.at.astimezone(UTC), "digest": entry.digest.hex()}
    return AuditLine.model_validate(shown)
