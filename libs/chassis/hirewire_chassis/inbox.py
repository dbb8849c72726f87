"""Messages that took effect: a second delivery of one of them is recognised here."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from hirewire_chassis import tables
from hirewire_chassis.transaction import Transaction

_CLAIM = insert(tables.inbox).on_conflict_do_nothing().returning(tables.inbox.c.message_id)


async def claim(tx: Transaction, handler: str, message_id: UUID) -> bool:
    """True when this handler has never taken this message; the claim commits with its effect.

    A concurrent delivery of the same message waits here until the first one ends.
    """
    row = {"handler": handler, "message_id": message_id}
    return (await tx.session.execute(_CLAIM, row)).first() is not None
