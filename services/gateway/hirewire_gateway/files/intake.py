"""A file on its way in: received, looked at, put into the blob store and written down."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from hirewire_chassis import Transaction, new_id
from hirewire_chassis.blobs import BlobStore

from hirewire_gateway.files.media_types import EMPTY, READABLE, media_type_of
from hirewire_gateway.files.models import StoredFile
from hirewire_gateway.files.repository import FileRepository
from hirewire_gateway.files.scanner import Scanner
from hirewire_gateway.files.state import INFECTED, Refusal


class QuotaExceededError(Exception):
    """The workspace has no room for this file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A whole file as it came, within the size limit; ``finding`` is what a scanner found in it."""

    name: str
    content: bytes
    media_type: str
    sha256: str
    finding: str | None = None

    @property
    def refusal(self) -> Refusal | None:
        if self.finding is not None:
            return Refusal(code=INFECTED, detail=f"The scanner found {self.finding}.")
        if self.media_type == EMPTY:
            return Refusal(code="empty", detail="The file is empty.")
        if self.media_type not in READABLE:
            detail = f"Nothing can be read from a file of type {self.media_type}."
            return Refusal(code="unsupported_type", detail=detail)
        return None


async def look_at(name: str, content: bytes, scanner: Scanner | None) -> Upload:
    """Type and hash of the content, worked out off the event loop, and what the scanner says.

    Raises ScannerUnavailableError.
    """
    media_type, digest = await asyncio.to_thread(_inspected, content, name)
    finding = None if scanner is None else await scanner.finding(content)
    return Upload(name, content, media_type, digest, finding)


def _inspected(content: bytes, name: str) -> tuple[str, str]:
    return media_type_of(content, name), sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose content is in the blob store, unless it is harmful.

    Nothing is known of it until ``write_down``.
    """

    id: UUID
    blob: str
    upload: Upload

    @property
    def is_stored(self) -> bool:
        return self.upload.finding is None


async def keep(blobs: BlobStore, workspace_id: UUID, upload: Upload) -> Kept:
    file_id = new_id()
    kept = Kept(file_id, f"{workspace_id}/{file_id}", upload)
    if kept.is_stored:
        await blobs.put(kept.blob, upload.content)
    return kept


async def write_down(tx: Transaction, kept: Kept, quota_bytes: int) -> StoredFile:
    """Raises QuotaExceededError."""
    files = FileRepository(tx.session, tx.workspace_id)
    upload = kept.upload
    if await files.used_bytes() + len(upload.content) > quota_bytes:
        raise QuotaExceededError
    refusal = upload.refusal
    stored = StoredFile(
        id=kept.id,
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=tx.context.actor_id,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=upload.sha256,
        blob=kept.blob,
        status="ready" if refusal is None else "refused",
        refusal=None if refusal is None else refusal.model_dump(),
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(stored)
    await tx.session.flush()
    return stored
