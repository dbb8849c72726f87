"""Evidence of the extractor as the contracts carry it."""

from collections.abc import Callable, Iterable
from uuid import UUID

from hirewire_contracts import values as contract

from hirewire_ai_worker.extraction.facts import Evidence

QUOTE_LENGTH = 500
PLACES = 5
"""How many places a fact shows; the graph knows all of them."""

Cite = Callable[[Iterable[Evidence]], tuple[contract.Evidence, ...]]


def citing(document_id: UUID, extractor: str) -> Cite:
    """A function that gives the places of a fact in this document."""

    def cite(places: Iterable[Evidence]) -> tuple[contract.Evidence, ...]:
        return tuple(_shown(place, document_id, extractor) for place in tuple(places)[:PLACES])

    return cite


def _shown(place: Evidence, document_id: UUID, extractor: str) -> contract.Evidence:
    quote = place.quote[:QUOTE_LENGTH]
    return contract.Evidence(
        document_id=document_id,
        quote=quote,
        start=place.start,
        end=place.start + len(quote),
        page=place.page,
        extractor=extractor[:100],
    )
