"""How people leave a workspace: by themselves, or because others want it."""

from dataclasses import replace
from uuid import UUID

from hirewire_chassis import Transaction

from hirewire_gateway.audit.journal import Deed, Origin, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.identity.entering import acting
from hirewire_gateway.identity.membership import LastOwnerError, MembershipRepository
from hirewire_gateway.identity.models import Member
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.live.wake import tell_session_ended


class PersonalWorkspaceError(Exception):
    """Somebody's own workspace stays theirs."""


async def leave(tx: Transaction, user_id: UUID, origin: Origin) -> bool:
    """False for who is no member of the workspace that ``tx`` acts in.

    Raises PersonalWorkspaceError, LastOwnerError.
    """
    repository = MembershipRepository(tx.session)
    member = await repository.for_update(tx.workspace_id, user_id)
    workspace = await repository.workspace(tx.workspace_id)
    if member is None or workspace is None:
        return False
    if workspace.personal and workspace.owner_id == user_id:
        raise PersonalWorkspaceError
    if member.role == "owner" and await repository.owners(tx.workspace_id) <= 1:
        raise LastOwnerError
    await part(tx, member, Deed("member.left", user_id, origin))
    return True


async def part(tx: Transaction, member: Member, deed: Deed) -> None:
    """They are out once ``tx`` commits, their sockets in this workspace too."""
    await MembershipRepository(tx.session).remove(member)
    async with acting(tx, member.workspace_id, member.user_id):
        for session in await IdentityRepository(tx.session).live_sessions(member.user_id):
            await tell_session_ended(tx, session.id)
    told = replace(
        deed,
        resource=("user", member.user_id),
        details={"from": member.role},
        before_hash=state_hash(member),
    )
    await record(tx, member.workspace_id, told)
