"""One-use tickets with which a browser opens its WebSocket (it cannot send a header there)."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

LIFETIME_SECONDS = 30
_SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class TicketClaim:
    """Whose ticket it says it is, and the row that must bear it out.

    Tickets are personal rows: read them in a transaction whose actor is ``user_id``.
    """

    user_id: UUID
    row_id: bytes


def make_ticket(user_id: UUID) -> tuple[str, TicketClaim]:
    """A fresh ticket's text and the claim that its row is stored under."""
    text = _encoded(user_id.bytes + secrets.token_bytes(_SECRET_BYTES))
    return text, TicketClaim(user_id, _digest(text))


def read_ticket(text: str) -> TicketClaim | None:
    """The claim of a ticket that came in; None for what can't be one."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != len(UUID(int=0).bytes) + _SECRET_BYTES:
        return None
    return TicketClaim(UUID(bytes=raw[:16]), _digest(text))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
