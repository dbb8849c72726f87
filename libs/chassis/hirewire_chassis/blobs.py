"""Files and long texts, outside the database: a local folder or an S3-compatible store."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlparse

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url


class BlobNotFoundError(Exception):
    """There is no blob of this key."""


STORE_ERRORS = (BaseError, OSError)
"""What any method may raise when the store is away or denies; it may well work later."""


class BlobStore:
    """``url`` is ``file:///folder`` or ``s3://bucket/prefix`` (credentials from AWS_* settings).

    Keys are ``<workspace>/<name>``; they never come from a file's own name.
    """

    def __init__(self, url: str) -> None:
        self._store = _open(url)

    async def put(self, key: str, content: bytes) -> None:
        await obstore.put_async(self._store, key, content)

    async def get(self, key: str) -> bytes:
        try:
            result = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise BlobNotFoundError(key) from error
        return bytes(await result.bytes_async())

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The content in chunks of about 1 MiB."""
        try:
            result = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise BlobNotFoundError(key) from error
        async for chunk in result.stream(min_chunk_size=1024 * 1024):
            yield bytes(chunk)

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError as error:
            raise BlobNotFoundError(key) from error

    async def names(self, prefix: str) -> list[str]:
        """The keys under ``prefix``, in order."""
        found: list[str] = []
        async for page in obstore.list(self._store, prefix):
            found += [blob["path"] for blob in page]
        return sorted(found)

    async def sweep(self, prefix: str, before: datetime) -> int:
        """Delete what lies under ``prefix`` since longer; how many there were."""
        old: list[str] = []
        async for page in obstore.list(self._store, prefix):
            old += [blob["path"] for blob in page if blob["last_modified"] < before]
        for key in old:
            await obstore.delete_async(self._store, key)
        return len(old)


def _open(url: str) -> ObjectStore:
    parsed = urlparse(url)
    if parsed.scheme == "file":
        return LocalStore(prefix=Path(parsed.path), mkdir=True)
    return from_url(url)
