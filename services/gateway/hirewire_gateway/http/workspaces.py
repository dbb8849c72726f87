"""Workspaces and who belongs to them: /v1/workspaces."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction
from hirewire_contracts.message import Value
from pydantic import AwareDatetime
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import fail, not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.membership import (
    LastOwnerError,
    MembershipRepository,
    OwnersOnlyError,
    check_change,
)
from hirewire_gateway.identity.models import Member, User
from hirewire_gateway.identity.permissions import Actor, Role
from hirewire_gateway.state import state_of

routes = router("/v1/workspaces", "workspaces")
Own = Annotated[Actor, Depends(Permit("profile:read"))]
Reader = Annotated[Actor, Depends(Permit("members:read"))]
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


class MemberSeen(Value):
    user_id: UUID
    name: str
    email: str
    role: str
    created_at: AwareDatetime


class MemberList(Value):
    items: tuple[MemberSeen, ...]
    next_cursor: None = None


class RoleChange(Value):
    role: Role


@routes.get("", response_model=WorkspaceList)
async def list_workspaces(request: Request, actor: Own) -> Response:
    """Those one is a member of; an API key sees its own alone. There is one page."""
    async with reading(request, actor) as session:
        mine = await MembershipRepository(session).of_user(actor.user_id)
    if actor.scopes is not None:
        mine = [member for member in mine if member.workspace_id == actor.workspace_id]
    found = [await _workspace(request, member) for member in mine]
    return json_response(WorkspaceList(items=tuple(found)))


@routes.get("/{workspace}/members", response_model=MemberList)
async def list_members(request: Request, workspace: UUID, actor: Reader) -> Response:
    """There is one page."""
    async with reading(request, actor) as session:
        found = await MembershipRepository(session).members(workspace)
    return json_response(MemberList(items=tuple(_member(*each) for each in found)))


@routes.patch("/{workspace}/members/{user_id}", status_code=204, response_class=Response)
async def change_role(
    request: Request, workspace: UUID, user_id: UUID, body: RoleChange, actor: Writer
) -> Response:
    """In force at once. Only owners make and change owners; the last one stays."""
    async with state_of(request)["database"].transaction(_in(workspace, actor)) as tx:
        member = await _changeable(tx, actor, user_id, body.role)
        details = {"from": member.role, "to": body.role}
        member.role = body.role
        await _record(request, tx, user_id, ("member.role_changed", details))
    return Response(status_code=204)


@routes.delete("/{workspace}/members/{user_id}", status_code=204, response_class=Response)
async def remove_member(
    request: Request, workspace: UUID, user_id: UUID, actor: Writer
) -> Response:
    """They are out at once."""
    async with state_of(request)["database"].transaction(_in(workspace, actor)) as tx:
        member = await _changeable(tx, actor, user_id, None)
        details = {"from": member.role}
        await MembershipRepository(tx.session).remove(member)
        await _record(request, tx, user_id, ("member.removed", details))
    return Response(status_code=204)


async def _changeable(tx: Transaction, actor: Actor, user_id: UUID, role: Role | None) -> Member:
    repository = MembershipRepository(tx.session)
    member = await repository.for_update(actor.workspace_id, user_id)
    if member is None:
        raise not_found("member")
    try:
        owners = await repository.owners(actor.workspace_id)
        check_change(actor.roles, member.role, role, owners)
    except OwnersOnlyError:
        raise fail(403, "forbidden", "Only an owner makes and changes owners.") from None
    except LastOwnerError:
        raise fail(409, "last_owner", "A workspace has at least one owner.") from None
    return member


async def _record(
    request: Request, tx: Transaction, user_id: UUID, what: tuple[str, dict[str, str]]
) -> None:
    origin, resource = origin_of(request), ("user", user_id)
    deed = Deed(what[0], tx.context.actor_id, origin, resource=resource, details=what[1])
    await record(tx, tx.workspace_id, deed)


async def _workspace(request: Request, member: Member) -> WorkspaceSeen:
    """Asked from within, for only there it is seen."""
    context = Context(workspace_id=member.workspace_id, actor_id=member.user_id)
    async with state_of(request)["database"].reading(context) as session:
        found = await MembershipRepository(session).workspace(member.workspace_id)
    if found is None:
        raise not_found("workspace")
    return WorkspaceSeen(
        id=found.id,
        name=found.name,
        personal=found.personal,
        role=member.role,
        created_at=found.created_at.astimezone(UTC),
    )


def _member(member: Member, user: User) -> MemberSeen:
    return MemberSeen(
        user_id=user.id,
        name=user.name,
        email=user.email,
        role=member.role,
        created_at=member.created_at.astimezone(UTC),
    )


def _in(workspace: UUID, actor: Actor) -> Context:
    return Context(workspace_id=workspace, actor_id=actor.user_id)
