"""Documents as they are read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.documents import (
    Document,
    DocumentDeleted,
    DocumentExtracted,
    DocumentFailed,
    DocumentKind,
    DocumentProgressed,
    DocumentStatus,
)
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.live.feed import Change
from hirewire_gateway.views import tables
from hirewire_gateway.views.changes import batch_changed, changed
from hirewire_gateway.views.filters import one_of, reference, same
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.orders import by_text
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.documents.c

Told = DocumentProgressed | DocumentExtracted | DocumentFailed | DocumentDeleted

VIEW = View(
    Document,
    Listing(
        tables.documents,
        filters={
            "kind": one_of(_c.kind, DocumentKind),
            "status": one_of(_c.status, DocumentStatus),
            "language": same(_c.language),
            "file_id": reference(_c.file_id),
            "about_id": reference(_c.about_id),
            "batch_id": reference(_c.batch_id),
        },
        orders={"name": by_text(_c.name)},
    ),
)


async def project_document(event: Told, tx: Transaction) -> Outcome:
    await VIEW.store(tx, (event.document,))
    if isinstance(event, DocumentDeleted):
        await _forget_mentions(event.document.id, tx)
    await conclude(event, tx, changed(event, "documents", event.document), *_progress(event))
    return None


async def _forget_mentions(document_id: UUID, tx: Transaction) -> None:
    links = tables.document_entities
    await tx.session.execute(
        delete(links).where(
            links.c.workspace_id == tx.workspace_id, links.c.document_id == document_id
        )
    )


def _progress(event: Told) -> tuple[Change, ...]:
    """A batch gets on with each of its documents."""
    batch_id = event.document.batch_id
    return () if batch_id is None else (batch_changed(event, batch_id),)


async def get(session: AsyncSession, workspace_id: UUID, document_id: UUID) -> Document | None:
    return await VIEW.get(session, workspace_id, document_id, _c.deleted.is_(False))


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Document]:
    return await VIEW.page(session, workspace_id, query, _c.deleted.is_(False))
