"""Inviting somebody by mail, and what an invitation is worth."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hirewire_chassis import Transaction, new_id
from hirewire_contracts.notifications import SendAccountMail

from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.errors import InvalidCredentialsError
from hirewire_gateway.identity.invitations.models import Invitation
from hirewire_gateway.identity.invitations.repository import InvitationRepository
from hirewire_gateway.identity.invitations.tokens import LIFETIME, make_token, read_token
from hirewire_gateway.identity.membership import (
    LastOwnerError,
    MembershipRepository,
    OwnersOnlyError,
    check_change,
)
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.permissions import Actor, Resource, can
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.identity.roles.repository import RoleRepository
from hirewire_gateway.identity.roles.rules import BeyondOwnError, UnknownRoleError, effective


class AlreadyMemberError(Exception):
    """Who has this address belongs to the workspace."""


class AlreadyInvitedError(Exception):
    """There is an open invitation for this address; it can be sent again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    email: str
    role: str


async def invite(tx: Transaction, actor: Actor, wanted: Wanted) -> Invitation:
    """Raises AlreadyMemberError, AlreadyInvitedError, and what ``check_change`` does."""
    roles = RoleRepository(tx.session, actor.workspace_id)
    await roles.lock()
    check_change(actor, (None, wanted.role), 1, await roles.definitions())
    repository = InvitationRepository(tx.session, actor.workspace_id)
    email_key = canonical_email(wanted.email)
    if await repository.is_member(email_key):
        raise AlreadyMemberError
    if await repository.is_open_for(email_key):
        raise AlreadyInvitedError
    invitation = Invitation(
        id=new_id(),
        workspace_id=actor.workspace_id,
        email=wanted.email.strip(),
        email_key=email_key,
        role=wanted.role,
        created_at=tx.now,
    )
    await send(tx, actor, invitation)
    tx.session.add(invitation)
    return invitation


async def send(tx: Transaction, actor: Actor, invitation: Invitation) -> None:
    """A letter with a new token; the one before opens nothing any more."""
    inviter = await IdentityRepository(tx.session).user(actor.user_id)
    workspace = await MembershipRepository(tx.session).workspace(actor.workspace_id)
    token = make_token(actor.workspace_id)
    presented = read_token(token)
    if inviter is None or workspace is None or presented is None:
        raise InvalidCredentialsError
    invitation.digest = presented.digest
    invitation.invited_by = actor.user_id
    invitation.expires_at = tx.now + LIFETIME
    tx.send(
        SendAccountMail(
            mail_id=new_id(),
            purpose="invitation",
            email=invitation.email,
            name=invitation.email,
            locale=inviter.locale,
            token=token,
            expires_at=invitation.expires_at,
            inviter=inviter.name,
            workspace=workspace.name,
        )
    )


async def open_invitation(tx: Transaction, digest: bytes, workspace_id: UUID) -> Invitation:
    """The invitation of this token, if it is still worth something.

    Who sent it must be able to give the role now as they could then. Raises
    InvalidCredentialsError.
    """
    repository = InvitationRepository(tx.session, workspace_id)
    invitation = await repository.by_digest(digest)
    if invitation is None or not _is_open(invitation, tx.now):
        raise InvalidCredentialsError
    inviter = await repository.member(invitation.invited_by)
    if inviter is None or inviter[1].disabled_at is not None:
        raise InvalidCredentialsError
    own = await RoleRepository(tx.session, workspace_id).definitions()
    role = inviter[0].role
    sender = Actor(
        invitation.invited_by,
        workspace_id,
        invitation.id,
        (role,),
        granted=effective(role, own),
    )
    try:
        check_change(sender, (None, invitation.role), 1, own)
    except (UnknownRoleError, OwnersOnlyError, BeyondOwnError, LastOwnerError):
        raise InvalidCredentialsError from None
    if not can(sender, "members:write", Resource(workspace_id)):
        raise InvalidCredentialsError
    return invitation


def is_for(invitation: Invitation, user: User) -> bool:
    return invitation.email_key == user.email_key


def _is_open(invitation: Invitation, now: datetime) -> bool:
    return invitation.settled_at is None and now < invitation.expires_at
