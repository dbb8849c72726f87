"""The workspaces that somebody belongs to: /v1/workspaces."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.message import Value
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.membership import MembershipRepository
from hirewire_gateway.identity.models import Member, Workspace
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.registration import found_workspace
from hirewire_gateway.state import state_of

routes = router("/v1/workspaces", "workspaces")
Own = Annotated[Actor, Depends(Permit("profile:read"))]
Writer = Annotated[Actor, Depends(Permit("members:write"))]


class WorkspaceSeen(Value):
    """``role`` is one's own there."""

    id: UUID
    name: str
    personal: bool
    role: str
    created_at: AwareDatetime


class WorkspaceList(Value):
    items: tuple[WorkspaceSeen, ...]
    next_cursor: None = None


class NamedWorkspace(Value):
    name: str = Field(min_length=1, max_length=200)


@routes.get("", response_model=WorkspaceList)
async def list_workspaces(request: Request, actor: Own) -> Response:
    """Those one is a member of; an API key sees its own alone. There is one page."""
    async with reading(request, actor) as session:
        mine = await MembershipRepository(session).of_user(actor.user_id)
    if actor.scopes is not None:
        mine = [member for member in mine if member.workspace_id == actor.workspace_id]
    found = [await seen_by(request, member) for member in mine]
    return json_response(WorkspaceList(items=tuple(found)))


@routes.post("", status_code=201, response_model=WorkspaceSeen)
async def create_workspace(
    request: Request,
    body: NamedWorkspace,
    writing: Annotated[Writing, Depends(Write("account:manage"))],
) -> Response:
    """A workspace for a team, owned by who makes it."""
    workspace_id = new_id()
    context = _in(workspace_id, writing.actor)
    async with writing.database.transaction(context) as tx:
        return await answer_once(
            tx, writing.key, writing.busy, lambda: _founded(request, tx, body.name)
        )


@routes.patch("/{workspace}", response_model=WorkspaceSeen)
async def rename_workspace(
    request: Request, workspace: UUID, body: NamedWorkspace, actor: Writer
) -> Response:
    async with state_of(request)["database"].transaction(_in(workspace, actor)) as tx:
        repository = MembershipRepository(tx.session)
        found = await repository.workspace(workspace)
        member = await repository.for_update(workspace, actor.user_id)
        if found is None or member is None:
            raise not_found("workspace")
        before, details = state_hash(found), {"from": found.name, "to": body.name}
        found.rename(body.name, tx.now)
        deed = Deed(
            "workspace.renamed",
            actor.user_id,
            origin_of(request),
            details=details,
            before_hash=before,
            after_hash=state_hash(found),
        )
        await record(tx, workspace, deed)
    return json_response(await seen_by(request, member))


async def _founded(request: Request, tx: Transaction, name: str) -> Response:
    founder = tx.context.actor_id
    if founder is None:
        raise not_found("user")
    workspace, member = await found_workspace(tx, tx.workspace_id, founder, name)
    deed = Deed(
        "workspace.created",
        founder,
        origin_of(request),
        details={"name": name},
        after_hash=state_hash(workspace),
    )
    await record(tx, tx.workspace_id, deed)
    return json_response(_seen(workspace, member), 201)


async def seen_by(request: Request, member: Member) -> WorkspaceSeen:
    """The workspace of this member; asked from within, for only there it is seen."""
    context = Context(workspace_id=member.workspace_id, actor_id=member.user_id)
    async with state_of(request)["database"].reading(context) as session:
        found = await MembershipRepository(session).workspace(member.workspace_id)
    if found is None:
        raise not_found("workspace")
    return _seen(found, member)


def _seen(workspace: Workspace, member: Member) -> WorkspaceSeen:
    return WorkspaceSeen(
        id=workspace.id,
        name=workspace.name,
        personal=workspace.personal,
        role=member.role,
        created_at=workspace.created_at.astimezone(UTC),
    )


def _in(workspace: UUID, actor: Actor) -> Context:
    return Context(workspace_id=workspace, actor_id=actor.user_id)
