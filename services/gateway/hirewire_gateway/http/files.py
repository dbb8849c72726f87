"""Files: /v1/files."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import new_id
from hirewire_chassis.blobs import BlobNotFoundError
from starlette.responses import Response, StreamingResponse

from hirewire_gateway.audit.journal import Deed, record_alone
from hirewire_gateway.files.models import StoredFile
from hirewire_gateway.files.names import attachment
from hirewire_gateway.files.repository import FileRepository
from hirewire_gateway.files.state import File
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.conditions import IfNoneMatch
from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import (
    created_response,
    resource_response,
    unless_known,
)
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.uploads import FILE_FORM, Received, received_file
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

routes = router("/v1/files", "files")
Reader = Annotated[Actor, Depends(Permit("files:read"))]
ContentReader = Annotated[Actor, Depends(Permit("contacts:read"))]
"""A résumé as it came tells how to reach its person."""
Writer = Annotated[Writing, Depends(Write("files:write", reads_body=False))]


@routes.post("", status_code=201, response_model=File, openapi_extra=FILE_FORM)
async def upload_file(request: Request, writing: Writer) -> Response:
    """Keep a file. One that nothing can be read from is kept too, as ``refused``."""
    async with received_file(request, writing) as received:
        response = await _written_down(received)
    response.headers.update(writing.preference.headers)
    return response


@routes.get("/{file_id}", response_model=File)
async def get_file(
    request: Request, file_id: UUID, actor: Reader, if_none_match: IfNoneMatch = None
) -> Response:
    stored = await _stored(request, actor, file_id)
    return unless_known(resource_response(stored.state()), if_none_match)


@routes.get("/{file_id}/content", response_class=StreamingResponse)
async def get_content(request: Request, file_id: UUID, actor: ContentReader) -> Response:
    """The file as it came, to be saved and not opened in place; the audit log tells who did."""
    stored = await _stored(request, actor, file_id)
    chunks = state_of(request)["blobs"].stream(stored.blob)
    try:
        first = await anext(chunks, b"")
    except BlobNotFoundError:
        raise not_found("file") from None
    await _note_download(request, actor, file_id)

    async def content() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    headers = {
        "Content-Disposition": attachment(stored.name),
        "Content-Length": str(stored.size),
        "ETag": f'"{stored.sha256}"',
    }
    return StreamingResponse(content(), headers=headers, media_type=stored.media_type)


async def _stored(request: Request, actor: Actor, file_id: UUID) -> StoredFile:
    async with reading(request, actor) as session:
        stored = await FileRepository(session, actor.workspace_id).file(file_id)
    if stored is None:
        raise not_found("file")
    return stored


async def _note_download(request: Request, actor: Actor, file_id: UUID) -> None:
    deed = Deed("file.downloaded", actor.user_id, origin_of(request), resource=("file", file_id))
    await record_alone(state_of(request)["database"], actor.workspace_id, deed)


async def _written_down(received: Received) -> Response:
    writing = received.writing
    async with writing.database.transaction(writing.context(new_id())) as tx:

        async def write() -> Response:
            stored = await received.write_down(tx)
            return created_response(stored.state(), f"/v1/files/{stored.id}")

        return await answer_once(tx, writing.key, writing.busy, write)
