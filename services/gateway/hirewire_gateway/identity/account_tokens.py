"""One-use tokens sent by mail: whoever holds one can read what is sent to the address."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID

from hirewire_chassis import Transaction
from sqlalchemy import DateTime, LargeBinary, Text, Uuid, column, func, insert, table, update

TokenPurpose = Literal["password_reset", "email_verification"]
LIFETIMES: Mapping[TokenPurpose, timedelta] = {
    "password_reset": timedelta(hours=1),
    "email_verification": timedelta(days=3),
}

_tokens = table(
    "account_tokens",
    column("id", LargeBinary),
    column("user_id", Uuid),
    column("purpose", Text),
    column("email_key", Text),
    column("expires_at", DateTime(timezone=True)),
    column("used_at", DateTime(timezone=True)),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a token is, as its text says; redeeming it proves it."""

    user_id: UUID
    digest: bytes


async def issue_token(tx: Transaction, user_id: UUID, email_key: str, purpose: TokenPurpose) -> str:
    """Only its hash is kept. It begins with its user's id: a row is seen by its user alone."""
    text = f"{user_id.hex}.{secrets.token_urlsafe(32)}"
    row = {
        "id": sha256(text.encode()).digest(),
        "user_id": user_id,
        "purpose": purpose,
        "email_key": email_key,
        "expires_at": tx.now + LIFETIMES[purpose],
    }
    await tx.session.execute(insert(_tokens).values(row))
    return text


def read_token(text: str) -> Holder | None:
    try:
        user_id = UUID(hex=text.partition(".")[0])
    except ValueError:
        return None
    return Holder(user_id, sha256(text.encode()).digest())


async def redeem_token(tx: Transaction, holder: Holder, purpose: TokenPurpose) -> str | None:
    """The address it proves, or None; all others of this purpose are used up with it."""
    columns = _tokens.c
    open_ones = (
        update(_tokens)
        .where(columns.user_id == holder.user_id, columns.purpose == purpose)
        .where(columns.used_at.is_(None), columns.expires_at > func.now())
        .values(used_at=func.now())
    )
    presented = open_ones.where(columns.id == holder.digest).returning(columns.email_key)
    email_key: str | None = await tx.session.scalar(presented)
    if email_key is not None:
        await tx.session.execute(open_ones)
    return email_key
