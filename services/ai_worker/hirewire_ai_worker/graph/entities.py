"""Entities after a document spoke: their names, and what all mentions of them add up to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts import knowledge as contract

from hirewire_ai_worker.graph.account import Account, EntityKey, Thing
from hirewire_ai_worker.graph.models import Entity, Mention
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.rules import entity_confidence
from hirewire_ai_worker.graph.states import entity_state
from hirewire_ai_worker.taxonomy.names import key_of


async def learn_names(
    graph: GraphRepository, account: Account, entities: Mapping[EntityKey, Entity]
) -> set[UUID]:
    """Keeps the forms that the document uses as aliases; the entities that learnt something."""
    learnt = set(await _learn_aliases(graph, account.things, entities))
    subject = entities[account.subject.key]
    is_free = account.subject.spans and not subject.named_by_person
    if is_free and subject.name != account.subject.name:
        subject.name = subject.canonical_name = account.subject.name
        learnt.add(subject.id)
    return learnt


async def _learn_aliases(
    graph: GraphRepository, things: Iterable[Thing], entities: Mapping[EntityKey, Entity]
) -> Sequence[UUID]:
    rows = {
        (entity.type, key): {
            "workspace_id": entity.workspace_id,
            "type": entity.type,
            "key": key,
            "name": thing.name,
            "entity_id": entity.id,
        }
        for thing in things
        for entity, key in [(entities[thing.key], key_of(thing.name))]
        if key not in ("", entity.key)
    }
    return await graph.add_aliases([rows[key] for key in sorted(rows)]) if rows else ()


async def refresh_entities(
    tx: Transaction,
    graph: GraphRepository,
    entities: Collection[Entity],
    changes: Mapping[UUID, int],
) -> tuple[contract.Entity, ...]:
    """The new states of these entities; ``changes`` counts their mentions gained or lost."""
    ids = [entity.id for entity in entities]
    best = await graph.best_mentions(ids)
    aliases = await graph.aliases_of(ids)
    for entity in entities:
        entity.mention_count += changes.get(entity.id, 0)
        entity.confidence = entity_confidence(
            entity.type, _surest(best.get(entity.id, ())), entity.status
        )
        entity.advance(tx.now)
    return tuple(
        entity_state(entity, aliases.get(entity.id, ()), best.get(entity.id, ()))
        for entity in entities
    )


def _surest(best: Sequence[Mention]) -> float | None:
    return best[0].confidence if best else None
