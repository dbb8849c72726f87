"""Who belongs to a workspace: /v1/workspaces/{id}/members."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction
from hirewire_contracts.message import Value
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.grants import granting
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import fail, not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.leaving import PersonalWorkspaceError, leave, part
from hirewire_gateway.identity.membership import MembershipRepository, check_change
from hirewire_gateway.identity.models import Member, User
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.roles.repository import RoleRepository
from hirewire_gateway.state import state_of

routes = router("/v1/workspaces", "workspaces")
Reader = Annotated[Actor, Depends(Permit("members:read"))]
Writer = Annotated[Actor, Depends(Permit("members:write"))]
Person = Annotated[Actor, Depends(Permit("account:manage"))]


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
    role: str = Field(max_length=40, description="built in, or one of the workspace's own")


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
    async with (
        granting(request, actor, "/role"),
        state_of(request)["database"].transaction(_in(workspace, actor)) as tx,
    ):
        member = await _changeable(tx, actor, user_id, body.role)
        before, details = state_hash(member), {"from": member.role, "to": body.role}
        member.role = body.role
        deed = Deed(
            "member.role_changed",
            actor.user_id,
            origin_of(request),
            resource=("user", user_id),
            details=details,
            before_hash=before,
            after_hash=state_hash(member),
        )
        await record(tx, workspace, deed)
    return Response(status_code=204)


@routes.delete("/{workspace}/members/me", status_code=204, response_class=Response)
async def leave_workspace(request: Request, workspace: UUID, actor: Person) -> Response:
    """One is out at once; the last owner stays, and one's personal workspace is no team."""
    try:
        async with (
            granting(request, actor, ""),
            state_of(request)["database"].transaction(_in(workspace, actor)) as tx,
        ):
            if not await leave(tx, actor.user_id, origin_of(request)):
                raise not_found("member")
    except PersonalWorkspaceError:
        detail = "Nobody leaves their personal workspace."
        raise fail(409, "personal_workspace", detail) from None
    return Response(status_code=204)


@routes.delete("/{workspace}/members/{user_id}", status_code=204, response_class=Response)
async def remove_member(
    request: Request, workspace: UUID, user_id: UUID, actor: Writer
) -> Response:
    """They are out at once."""
    async with (
        granting(request, actor, ""),
        state_of(request)["database"].transaction(_in(workspace, actor)) as tx,
    ):
        member = await _changeable(tx, actor, user_id, None)
        await part(tx, member, Deed("member.removed", actor.user_id, origin_of(request)))
    return Response(status_code=204)


async def _changeable(tx: Transaction, actor: Actor, user_id: UUID, role: str | None) -> Member:
    repository = MembershipRepository(tx.session)
    member = await repository.for_update(actor.workspace_id, user_id)
    if member is None:
        raise not_found("member")
    owners = await repository.owners(actor.workspace_id)
    own = await RoleRepository(tx.session, actor.workspace_id).definitions()
    check_change(actor, (member.role, role), owners, own)
    return member


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
