"""One document's account into the graph: what it no longer says leaves, what is new comes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.knowledge import Entity, KnowledgeRecorded, Relationship

from hirewire_ai_worker.graph.account import Account
from hirewire_ai_worker.graph.assertions import Said, reconcile_assertions
from hirewire_ai_worker.graph.edges import recompute_edges
from hirewire_ai_worker.graph.entities import learn_names, refresh_entities
from hirewire_ai_worker.graph.mentions import reconcile_mentions
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.resolution import Resolver

STATES_PER_EVENT = 100


@dataclass(frozen=True, slots=True)
class Recorded:
    """The new states of what changed in the graph, and how much the document says in all."""

    entities: tuple[Entity, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    entity_count: int = 0
    relationship_count: int = 0


async def record(tx: Transaction, account: Account, superseded: Collection[UUID] = ()) -> Recorded:
    """Lets the graph say what this document says, in place of what it said before.

    The documents in ``superseded`` say nothing any more. The caller has locked the rows of all of
    them. What stays the same keeps its sequence.
    """
    graph = GraphRepository(tx.session, tx.workspace_id)
    documents = (account.document_id, *superseded)
    mentioned = await graph.mentions_in(documents)
    said = await graph.assertions_of(documents)

    former = {mention.entity_id for mention in mentioned}
    former |= {end for word in said for end in (word.subject_id, word.object_id)}
    things = (account.subject, *account.things)
    found = await Resolver(tx).resolve(things, former)
    by_key, entities = found.by_key, found.by_id
    ids = {key: entity.id for key, entity in by_key.items()}

    mentions = await reconcile_mentions(tx, mentioned, account, ids, found.stated)
    assertions = await reconcile_assertions(tx, said, Said(account, ids, found.stated), mentions)
    relationships = await recompute_edges(tx, graph, assertions.touched)

    learnt = await learn_names(graph, account, by_key)
    fresh = {entity.id for entity in entities.values() if entity.sequence == 0}
    touched = [entities[key] for key in entities if key in learnt | fresh | {*mentions.changes}]
    return Recorded(
        await refresh_entities(tx, graph, touched, mentions.changes),
        relationships,
        len({ids[account.subject.key]} | {place.entity_id for place in mentions.at}),
        len(assertions.edges),
    )


def told(document_id: UUID, recorded: Recorded) -> Iterator[KnowledgeRecorded]:
    """The changes as events of at most 100 states, entities before what relates them."""
    for entities, relationships in parts_of(recorded):
        yield KnowledgeRecorded(
            document_id=document_id, entities=entities, relationships=relationships
        )


def parts_of(
    recorded: Recorded,
) -> Iterator[tuple[tuple[Entity, ...], tuple[Relationship, ...]]]:
    """At most 100 states in each, entities before what relates them."""
    states = (*recorded.entities, *recorded.relationships)
    for start in range(0, len(states), STATES_PER_EVENT):
        part = states[start : start + STATES_PER_EVENT]
        yield (
            tuple(state for state in part if isinstance(state, Entity)),
            tuple(state for state in part if isinstance(state, Relationship)),
        )
