"""The tables of schema ``jobs``."""

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What every mapped class of this service derives from."""


async def insert_once(session: AsyncSession, row: Base) -> bool:
    """Store a new row; False when its id is taken, by whomever.

    Waits for a concurrent transaction that stores the same id.
    """
    mapper = inspect(type(row))
    values = {column.key: getattr(row, column.key) for column in mapper.column_attrs}
    statement = insert(type(row)).values(values).on_conflict_do_nothing()
    identity = mapper.primary_key
    return (await session.execute(statement.returning(*identity))).first() is not None
