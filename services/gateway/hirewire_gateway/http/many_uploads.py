"""Many files in one form: a bad one is refused by itself and never stops the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from fastapi import Request
from hirewire_chassis import Transaction, new_id
from hirewire_chassis.blobs import BlobStore
from hirewire_contracts.documents import Failure
from hirewire_contracts.imports import MOST_FILES, ImportFile
from hirewire_contracts.settlement import FieldError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from hirewire_gateway.files.intake import (
    Kept,
    QuotaExceededError,
    Upload,
    keep,
    look_at,
    write_down,
)
from hirewire_gateway.files.names import clean_name
from hirewire_gateway.files.scanner import ScannerUnavailableError
from hirewire_gateway.http.problems import ProblemError, invalid
from hirewire_gateway.http.uploads import check_multipart, note_infection, unscanned
from hirewire_gateway.http.writing import Writing, keyed

FILES_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "maxItems": MOST_FILES,
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            }
        },
    }
}


@dataclass(slots=True)
class OneOfMany:
    """A file of the form; ``kept`` is None for one that was refused already."""

    name: str
    digest: str
    quota_bytes: int
    kept: Kept | None = None
    refusal: Failure | None = None
    is_written_down: bool = False

    async def taken_in(self, tx: Transaction) -> ImportFile:
        document_id = new_id()
        if self.kept is None:
            return ImportFile(document_id=document_id, name=self.name, refusal=self.refusal)
        try:
            stored = await write_down(tx, self.kept, self.quota_bytes)
        except QuotaExceededError:
            refusal = _failure("quota_exceeded", "This workspace has no room for the file.")
            return ImportFile(document_id=document_id, name=self.name, refusal=refusal)
        self.is_written_down = True
        return ImportFile(document_id=document_id, name=self.name, source=stored.source())


@dataclass(slots=True)
class ManyReceived:
    writing: Writing
    files: list[OneOfMany] = field(default_factory=list)


@asynccontextmanager
async def received_files(request: Request, writing: Writing) -> AsyncIterator[ManyReceived]:
    """The form's fields ``files``; what is not written down goes again.

    Raises 413, 415, 422 and 503 problems for a form that cannot be taken at all.
    """
    check_multipart(request)
    received = ManyReceived(writing)
    blobs = writing.state["blobs"]
    try:
        await _receive(request, received, blobs)
        asked = sha256("".join(each.digest for each in received.files).encode()).digest()
        received.writing = keyed(writing, request, asked)
        yield received
    finally:
        for each in received.files:
            if each.kept is not None and not each.is_written_down:
                await blobs.delete(each.kept.blob)


async def _receive(request: Request, received: ManyReceived, blobs: BlobStore) -> None:
    try:
        async with request.form(max_files=MOST_FILES, max_fields=8) as form:
            fields = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            if not fields:
                raise invalid(FieldError(pointer="/files", detail="There are no files here."))
            for each in fields:
                received.files.append(await _one(each, received.writing, blobs))
    except ProblemError:
        raise
    except ScannerUnavailableError as error:
        raise unscanned(error) from error
    except HTTPException as error:
        raise invalid(FieldError(pointer="", detail=str(error.detail))) from error


async def _one(uploaded: UploadFile, writing: Writing, blobs: BlobStore) -> OneOfMany:
    settings = writing.state["settings"]
    name = clean_name(uploaded.filename)
    if (uploaded.size or 0) > settings.max_upload_bytes:
        refusal = _failure("too_large", f"It is larger than {settings.max_upload_bytes} bytes.")
        digest = f"{name}\0{uploaded.size}"
        return OneOfMany(name, digest, settings.workspace_quota_bytes, refusal=refusal)
    upload = await look_at(name, await uploaded.read(), writing.state["scanner"])
    await note_infection(writing, upload)
    file = OneOfMany(name, f"{name}\0{upload.sha256}", settings.workspace_quota_bytes)
    file.refusal = _refusal(upload)
    if file.refusal is None:
        file.kept = await keep(blobs, writing.actor.workspace_id, upload)
    return file


def _refusal(upload: Upload) -> Failure | None:
    refusal = upload.refusal
    return None if refusal is None else _failure(refusal.code, refusal.detail)


def _failure(code: str, detail: str) -> Failure:
    return Failure(code=code, detail=detail, retryable=False)
