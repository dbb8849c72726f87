"""Large messages leave their data in the blob store and travel with a reference to it.

The reference is CloudEvents' ``dataref``. It names the message and the SHA-256 of its data, so it
leads nowhere else and cannot be guessed; data of other origins is never fetched.
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/dataref.md
"""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from hirewire_chassis.blobs import STORE_ERRORS, BlobNotFoundError, BlobStore
from hirewire_chassis.errors import PoisonError, TransientError

LARGE_BYTES = 256 * 1024
_SCHEME = "urn:hirewire:claim:"
_FOLDER = "claims"
_REFERENCE = re.compile(rf"{_SCHEME}(?P<id>[0-9a-f-]{{36}}):(?P<digest>[0-9a-f]{{64}})")
_SECONDS = 10


class Claims:
    """All services of one installation must be given the same store."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    async def deposit(self, body: bytes) -> bytes:
        """What to publish: the message as it is, or with a reference when it is large.

        The same message always leads to the same blob. Raises TransientError.
        """
        if len(body) <= LARGE_BYTES:
            return body
        attributes = json.loads(body)
        data = json.dumps(attributes.pop("data"), ensure_ascii=False).encode()
        message_id, digest = attributes["id"], sha256(data).hexdigest()
        await self._put(_key(message_id, digest), data)
        attributes["dataref"] = f"{_SCHEME}{message_id}:{digest}"
        return json.dumps(attributes).encode()

    async def redeem(self, body: bytes) -> bytes:
        """The whole message. Raises PoisonError when its data is not to be had, TransientError."""
        attributes = reference_in(body)
        if attributes is None:
            return body
        message_id, digest = _claim(attributes)
        data = await self._get(_key(message_id, digest))
        if sha256(data).hexdigest() != digest:
            raise PoisonError("the data in the blob store is not what was sent")
        whole = {name: value for name, value in attributes.items() if name != "dataref"}
        return b'%s,"data":%s}' % (json.dumps(whole).encode()[:-1], data)

    async def sweep(self, older: timedelta) -> int:
        """Forget data that was left longer ago; how many there were.

        Keep them for as long as dead letters may be replayed.
        """
        return await self._blobs.sweep(f"{_FOLDER}/", datetime.now(UTC) - older)

    async def _put(self, key: str, data: bytes) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                await self._blobs.put(key, data)
        except STORE_ERRORS as error:
            raise TransientError(f"blob store: {type(error).__name__}: {error}") from error

    async def _get(self, key: str) -> bytes:
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._blobs.get(key)
        except BlobNotFoundError as error:
            raise PoisonError("the message's data is not in the blob store") from error
        except STORE_ERRORS as error:
            raise TransientError(f"blob store: {type(error).__name__}: {error}") from error


def reference_in(body: bytes) -> Mapping[str, Any] | None:
    """The attributes of a message that travels without its data; None for any other bytes."""
    if b'"dataref"' not in body:
        return None
    try:
        attributes = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(attributes, dict) or "data" in attributes or "dataref" not in attributes:
        return None
    return attributes


def _claim(attributes: Mapping[str, Any]) -> tuple[str, str]:
    found = _REFERENCE.fullmatch(str(attributes["dataref"]))
    if found is None or found["id"] != str(attributes.get("id")).lower():
        raise PoisonError("the message refers to data that is not its own")
    return found["id"], found["digest"]


def _key(message_id: str, digest: str) -> str:
    return f"{_FOLDER}/{message_id}/{digest}"
