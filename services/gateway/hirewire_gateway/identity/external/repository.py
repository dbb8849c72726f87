"""Finding the user behind an identity of another provider."""

from hashlib import sha256

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.identity.external.models import ExternalIdentity
from hirewire_gateway.identity.models import User

_NAME = text("select set_config('app.identity', :key, true)")


class ExternalRepository:
    """A row is seen by its user, and by whoever names it: the provider has proved who that is."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, name: str) -> None:
        """Until the transaction ends, nobody else takes the same ``name``."""
        key = func.hashtextextended(f"identity {name}", 0)
        await self._session.execute(select(func.pg_advisory_xact_lock(key)))

    async def find(self, issuer: str, subject: str) -> tuple[ExternalIdentity, User] | None:
        key = identity_key(issuer, subject)
        await self._session.execute(_NAME, {"key": key})
        row = (
            await self._session.execute(
                select(ExternalIdentity, User)
                .join(User, User.id == ExternalIdentity.user_id)
                .where(ExternalIdentity.key == key)
            )
        ).first()
        return None if row is None else (row[0], row[1])


def identity_key(issuer: str, subject: str) -> str:
    return sha256(f"{issuer}\0{subject}".encode()).hexdigest()
