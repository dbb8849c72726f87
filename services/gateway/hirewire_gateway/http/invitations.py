"""Inviting people: /v1/workspaces/{id}/members and /invitations; accepting: /v1/invitations."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.message import Value
from pydantic import AwareDatetime, Field, field_validator
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.auth import LONGEST_EMAIL
from hirewire_gateway.http.grants import granting
from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import fail, not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.invitations.models import Invitation
from hirewire_gateway.identity.invitations.repository import InvitationRepository
from hirewire_gateway.identity.invitations.sending import (
    AlreadyInvitedError,
    AlreadyMemberError,
    Wanted,
    invite,
    send,
)
from hirewire_gateway.identity.membership import check_change
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.roles.repository import RoleRepository
from hirewire_gateway.state import state_of

routes = router("/v1/workspaces", "workspaces")
Writer = Annotated[Actor, Depends(Permit("members:write"))]
Writes = Annotated[Writing, Depends(Write("members:write"))]


class NewInvitation(Value):
    email: str = Field(max_length=LONGEST_EMAIL)
    role: str = Field(max_length=40, description="built in, or one of the workspace's own")

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        canonical_email(value)
        return value


class InvitationSeen(Value):
    """Open until it is accepted, revoked, or ``expires_at``."""

    id: UUID
    email: str
    role: str
    invited_by: UUID
    created_at: AwareDatetime
    expires_at: AwareDatetime


class InvitationList(Value):
    items: tuple[InvitationSeen, ...]
    next_cursor: None = None


@routes.post("/{workspace}/members", status_code=201, response_model=InvitationSeen)
async def invite_member(request: Request, body: NewInvitation, writing: Writes) -> Response:
    """Sends a letter with a one-use link, good for seven days. No role above one's own."""
    actor = writing.actor
    writing.state["login_limit"].check(f"invite {actor.user_id}")
    wanted = Wanted(body.email, body.role)
    async with (
        granting(request, actor, "/role"),
        writing.database.transaction(writing.context(new_id())) as tx,
    ):
        return await answer_once(
            tx, writing.key, writing.busy, lambda: _invited(request, tx, actor, wanted)
        )


@routes.get("/{workspace}/invitations", response_model=InvitationList)
async def list_invitations(request: Request, actor: Writer) -> Response:
    """Those that are open or have expired. There is one page."""
    async with reading(request, actor) as session:
        found = await InvitationRepository(session, actor.workspace_id).pending()
    return json_response(InvitationList(items=tuple(_seen(each) for each in found)))


@routes.post("/{workspace}/invitations/{invitation_id}/resend", response_model=InvitationSeen)
async def resend_invitation(request: Request, invitation_id: UUID, writing: Writes) -> Response:
    """A new letter; the link in the one before opens nothing any more."""
    actor = writing.actor
    writing.state["login_limit"].check(f"invite {actor.user_id}")
    async with (
        granting(request, actor, ""),
        writing.database.transaction(writing.context(new_id())) as tx,
    ):
        return await answer_once(
            tx, writing.key, writing.busy, lambda: _resent(request, tx, actor, invitation_id)
        )


@routes.delete("/{workspace}/invitations/{invitation_id}", status_code=204, response_class=Response)
async def revoke_invitation(request: Request, invitation_id: UUID, actor: Writer) -> Response:
    """Its link opens nothing from now on."""
    async with state_of(request)["database"].transaction(_context(actor)) as tx:
        invitation = await _pending(tx, actor, invitation_id)
        before = state_hash(invitation)
        invitation.settle("revoked", tx.now)
        await _record(request, tx, ("invitation.revoked", invitation), before)
    return Response(status_code=204)


async def _invited(request: Request, tx: Transaction, actor: Actor, wanted: Wanted) -> Response:
    try:
        invitation = await invite(tx, actor, wanted)
    except AlreadyMemberError:
        raise fail(409, "already_member", "Who has this address is a member.") from None
    except AlreadyInvitedError:
        detail = "This address is invited already; send that invitation again."
        raise fail(409, "already_invited", detail) from None
    await _record(request, tx, ("invitation.sent", invitation))
    return json_response(_seen(invitation), 201)


async def _resent(request: Request, tx: Transaction, actor: Actor, invitation_id: UUID) -> Response:
    invitation = await _pending(tx, actor, invitation_id)
    roles = RoleRepository(tx.session, actor.workspace_id)
    check_change(actor, (None, invitation.role), 1, await roles.definitions())
    before = state_hash(invitation)
    await send(tx, actor, invitation)
    await _record(request, tx, ("invitation.resent", invitation), before)
    return json_response(_seen(invitation))


async def _pending(tx: Transaction, actor: Actor, invitation_id: UUID) -> Invitation:
    repository = InvitationRepository(tx.session, actor.workspace_id)
    invitation = await repository.pending_for_update(invitation_id)
    if invitation is None:
        raise not_found("invitation")
    return invitation


async def _record(
    request: Request, tx: Transaction, what: tuple[str, Invitation], before: str | None = None
) -> None:
    action, invitation = what
    deed = Deed(
        action,
        tx.context.actor_id,
        origin_of(request),
        resource=("invitation", invitation.id),
        details={"email": invitation.email, "role": invitation.role},
        before_hash=before,
        after_hash=state_hash(invitation),
    )
    await record(tx, tx.workspace_id, deed)


def _seen(invitation: Invitation) -> InvitationSeen:
    return InvitationSeen(
        id=invitation.id,
        email=invitation.email,
        role=invitation.role,
        invited_by=invitation.invited_by,
        created_at=invitation.created_at.astimezone(UTC),
        expires_at=invitation.expires_at.astimezone(UTC),
    )


def _context(actor: Actor) -> Context:
    return Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
