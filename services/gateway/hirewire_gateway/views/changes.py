"""How a projection says what has changed, to whoever listens."""

from typing import Literal

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
