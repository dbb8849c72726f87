"""Documents as they are read."""

from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.documents import (
    Document,
    DocumentExtracted,
    DocumentFailed,
    DocumentKind,
    DocumentProgressed,
    DocumentStatus,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.changes import changed
from hirewire_gateway.views.filters import one_of, reference, same
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.orders import by_text
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.documents.c

_VIEW = View(
    Document,
    Listing(
        tables.documents,
        filters={
            "kind": one_of(_c.kind, DocumentKind),
            "status": one_of(_c.status, DocumentStatus),
            "language": same(_c.language),
            "file_id": reference(_c.file_id),
            "about_id": reference(_c.about_id),
        },
        orders={"name": by_text(_c.name)},
    ),
)


async def project_document(
    event: DocumentProgressed | DocumentExtracted | DocumentFailed, tx: Transaction
) -> Outcome:
    await _VIEW.store(tx, (event.document,))
    await conclude(event, tx, changed(event, "documents", event.document))
    return None


async def get(session: AsyncSession, workspace_id: UUID, document_id: UUID) -> Document | None:
    return await _VIEW.get(session, workspace_id, document_id)


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Document]:
    return await _VIEW.page(session, workspace_id, query)
