"""Keeping what Clerk told, whatever order it came in."""

from hirewire_chassis import Transaction
from sqlalchemy import select, text

from hirewire_gateway.identity.clerk.models import ClerkObject
from hirewire_gateway.identity.clerk.payloads import Change, Kind

_OPEN = text("select set_config('app.directory', 'clerk', true)")


class Mirror:
    """The objects of one Clerk; nobody else's transaction sees them."""

    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    async def open(self) -> None:
        await self._session.execute(_OPEN)

    async def get(self, object_id: str) -> ClerkObject | None:
        return await self._session.get(ClerkObject, object_id)

    async def take(self, change: Change) -> ClerkObject | None:
        """The object as it is now; None when we knew something newer, or its end."""
        known = await self.get(change.id)
        if known is None:
            known = ClerkObject(id=change.id, kind=change.kind, local_id=None)
            self._session.add(known)
        elif known.deleted or (not change.deleted and change.version < known.version):
            return None
        known.version, known.deleted = change.version, change.deleted
        if change.state or not known.state or change.kind == "user":
            known.state = dict(change.state)
        await self._session.flush()
        return known

    async def memberships(self, **of: str) -> list[ClerkObject]:
        """The living ones of this user or organization or both, oldest first."""
        query = select(ClerkObject).where(
            ClerkObject.kind == "organizationMembership", ClerkObject.deleted.is_(False)
        )
        for name, value in of.items():
            query = query.where(ClerkObject.state[name].astext == value)
        return list(await self._session.scalars(query.order_by(ClerkObject.version)))

    async def founded_by(self, user_id: str) -> list[ClerkObject]:
        kind: Kind = "organization"
        query = select(ClerkObject).where(
            ClerkObject.kind == kind,
            ClerkObject.deleted.is_(False),
            ClerkObject.local_id.is_(None),
            ClerkObject.state["created_by"].astext == user_id,
        )
        return list(await self._session.scalars(query.order_by(ClerkObject.id)))
