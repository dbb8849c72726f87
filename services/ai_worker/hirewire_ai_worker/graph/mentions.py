"""Where a document speaks of entities: what it said before against what it says now."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from hirewire_chassis import Transaction, new_id

from hirewire_ai_worker.graph.account import Account, EntityKey, Span
from hirewire_ai_worker.graph.models import Mention

Ids = Mapping[EntityKey, UUID]


class Place(NamedTuple):
    """One entity at one place of the document; two names of it there are one mention."""

    entity_id: UUID
    start: int
    end: int


class Sighting(NamedTuple):
    span: Span
    confidence: float
    stated_id: UUID


@dataclass(frozen=True, slots=True)
class Mentions:
    """The document's mentions as of now; ``changes`` counts, by entity, those gained or lost."""

    at: dict[Place, Mention] = field(default_factory=dict)
    changes: Counter[UUID] = field(default_factory=Counter)


async def reconcile_mentions(
    tx: Transaction, former: Iterable[Mention], account: Account, ids: Ids, stated: Ids
) -> Mentions:
    """Retracts what is not said any more, adds what is new and leaves the rest as it is.

    ``stated`` are the ids before any merge.
    """
    wanted = _sightings(account, ids, stated)
    mentions = Mentions()
    for mention in former:
        place = Place(mention.entity_id, mention.start_at, mention.end_at)
        if (
            place not in mentions.at
            and place in wanted
            and _is_same(mention, wanted[place], account)
        ):
            mentions.at[place] = mention
        else:
            mention.retracted_at = tx.now
            mentions.changes[place.entity_id] -= 1
    await tx.session.flush()
    for place, sighting in wanted.items():
        if place not in mentions.at:
            mentions.at[place] = _mention(tx, place, sighting, account)
            mentions.changes[place.entity_id] += 1
    tx.session.add_all(mentions.at.values())
    await tx.session.flush()
    return mentions


def _sightings(account: Account, ids: Ids, stated: Ids) -> Mapping[Place, Sighting]:
    wanted: dict[Place, Sighting] = {}
    for key, span, confidence in _seen(account):
        place = Place(ids[key], span.start, span.end)
        if place not in wanted or wanted[place].confidence < confidence:
            wanted[place] = Sighting(span, confidence, stated[key])
    return wanted


def _seen(account: Account) -> Iterator[tuple[EntityKey, Span, float]]:
    for thing in (account.subject, *account.things):
        for span in thing.spans:
            yield thing.key, span, thing.confidence
    for statement in account.statements:
        for span in statement.spans:
            yield statement.object, span, statement.confidence


def _is_same(mention: Mention, sighting: Sighting, account: Account) -> bool:
    was = (mention.document_id, mention.extractor, mention.confidence, mention.quote, mention.page)
    span = sighting.span
    now = (account.document_id, account.extractor, sighting.confidence, span.quote, span.page)
    return was == now


def _mention(tx: Transaction, place: Place, sighting: Sighting, account: Account) -> Mention:
    return Mention(
        id=new_id(),
        workspace_id=tx.workspace_id,
        entity_id=place.entity_id,
        stated_entity_id=sighting.stated_id,
        document_id=account.document_id,
        section=sighting.span.section,
        page=sighting.span.page,
        start_at=place.start,
        end_at=place.end,
        quote=sighting.span.quote,
        confidence=sighting.confidence,
        extractor=account.extractor,
        recorded_at=tx.now,
    )
