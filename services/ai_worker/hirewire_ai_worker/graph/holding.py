"""Holding entities with all that relates them, so that a person's word changes them in peace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from hirewire_chassis import Transaction, TransientError
from hirewire_contracts.knowledge import KnowledgeCorrected

from hirewire_ai_worker.graph.models import Entity, Triple
from hirewire_ai_worker.graph.recording import Recorded, parts_of
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.resolution import Resolver


@dataclass(frozen=True, slots=True)
class Held:
    """Locked entities by id, the ones asked for and their neighbours, and their edges."""

    entities: Mapping[UUID, Entity]
    edges: frozenset[Triple]

    def current(self, entity_id: UUID) -> Entity | None:
        """The entity unless it was deleted, or merged into another one."""
        entity = self.entities.get(entity_id)
        if entity is None or entity.retracted or entity.merged_into is not None:
            return None
        return entity


async def hold(tx: Transaction, *entity_ids: UUID) -> Held:
    """Locks in the order that everyone keeps. Raises TransientError when a neighbour came in."""
    graph = GraphRepository(tx.session, tx.workspace_id)
    before = await graph.triples_at(entity_ids)
    entities = await Resolver(tx).lock({*entity_ids, *_ends(before)})
    edges = await graph.triples_at(entity_ids)
    if not entities.keys() >= {*_ends(edges)}:
        raise TransientError("the entity has just got a new relationship")
    return Held(entities, edges)


def corrected(subject_id: UUID, recorded: Recorded) -> Iterator[KnowledgeCorrected]:
    for entities, relationships in parts_of(recorded):
        yield KnowledgeCorrected(
            subject_id=subject_id, entities=entities, relationships=relationships
        )


def _ends(triples: frozenset[Triple]) -> Iterator[UUID]:
    for triple in triples:
        yield triple.subject_id
        yield triple.object_id
