"""Who belongs to a workspace, and who may change that."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.identity.models import Member, User, Workspace
from hirewire_gateway.identity.permissions import ROLES, Actor
from hirewire_gateway.identity.roles.repository import RoleRepository
from hirewire_gateway.identity.roles.rules import (
    Definitions,
    UnknownRoleError,
    check_grant,
    effective,
)

NO_LOGIN = UUID(int=0)


class LastOwnerError(Exception):
    """Nobody would be left to own the workspace."""


class OwnersOnlyError(Exception):
    """Only an owner makes owners, or changes one."""


class MembershipRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_user(self, user_id: UUID) -> list[Member]:
        """Their own, oldest first."""
        mine = select(Member).where(Member.user_id == user_id).order_by(Member.created_at)
        return list(await self._session.scalars(mine))

    async def workspace(self, workspace_id: UUID) -> Workspace | None:
        """Seen from within it, or by its owner."""
        return await self._session.scalar(select(Workspace).where(Workspace.id == workspace_id))

    async def members(self, workspace_id: UUID) -> list[tuple[Member, User]]:
        """All, in the order in which they came."""
        rows = await self._session.execute(
            select(Member, User)
            .join(User, User.id == Member.user_id)
            .where(Member.workspace_id == workspace_id)
            .order_by(Member.created_at, Member.user_id)
        )
        return [(row[0], row[1]) for row in rows]

    async def for_update(self, workspace_id: UUID, user_id: UUID) -> Member | None:
        """Locks the workspace too, so that two owners can't leave it at once."""
        await RoleRepository(self._session, workspace_id).lock()
        return await self._session.scalar(
            select(Member)
            .where(Member.workspace_id == workspace_id, Member.user_id == user_id)
            .with_for_update()
        )

    async def owners(self, workspace_id: UUID) -> int:
        count = await self._session.scalar(
            select(func.count())
            .select_from(Member)
            .where(Member.workspace_id == workspace_id, Member.role == "owner")
        )
        return int(count or 0)

    async def actor(self, workspace_id: UUID, user_id: UUID) -> Actor | None:
        """Somebody as the member that they are today, without a login; None for who may not in."""
        role = await self._session.scalar(
            select(Member.role)
            .join(User, User.id == Member.user_id)
            .where(Member.workspace_id == workspace_id, Member.user_id == user_id)
            .where(User.disabled_at.is_(None))
        )
        if role is None:
            return None
        granted = await RoleRepository(self._session, workspace_id).granted(role)
        return Actor(user_id, workspace_id, NO_LOGIN, (role,), None, granted)

    async def remove(self, member: Member) -> None:
        await self._session.delete(member)


def check_change(
    actor: Actor, change: tuple[str | None, str | None], owners: int, own: Definitions
) -> None:
    """``change`` is the role before and after, None for who is no member.

    Raises UnknownRoleError, OwnersOnlyError, LastOwnerError, BeyondOwnError.
    """
    old, new = change
    if new is not None and new not in ROLES and new not in own:
        raise UnknownRoleError(new)
    if "owner" in change and "owner" not in actor.roles:
        raise OwnersOnlyError
    if old == "owner" and new != "owner" and owners <= 1:
        raise LastOwnerError
    check_grant(actor, *(effective(role, own) for role in change if role is not None))
