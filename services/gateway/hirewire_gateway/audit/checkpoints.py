"""Signed checkpoints: how far a workspace's chain had come, kept where the database is not.

Whoever can rewrite the whole chain, or cut off its end, can't rewrite these. One is a compact JWS
(ES256, RFC 7515) under ``<workspace>/<position>.jws``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from hirewire_chassis import Context, Database
from hirewire_chassis.blobs import BlobStore
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on

from hirewire_gateway.audit.models import AuditEntry

_ALGORITHM = "ES256"
_TYPE = "audit-checkpoint+jwt"
_WATCH = text("select set_config('app.watch', 'audit_log', true)")
log = structlog.get_logger(__name__)


class ForgedCheckpointError(Exception):
    """Not signed by us, or not about the place where it lies."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``head`` is the digest of the line at ``position``."""

    workspace_id: UUID
    position: int
    head: bytes

    @property
    def place(self) -> str:
        return f"{self.workspace_id}/{self.position:012d}.jws"


def seal(checkpoint: Checkpoint, keys: KeySet, at: datetime) -> str:
    key = keys.keys[0]
    claims = {
        "workspace_id": str(checkpoint.workspace_id),
        "position": checkpoint.position,
        "head": checkpoint.head.hex(),
        "iat": int(at.timestamp()),
    }
    header = {"alg": _ALGORITHM, "typ": _TYPE, "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[_ALGORITHM])


def unseal(sealed: str, keys: KeySet) -> Checkpoint:
    """Raises ForgedCheckpointError."""
    try:
        decoded = jwt.decode(sealed, keys, algorithms=[_ALGORITHM])
        claims = decoded.claims
        if decoded.header.get("typ") != _TYPE:
            raise ForgedCheckpointError("signed for something else")
        head = bytes.fromhex(claims["head"])
        return Checkpoint(UUID(claims["workspace_id"]), int(claims["position"]), head)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ForgedCheckpointError(str(error)) from error


async def keep_checkpoints(database: Database, store: BlobStore, keys: KeySet) -> int:
    """Seal the present head of every chain that has grown since its last one; how many."""
    known = {name.removesuffix(".jws") for name in await store.names("")}
    made = 0
    for checkpoint in await _heads(database):
        if checkpoint.place.removesuffix(".jws") not in known:
            sealed = seal(checkpoint, keys, datetime.now(UTC))
            await store.put(checkpoint.place, sealed.encode())
            made += 1
    log.info("audit checkpoints kept", count=made)
    return made


async def kept_checkpoints(
    store: BlobStore, workspace_id: UUID, keys: KeySet
) -> Mapping[int, bytes]:
    """Position -> digest of that line. Raises ForgedCheckpointError."""
    found: dict[int, bytes] = {}
    for name in await store.names(f"{workspace_id}/"):
        checkpoint = unseal((await store.get(name)).decode(), keys)
        if checkpoint.place != name:
            raise ForgedCheckpointError(f"{name} is about {checkpoint.place}")
        found[checkpoint.position] = checkpoint.head
    return found


async def _heads(database: Database) -> list[Checkpoint]:
    newest = (
        select(AuditEntry.workspace_id, AuditEntry.position, AuditEntry.digest)
        .ext(distinct_on(AuditEntry.workspace_id))
        .order_by(AuditEntry.workspace_id, AuditEntry.position.desc())
    )
    async with database.reading(Context()) as session:
        await session.execute(_WATCH)
        return [Checkpoint(*row) for row in await session.execute(newest)]
