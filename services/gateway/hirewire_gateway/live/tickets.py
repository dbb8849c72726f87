"""One-use tickets: they carry a login onto a WebSocket without a token in its address."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from hirewire_chassis import Context, Database, Transaction
from sqlalchemy import DateTime, LargeBinary, Uuid, column, func, insert, table, update

LIFETIME = timedelta(seconds=30)

_tickets = table(
    "realtime_tickets",
    column("id", LargeBinary),
    column("user_id", Uuid),
    column("workspace_id", Uuid),
    column("session_id", Uuid),
    column("expires_at", DateTime(timezone=True)),
    column("used_at", DateTime(timezone=True)),
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whom a ticket lets in, and where."""

    user_id: UUID
    workspace_id: UUID
    session_id: UUID


async def issue(tx: Transaction, ticket: Ticket) -> str:
    """A new ticket, good once within LIFETIME; only its hash is kept.

    It begins with its user's id, because a row can be seen by its user alone.
    """
    secret = f"{ticket.user_id.hex}.{secrets.token_urlsafe(32)}"
    row = {
        "id": _digest(secret),
        "user_id": ticket.user_id,
        "workspace_id": ticket.workspace_id,
        "session_id": ticket.session_id,
        "expires_at": tx.now + LIFETIME,
    }
    await tx.session.execute(insert(_tickets).values(row))
    return secret


async def redeem(database: Database, secret: str) -> Ticket | None:
    """Whom the ticket lets in; None when it is unknown, too old or was used before."""
    try:
        user_id = UUID(hex=secret.partition(".")[0])
    except ValueError:
        return None
    async with database.transaction(Context(actor_id=user_id)) as tx:
        columns = _tickets.c
        statement = (
            update(_tickets)
            .where(columns.id == _digest(secret), columns.user_id == user_id)
            .where(columns.used_at.is_(None), columns.expires_at > func.now())
            .values(used_at=func.now())
            .returning(columns.user_id, columns.workspace_id, columns.session_id)
        )
        row = (await tx.session.execute(statement)).one_or_none()
    return None if row is None else Ticket(*row)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
