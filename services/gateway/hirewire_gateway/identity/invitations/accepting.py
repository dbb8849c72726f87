"""Taking up an invitation: with an account that is there, or with a new one."""

from uuid import UUID

from hirewire_chassis import Context, Database, Transaction, new_id

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.entering import acting
from hirewire_gateway.identity.errors import (
    EmailTakenError,
    InvalidCredentialsError,
    WeakPasswordError,
)
from hirewire_gateway.identity.invitations.models import Invitation
from hirewire_gateway.identity.invitations.repository import InvitationRepository
from hirewire_gateway.identity.invitations.sending import is_for, open_invitation
from hirewire_gateway.identity.invitations.tokens import Presented, read_token
from hirewire_gateway.identity.models import Member, User
from hirewire_gateway.identity.passwords import Passwords, weakness
from hirewire_gateway.identity.registration import NewUser, register
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.identity.roles.repository import RoleRepository


class OtherAddressError(Exception):
    """The invitation was sent to another address than the account's."""


class Invitations:
    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def accept(self, user_id: UUID, token: str, origin: Origin) -> Member:
        """Doing it again changes nothing.

        Raises InvalidCredentialsError, OtherAddressError.
        """
        presented = _presented(token)
        context = Context(workspace_id=presented.workspace_id, actor_id=user_id)
        async with self._database.transaction(context) as tx:
            user = await IdentityRepository(tx.session).user(user_id)
            if user is None:
                raise InvalidCredentialsError
            await RoleRepository(tx.session, presented.workspace_id).lock()
            earlier = await _accepted_before(tx, presented, user)
            if earlier is not None:
                return earlier
            invitation = await open_invitation(tx, presented.digest, presented.workspace_id)
            if not is_for(invitation, user):
                raise OtherAddressError
            return await _join(tx, invitation, user, origin)

    async def register(self, token: str, profile: tuple[str, str, str], origin: Origin) -> User:
        """A new user, ``profile`` being (name, locale, password), who belongs to the workspace.

        The letter has proved the address. Raises InvalidCredentialsError, EmailTakenError,
        WeakPasswordError.
        """
        presented = _presented(token)
        name, locale, password = profile
        email = await self._address(presented)
        weak = weakness(password, (name, *name.split(), *email.split("@")))
        if weak is not None:
            raise WeakPasswordError(weak)
        password_hash = await self._passwords.hash(password)
        new = NewUser(new_id(), new_id(), email, name, locale, password_hash)
        context = Context(workspace_id=new.workspace_id, actor_id=new.id)
        async with self._database.transaction(context) as tx:
            user = await register(tx, new)
            async with acting(tx, presented.workspace_id, user.id):
                await RoleRepository(tx.session, presented.workspace_id).lock()
                invitation = await open_invitation(tx, presented.digest, presented.workspace_id)
                await _join(tx, invitation, user, origin)
            return user

    async def _address(self, presented: Presented) -> str:
        async with self._database.transaction(Context(workspace_id=presented.workspace_id)) as tx:
            invitation = await open_invitation(tx, presented.digest, presented.workspace_id)
            taken = await IdentityRepository(tx.session).user_by_email(invitation.email_key)
        if taken is not None:
            raise EmailTakenError
        return invitation.email


def _presented(token: str) -> Presented:
    presented = read_token(token)
    if presented is None:
        raise InvalidCredentialsError
    return presented


async def _accepted_before(tx: Transaction, presented: Presented, user: User) -> Member | None:
    repository = InvitationRepository(tx.session, presented.workspace_id)
    invitation = await repository.by_digest(presented.digest)
    if invitation is None or invitation.outcome != "accepted" or not is_for(invitation, user):
        return None
    found = await repository.member(user.id)
    return None if found is None else found[0]


async def _join(tx: Transaction, invitation: Invitation, user: User, origin: Origin) -> Member:
    """Who is a member already keeps their role."""
    repository = InvitationRepository(tx.session, invitation.workspace_id)
    found = await repository.member(user.id)
    member = (
        found[0]
        if found
        else Member(
            workspace_id=invitation.workspace_id,
            user_id=user.id,
            role=invitation.role,
            created_at=tx.now,
        )
    )
    before = state_hash(member) if found else None
    tx.session.add(member)
    invitation.settle("accepted", tx.now)
    await IdentityRepository(tx.session).set_verified(user.id, tx.now)
    details = {"invitation": str(invitation.id), "role": member.role}
    deed = Deed(
        "invitation.accepted",
        user.id,
        origin,
        resource=("user", user.id),
        details=details,
        before_hash=before,
        after_hash=state_hash(member),
    )
    await record(tx, invitation.workspace_id, deed)
    return member
