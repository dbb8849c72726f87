"""What the tables of schema ``notifier`` have in common."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What every mapped class of this service derives from."""


async def act_for(session: AsyncSession, user_id: UUID) -> None:
    """See this person's personal rows, and no one else's, until the transaction ends.

    Whoever caused a message need not be the person who is told of it.
    """
    await session.execute(select(func.set_config("app.user_id", str(user_id), True)))
