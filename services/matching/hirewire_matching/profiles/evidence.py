"""Evidence as a run shows it: short, little, and silent on who the person is."""

from collections.abc import Iterable

from hirewire_contracts import values

from hirewire_matching.ranking import Evidence

MOST = 2
LONGEST_QUOTE = 200


def shown(evidence: Iterable[values.Evidence]) -> tuple[Evidence, ...]:
    """The first places; a long quote is cut at its end, and still is ``text[start:end]``."""
    return tuple(_cut(found) for found in tuple(evidence)[:MOST])


def _cut(found: values.Evidence) -> Evidence:
    quote = found.quote[:LONGEST_QUOTE]
    cut = len(found.quote) - len(quote)
    return Evidence(
        document_id=str(found.document_id),
        quote=quote,
        start=found.start,
        end=max(found.start, found.end - cut),
        page=found.page,
        extractor=found.extractor,
    )
