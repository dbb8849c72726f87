"""Documents: /v1/documents."""

import contextlib
from dataclasses import replace
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_chassis.blobs import BlobNotFoundError, BlobStore
from hirewire_contracts import Command
from hirewire_contracts.documents import (
    DeleteDocument,
    Document,
    DocumentKind,
    RetryDocument,
    Source,
    SubmitDocument,
    TextSource,
    UrlSource,
)
from hirewire_contracts.knowledge import Entity
from hirewire_contracts.message import Value
from hirewire_contracts.values import Reference
from pydantic import Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.files.repository import FileRepository
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.commands import Effect, Represent, Show, submit
from hirewire_gateway.http.lists import Listed, ListRequest
from hirewire_gateway.http.openapi import accepted, written
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import found, reading, reference
from hirewire_gateway.http.representation import shown_to
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.uploads import infected
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import State
from hirewire_gateway.views import documents as view
from hirewire_gateway.views import entities

routes = router("/v1/documents", "documents")
Writer = Annotated[Writing, Depends(Write("documents:write"))]
KnowledgeReader = Annotated[Actor, Depends(Permit("knowledge:read"))]


class NewDocument(Value):
    """Exactly one of ``file_id``, ``text`` and ``url``."""

    kind: DocumentKind
    file_id: UUID | None = None
    text: str | None = Field(default=None, min_length=1, max_length=200_000)
    url: str | None = Field(default=None, max_length=2_000, pattern=r"^https?://[^\s/]")
    media_type: Literal["text/plain", "text/markdown", "text/html"] = "text/plain"

    @model_validator(mode="after")
    def _has_one_source(self) -> "NewDocument":
        if sum(source is not None for source in (self.file_id, self.text, self.url)) != 1:
            raise ValueError("give one of file_id, text and url")
        return self


class ReadDocument(Document):
    """A document with the text that was read from it, once there is one."""

    text: str | None = None


@routes.post("", status_code=201, responses=written(ReadDocument, 201))
async def submit_document(body: NewDocument, writing: Writer) -> Response:
    """Have a file, a text or a web page read. A résumé becomes a candidate by that."""
    document_id = new_id()

    async def decide(tx: Transaction) -> Command:
        return SubmitDocument(
            document_id=document_id,
            document_kind=body.kind,
            source=await source_of(tx, body),
            for_resource=outcome_of(body.kind),
        )

    action = "document.submit" if body.kind == "resume" else None
    effect = replace(_effect(writing, document_id, 201), action=action)
    return await submit(writing, effect, decide)


@routes.post("/{document_id}/retry", responses=written(ReadDocument))
async def retry_document(document_id: UUID, writing: Writer) -> Response:
    async def decide(tx: Transaction) -> Command:
        await found(view.get, tx, "document", document_id)
        return RetryDocument(document_id=document_id)

    effect = replace(_effect(writing, document_id), action="document.retry")
    return await submit(writing, effect, decide)


@routes.delete("/{document_id}", status_code=204, responses=accepted())
async def delete_document(document_id: UUID, writing: Writer) -> Response:
    """Forgets its text and what only it says. The file it was read from is another resource."""

    async def decide(tx: Transaction) -> Command:
        await found(view.get, tx, "document", document_id)
        return DeleteDocument(document_id=document_id)

    effect = replace(_effect(writing, document_id, 204), action="document.delete")
    return await submit(writing, effect, decide)


@routes.get("/{document_id}/entities", response_model=Listed[Entity])
async def list_document_entities(
    request: Request, document_id: UUID, actor: KnowledgeReader, asked: ListRequest
) -> Response:
    async with reading(request, actor) as session:
        if await view.get(session, actor.workspace_id, document_id) is None:
            raise not_found("document")
        narrowed = asked.narrowed(document_id=str(document_id))
        return await narrowed.answer(
            actor, lambda query: entities.page(session, actor.workspace_id, query)
        )


async def source_of(tx: Transaction, body: NewDocument) -> Source:
    """Raises a 404 problem for a file that is not there, 422 for one whose content was not kept."""
    if body.text is not None:
        return TextSource(text=body.text, media_type=body.media_type)
    if body.url is not None:
        return UrlSource(url=body.url)
    files = FileRepository(tx.session, tx.workspace_id)
    stored = None if body.file_id is None else await files.file(body.file_id)
    if stored is None:
        raise not_found("file")
    if stored.is_infected:
        raise infected()
    return stored.source()


def outcome_of(kind: DocumentKind) -> Reference | None:
    """What a document of this kind becomes."""
    return reference("candidate", "candidates", new_id()) if kind == "resume" else None


def _effect(writing: Writing, document_id: UUID, status: int = 200) -> Effect:
    show = _with_text(writing.state, writing.actor)
    return Effect(reference("document", "documents", document_id), status, show)


def _with_text(state: State, actor: Actor) -> Show:
    async def show(session: AsyncSession, document_id: UUID) -> Represent | None:
        document = await view.get(session, actor.workspace_id, document_id)
        return None if document is None else partial(_represented, state["blobs"], actor, document)

    return show


async def _represented(blobs: BlobStore, actor: Actor, document: Document) -> Response:
    text = None
    if document.text_blob is not None:
        with contextlib.suppress(BlobNotFoundError):
            text = (await blobs.get(document.text_blob)).decode()
    return await shown_to(actor, ReadDocument(**dict(document), text=text))


add_reads(
    routes,
    Collection(
        "document",
        "documents:read",
        item=ReadDocument,
        row=Document,
        show=_with_text,
        page=lambda session, actor, query: view.page(session, actor.workspace_id, query),
    ),
)
