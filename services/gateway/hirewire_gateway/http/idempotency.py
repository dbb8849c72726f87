"""Idempotency keys: a repeated POST gets the answer of the first one.

draft-ietf-httpapi-idempotency-key-header-07, with keys kept for a day.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import Header
from hirewire_chassis import Transaction
from hirewire_contracts.settlement import FieldError
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from hirewire_gateway.http.models import KeptAnswer
from hirewire_gateway.http.problems import ProblemError, fail, invalid

KEPT_FOR = timedelta(hours=24)
REPLAYED = "Idempotency-Replayed"
_LONGEST_KEY = 255
_NOT_KEPT = frozenset({"content-length", "x-request-id"})
IdempotencyHeader = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Repeat a request with the same key safely."),
]


@dataclass(frozen=True, slots=True)
class Key:
    """Whose key it is and what it was used for; neither the key nor a body can be read from it."""

    user_id: UUID | None
    digest: bytes
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: the same of it means the same request."""

    method: str
    path: str
    workspace_id: UUID | None
    content: bytes


def make_key(secret: bytes, text: str, user_id: UUID | None, asked: Asked) -> Key:
    """``text`` is the header's value, quoted or not. Raises a 422 problem for an unusable one."""
    name = text.strip().removeprefix('"').removesuffix('"')
    if not 1 <= len(name) <= _LONGEST_KEY:
        detail = f"A key has 1 to {_LONGEST_KEY} characters."
        raise invalid(FieldError(pointer="?idempotency-key", detail=detail))
    parts = (asked.method, asked.path, str(asked.workspace_id))
    described = "\0".join(parts).encode() + b"\0" + asked.content
    return Key(
        user_id,
        hmac.digest(secret, b"key\0" + name.encode(), sha256),
        hmac.digest(secret, b"request\0" + described, sha256),
    )


async def claim(
    tx: Transaction, key: Key, busy: timedelta, operation_id: UUID | None = None
) -> KeptAnswer | None:
    """None when this request is the first with its key, else what is kept of the first.

    A concurrent request with the same key waits here until the first one commits. Raises a 422
    problem when the first one asked for something else.
    """
    row: dict[str, object] = {
        "fingerprint": key.fingerprint,
        "operation_id": operation_id,
        "workspace_id": tx.context.workspace_id,
        "busy_until": tx.now + busy,
        "expires_at": tx.now + KEPT_FOR,
    }
    if await _insert(tx, key, row):
        return None
    earlier = await tx.session.scalar(select(KeptAnswer).where(_is(key)))
    if earlier is None:
        raise still_running()
    if not hmac.compare_digest(earlier.fingerprint, key.fingerprint):
        detail = "This key was used for another request; take a new one."
        raise fail(422, "idempotency_key_reused", detail)
    return earlier


async def _insert(tx: Transaction, key: Key, row: Mapping[str, object]) -> bool:
    """False when the key is in use; one that has expired is taken over."""
    statement = insert(KeptAnswer).values(user_id=key.user_id, key=key.digest, **row)
    claimed = await tx.session.execute(
        statement.on_conflict_do_update(
            constraint="idempotency_keys_once",
            set_={**row, "status": None, "headers": None, "body": None},
            where=KeptAnswer.expires_at <= tx.now,
        ).returning(KeptAnswer.id)
    )
    return claimed.first() is not None


async def keep_answer(tx: Transaction, key: Key, response: Response) -> None:
    headers = {name: text for name, text in response.headers.items() if name not in _NOT_KEPT}
    await tx.session.execute(
        update(KeptAnswer)
        .where(_is(key))
        .values(status=response.status_code, headers=headers, body=bytes(response.body))
    )


def kept_response(earlier: KeptAnswer) -> Response | None:
    """The first answer again; None when it was never given."""
    if earlier.status is None:
        return None
    headers = {**(earlier.headers or {}), REPLAYED: "true"}
    return Response(earlier.body, earlier.status, headers)


def still_running() -> ProblemError:
    detail = "The first request with this key is still being carried out."
    return fail(409, "idempotency_key_in_use", detail, {"Retry-After": "1"})


async def answer_once(
    tx: Transaction, key: Key | None, busy: timedelta, write: Callable[[], Awaitable[Response]]
) -> Response:
    """The answer to a write that is done within ``tx``, or was done under its key before."""
    if key is None:
        return await write()
    earlier = await claim(tx, key, busy)
    if earlier is None:
        response = await write()
        await keep_answer(tx, key, response)
        return response
    kept = kept_response(earlier)
    if kept is None:
        raise still_running()
    return kept


def _is(key: Key) -> ColumnElement[bool]:
    return and_(KeptAnswer.user_id.is_not_distinct_from(key.user_id), KeptAnswer.key == key.digest)
