"""Questions about a workspace's own roles; asked from within the workspace."""

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.identity.invitations.models import Invitation
from hirewire_gateway.identity.models import Member
from hirewire_gateway.identity.permissions import PERMISSIONS, ROLES, Permission
from hirewire_gateway.identity.roles.models import WorkspaceRole
from hirewire_gateway.identity.roles.rules import Definition, effective


class RoleRepository:
    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def all(self) -> list[WorkspaceRole]:
        own = select(WorkspaceRole).where(WorkspaceRole.workspace_id == self._workspace_id)
        return list(await self._session.scalars(own.order_by(WorkspaceRole.name)))

    async def get(self, name: str) -> WorkspaceRole | None:
        return await self._session.get(WorkspaceRole, (self._workspace_id, name))

    async def definitions(self) -> dict[str, Definition]:
        return {role.name: definition_of(role) for role in await self.all()}

    async def granted(self, role: str) -> frozenset[Permission]:
        """What a member has by a role of the workspace's own; nothing by one that is built in."""
        return frozenset() if role in ROLES else effective(role, await self.definitions())

    async def lock(self) -> None:
        """Until the transaction ends, nobody else changes what roles inherit or who has them."""
        lock = func.hashtextextended(f"members {self._workspace_id}", 0)
        await self._session.execute(select(func.pg_advisory_xact_lock(lock)))

    async def is_in_use(self, name: str) -> bool:
        held = exists().where(Member.workspace_id == self._workspace_id, Member.role == name)
        offered = exists().where(
            Invitation.workspace_id == self._workspace_id,
            Invitation.role == name,
            Invitation.settled_at.is_(None),
        )
        return bool(await self._session.scalar(select(held | offered)))


def definition_of(role: WorkspaceRole) -> Definition:
    """Permissions that this version does not know any more are left out."""
    known = frozenset(each for each in role.permissions if each in PERMISSIONS)
    return Definition(role.name, tuple(role.inherits), known)
