"""Many documents at once: /v1/document-batches."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.documents import BatchDocument, FileSource, Source, SubmitDocumentBatch
from hirewire_contracts.message import Value
from pydantic import Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.commands import Effect, Represent, submit
from hirewire_gateway.http.documents import NewDocument, outcome_of, source_of
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.problems import ProblemError, not_found
from hirewire_gateway.http.reading import reading, reference
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.views import batches
from hirewire_gateway.views.batches import BatchProgress

routes = router("/v1/document-batches", "documents")
Writer = Annotated[Writing, Depends(Write("documents:write"))]
Reader = Annotated[Actor, Depends(Permit("documents:read"))]
MOST_TEXT = 2_000_000


class NewBatch(Value):
    """Texts count together, so that the batch fits into one message; files do not."""

    documents: tuple[NewDocument, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _fits(self) -> "NewBatch":
        if sum(len(document.text or "") for document in self.documents) > MOST_TEXT:
            raise ValueError(f"give at most {MOST_TEXT} characters of text in all")
        return self


@routes.post("", status_code=201, responses=written(BatchProgress, 201))
async def submit_document_batch(body: NewBatch, writing: Writer) -> Response:
    """Have many documents read. One that cannot be read, or whose file is unknown, just fails."""
    batch_id = new_id()
    ids = [new_id() for _ in body.documents]

    async def decide(tx: Transaction) -> Command:
        documents = [
            BatchDocument(
                document_id=document_id,
                document_kind=document.kind,
                source=await _source(tx, document),
                for_resource=outcome_of(document.kind),
            )
            for document_id, document in zip(ids, body.documents, strict=True)
        ]
        return SubmitDocumentBatch(batch_id=batch_id, documents=tuple(documents))

    async def show(session: AsyncSession, found: UUID) -> Represent | None:
        batch = await batches.get(session, writing.actor.workspace_id, found)
        return None if batch is None else partial(_represented, batch)

    resource = reference("document_batch", "document-batches", batch_id)
    effect = Effect(resource, 201, show, "documents.submit")
    return await submit(writing, effect, decide)


@routes.get("/{batch_id}", response_model=BatchProgress)
async def get_document_batch(request: Request, batch_id: UUID, actor: Reader) -> Response:
    async with reading(request, actor) as session:
        batch = await batches.get(session, actor.workspace_id, batch_id)
    if batch is None:
        raise not_found("document batch")
    return await _represented(batch)


async def _represented(batch: BatchProgress) -> Response:
    return json_response(batch)


async def _source(tx: Transaction, document: NewDocument) -> Source:
    """An unknown file is one that is not there: reading it fails with ``file_missing``."""
    try:
        return await source_of(tx, document)
    except ProblemError:
        if document.file_id is None:
            raise
    return FileSource(
        file_id=document.file_id,
        blob=f"{tx.workspace_id}/{document.file_id}",
        name="",
        media_type="application/octet-stream",
        size=0,
        sha256="0" * 64,
    )
