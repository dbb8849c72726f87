"""Disabling and deleting accounts, by whoever runs the instance."""

from dataclasses import replace
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.users import UserChanged
from sqlalchemy import delete

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.api_keys import revoke_keys
from hirewire_gateway.identity.endings import end_sessions
from hirewire_gateway.identity.entering import acting
from hirewire_gateway.identity.external.models import ExternalIdentity
from hirewire_gateway.identity.membership import LastOwnerError, MembershipRepository
from hirewire_gateway.identity.models import Member, User
from hirewire_gateway.identity.passwords import NO_PASSWORD
from hirewire_gateway.identity.registration import public_user

DELETED_NAME = "Deleted user"


async def set_disabled(
    tx: Transaction, user: User, by: UUID | None, origin: Origin, *, disabled: bool
) -> None:
    """Every session of a disabled user ends; API keys open nothing meanwhile."""
    if (user.disabled_at is not None) == disabled:
        return
    before = state_hash(user)
    user.disabled_at = tx.now if disabled else None
    user.touch(tx.now)
    if disabled:
        await end_sessions(tx, user, "account_disabled", origin)
    tx.send(UserChanged(user=public_user(user)))
    action = "user.disabled" if disabled else "user.enabled"
    deed = Deed(action, by, origin, resource=("user", user.id))
    await record(
        tx,
        user.personal_workspace,
        replace(deed, before_hash=before, after_hash=state_hash(user)),
    )


async def delete_account(tx: Transaction, user: User, by: UUID, origin: Origin) -> None:
    """The person can't come back and is not named any more; what they wrote stays.

    Raises LastOwnerError where others would be left without an owner.
    """
    await _leave_workspaces(tx, user)
    await set_disabled(tx, user, by, origin, disabled=True)
    await revoke_keys(tx, user.id)
    known = delete(ExternalIdentity).where(ExternalIdentity.user_id == user.id)
    await tx.session.execute(known)
    before = state_hash(user)
    user.email = user.email_key = f"deleted-{user.id.hex}@deleted.invalid"
    user.name = DELETED_NAME
    user.password_hash = NO_PASSWORD
    user.email_verified_at = None
    user.is_operator = False
    user.touch(tx.now)
    tx.send(UserChanged(user=public_user(user)))
    deed = Deed("user.deleted", by, origin, resource=("user", user.id))
    await record(
        tx,
        user.personal_workspace,
        replace(deed, before_hash=before, after_hash=state_hash(user)),
    )


async def _leave_workspaces(tx: Transaction, user: User) -> None:
    """All but the personal one, which nobody else is to be in."""
    for member in await MembershipRepository(tx.session).of_user(user.id):
        async with acting(tx, member.workspace_id, user.id):
            repository = MembershipRepository(tx.session)
            await repository.for_update(member.workspace_id, user.id)
            others = len(await repository.members(member.workspace_id)) - 1
            last = member.role == "owner" and await repository.owners(member.workspace_id) <= 1
            if others and last:
                raise LastOwnerError
            if member.workspace_id != user.personal_workspace:
                await tx.session.execute(
                    delete(Member).where(
                        Member.workspace_id == member.workspace_id, Member.user_id == user.id
                    )
                )
