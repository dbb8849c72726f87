"""The hint that wakes every replica: PostgreSQL's NOTIFY, sent when a transaction commits."""

from uuid import UUID

from hirewire_chassis import Transaction
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, func, select

CHANNEL = "gateway_live"


class Wake(BaseModel):
    """A workspace with new live events, an operation that is done, a login that has ended."""

    model_config = ConfigDict(frozen=True)

    workspace: UUID | None = None
    operation: UUID | None = None
    session: UUID | None = None

    def as_text(self) -> str:
        return self.model_dump_json(exclude_none=True)


def notification(text: str) -> ColumnElement[str]:
    """Selecting this sends the hint, once the transaction commits."""
    return func.pg_notify(CHANNEL, text)


async def tell_session_ended(tx: Transaction, session_id: UUID) -> None:
    """Close this login's WebSockets, in every replica, once ``tx`` commits.

    Those that may still be open by then stay: each looks for itself.
    """
    await tx.session.execute(select(notification(Wake(session=session_id).as_text())))
