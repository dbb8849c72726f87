"""The hash chain of a workspace's audit log, and how it is verified.

Each line's digest is SHA-256 over the digest before it and the line as canonical JSON, so a line
that was altered, taken out or put in between breaks the chain there. Lines cut off at the end, or a
chain made anew from somewhere on, leave no break: those are found by checkpoints.
"""

import json
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from types import MappingProxyType

from hirewire_gateway.audit.models import AuditEntry

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken_at`` is the first position that does not fit; ``count`` lines before it do."""

    count: int
    head: bytes
    broken_at: int | None = None


def digest_of(entry: AuditEntry) -> bytes:
    return sha256(entry.previous + _canonical(entry)).digest()


async def verify(
    entries: AsyncIterable[AuditEntry], checkpoints: Mapping[int, bytes] = MappingProxyType({})
) -> Verdict:
    """``entries`` are a workspace's lines from the first, in order.

    ``checkpoints``: position -> the digest that the line there had once.
    """
    count, head = 0, GENESIS
    async for entry in entries:
        fits = entry.position == count + 1 and entry.previous == head
        known = checkpoints.get(entry.position, entry.digest)
        if not fits or entry.digest != digest_of(entry) or entry.digest != known:
            return Verdict(count, head, entry.position)
        count, head = entry.position, entry.digest
    return Verdict(count, head, count + 1 if count < max(checkpoints, default=0) else None)


def _canonical(entry: AuditEntry) -> bytes:
    """Keys sorted, no spaces; ids and the moment as text, the moment in UTC."""
    content = {
        "workspace_id": str(entry.workspace_id),
        "position": entry.position,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": _text(entry.actor_id),
        "action": entry.action,
        "decision": entry.decision,
        "resource_kind": entry.resource_kind,
        "resource_id": _text(entry.resource_id),
        "address": entry.address,
        "user_agent": entry.user_agent,
        "request_id": entry.request_id,
        "details": entry.details,
        "before_hash": entry.before_hash,
        "after_hash": entry.after_hash,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode()


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
