"""The one-use token of an invitation. Whoever holds it can read what is sent to the address."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Presented:
    """What a token's text says; only finding its digest proves it."""

    workspace_id: UUID
    digest: bytes


def make_token(workspace_id: UUID) -> str:
    """It begins with its workspace's id: an invitation is seen from there alone."""
    return f"{workspace_id.hex}.{secrets.token_urlsafe(32)}"


def read_token(text: str) -> Presented | None:
    try:
        workspace_id = UUID(hex=text.partition(".")[0])
    except ValueError:
        return None
    return Presented(workspace_id, sha256(text.encode()).digest())
