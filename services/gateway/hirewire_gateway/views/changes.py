"""How a projection says what has changed, to whoever listens."""

from typing import Literal
from uuid import UUID

from hirewire_contracts import Event
from hirewire_contracts.values import Stamp

from hirewire_gateway.live.feed import Change, Resource

Collection = Literal["jobs", "candidates", "documents"]
_KINDS = {"jobs": "job", "candidates": "candidate", "documents": "document"}


def changed(event: Event, collection: Collection, state: Stamp) -> Change:
    """Told under the name of the collection and under that of the one resource."""
    resource = Resource(
        kind=_KINDS[collection],
        id=state.id,
        href=f"/v1/{collection}/{state.id}",
        sequence=state.sequence,
    )
    return Change(event.type, (collection, f"{collection}:{state.id}"), resource)


def batch_changed(event: Event, batch_id: UUID) -> Change:
    """A batch of documents was submitted, or one of its documents got on."""
    resource = Resource(kind="document_batch", id=batch_id, href=f"/v1/document-batches/{batch_id}")
    return Change(event.type, ("document-batches", f"document-batches:{batch_id}"), resource)
