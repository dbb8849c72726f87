"""Files in multipart forms: received within their limit, then kept and written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import Request
from hirewire_chassis import Transaction
from hirewire_contracts.settlement import FieldError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from hirewire_gateway.audit.journal import Deed, record_alone
from hirewire_gateway.files.intake import (
    Kept,
    QuotaExceededError,
    Upload,
    keep,
    look_at,
    write_down,
)
from hirewire_gateway.files.models import StoredFile
from hirewire_gateway.files.names import clean_name
from hirewire_gateway.files.scanner import ScannerUnavailableError
from hirewire_gateway.http.problems import ProblemError, fail, invalid
from hirewire_gateway.http.writing import Writing, keyed
from hirewire_gateway.state import State

UPLOAD_PATHS = ("/v1/files", "/v1/jobs/upload")
IMPORT_PATH = "/v1/candidates/import"
FORM_OVERHEAD_BYTES = 64 * 1024
log = structlog.get_logger(__name__)
_MULTIPART = "multipart/form-data"
FILE_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            _MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class Received:
    """A file in the blob store, and the write that it came with."""

    def __init__(self, writing: Writing, kept: Kept) -> None:
        self.writing = writing
        self.is_written_down = False
        self._kept = kept

    def refuse_infected(self) -> None:
        """Raises a 422 problem."""
        if self._kept.upload.finding is not None:
            raise infected()

    async def write_down(self, tx: Transaction) -> StoredFile:
        """Raises a 413 problem when the workspace has no room for it."""
        try:
            quota = self.writing.state["settings"].workspace_quota_bytes
            stored = await write_down(tx, self._kept, quota)
        except QuotaExceededError:
            raise fail(413, "quota_exceeded", "This workspace has no room for the file.") from None
        self.is_written_down = True
        return stored


@asynccontextmanager
async def received_file(request: Request, writing: Writing) -> AsyncIterator[Received]:
    """The form's field ``file``, which goes again unless it is written down.

    Raises 413, 415 and 422 problems.
    """
    blobs = writing.state["blobs"]
    upload = await _upload(request, writing.state)
    await note_infection(writing, upload)
    asked = f"{upload.name}\0{upload.sha256}".encode()
    kept = await keep(blobs, writing.actor.workspace_id, upload)
    received = Received(keyed(writing, request, asked), kept)
    try:
        yield received
    finally:
        if kept.is_stored and not received.is_written_down:
            await blobs.delete(kept.blob)


async def _upload(request: Request, state: State) -> Upload:
    check_multipart(request)
    limit = state["settings"].max_upload_bytes
    try:
        async with request.form(max_files=1, max_fields=8) as form:
            field = form.get("file")
            if not isinstance(field, UploadFile):
                raise invalid(FieldError(pointer="/file", detail="There is no file here."))
            if (field.size or 0) > limit:
                raise fail(413, "too_large", f"The file is larger than {limit} bytes.")
            name = clean_name(field.filename)
            return await look_at(name, await field.read(), state["scanner"])
    except ProblemError:
        raise
    except ScannerUnavailableError as error:
        raise unscanned(error) from error
    except HTTPException as error:
        raise invalid(FieldError(pointer="", detail=str(error.detail))) from error


def infected() -> ProblemError:
    return fail(422, "infected", "The scanner found something harmful in this file.")


async def note_infection(writing: Writing, upload: Upload) -> None:
    """A harmful file is in the audit log, whatever becomes of the write it came with."""
    if upload.finding is None:
        return
    told = {"name": upload.name, "sha256": upload.sha256, "finding": upload.finding}
    deed = Deed("file.infected", writing.actor.user_id, writing.origin, "denied", details=told)
    await record_alone(writing.database, writing.actor.workspace_id, deed)


def unscanned(error: ScannerUnavailableError) -> ProblemError:
    """Nothing is kept that was not scanned; to send it again is safe."""
    log.warning("a file could not be scanned", reason=str(error))
    detail = "Files can't be scanned now, so none is taken in; try again soon."
    return fail(503, "scanner_unavailable", detail, {"Retry-After": "30"})


def check_multipart(request: Request) -> None:
    """Raises a 415 problem for a body of another media type."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _MULTIPART:
        raise fail(415, "unsupported_media_type", f"Send this as {_MULTIPART}.")
