"""Edges: computed anew from all that is said of them, whenever a word on them changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from hirewire_chassis import Transaction, new_id
from hirewire_contracts.knowledge import Relationship

from hirewire_ai_worker.graph.models import Assertion, Edge, Mention, Triple
from hirewire_ai_worker.graph.repository import EVIDENCE, GraphRepository
from hirewire_ai_worker.graph.rules import Voice, verdict_of
from hirewire_ai_worker.graph.states import relationship_state


async def recompute_edges(
    tx: Transaction,
    graph: GraphRepository,
    touched: Collection[Triple],
    edge_id: UUID | None = None,
) -> tuple[Relationship, ...]:
    """The new states of these edges; others are not looked at.

    Their subjects are locked by the caller, so nobody else computes them at the same time.
    ``edge_id`` is the id that a single new edge shall get.
    """
    triples = sorted(touched)
    if not triples:
        return ()
    await graph.add_edges([_blank(tx, triple, edge_id or new_id()) for triple in triples])
    edges = await graph.edges_for_update(triples)
    words, evidence = await _said(graph, triples)
    return tuple(
        _recompute(tx, edges[triple], words.get(triple, ()), evidence) for triple in triples
    )


async def edge_states(graph: GraphRepository, edges: Sequence[Edge]) -> Sequence[Relationship]:
    """These edges as they were told last."""
    words, evidence = await _said(graph, [edge.triple for edge in edges])
    return [relationship_state(edge, _best(words.get(edge.triple, ()), evidence)) for edge in edges]


async def _said(
    graph: GraphRepository, triples: Sequence[Triple]
) -> tuple[Mapping[Triple, Sequence[Assertion]], Mapping[UUID, Mention]]:
    """What counts of what is said of them, and its places; of what is denied nothing counts."""
    said = await graph.assertions_on(triples)
    evidence = await graph.mentions(
        {word.mention_id for words in said.values() for word in words if word.mention_id}
    )
    denied = await graph.denied_among({end for each in triples for end in (each[0], each[2])})
    heard = {
        triple: words
        for triple, words in said.items()
        if not denied & {triple.subject_id, triple.object_id}
    }
    return heard, evidence


def _recompute(
    tx: Transaction, edge: Edge, words: Sequence[Assertion], evidence: Mapping[UUID, Mention]
) -> Relationship:
    verdict = verdict_of(_voice(word) for word in words)
    edge.confidence = verdict.confidence
    edge.attributes = dict(verdict.attributes)
    edge.retracted = verdict.retracted
    edge.status = verdict.status
    edge.advance(tx.now)
    return relationship_state(edge, _best(words, evidence))


def _voice(word: Assertion) -> Voice:
    return Voice(
        word.witness, word.document_id, word.confidence, word.attributes, word.negated, word.id
    )


def _best(words: Iterable[Assertion], evidence: Mapping[UUID, Mention]) -> Sequence[Mention]:
    """The places of what is said for the edge, the surest first."""
    found = {
        word.mention_id: (-word.confidence, str(word.document_id), evidence[word.mention_id])
        for word in words
        if word.mention_id is not None and not word.negated
    }
    ranked = sorted(found.values(), key=lambda item: (*item[:2], item[2].start_at))
    return [mention for _, _, mention in ranked[:EVIDENCE]]


def _blank(tx: Transaction, triple: Triple, edge_id: UUID) -> Mapping[str, object]:
    return {
        "id": edge_id,
        "workspace_id": tx.workspace_id,
        "sequence": 0,
        "created_by": tx.context.actor_id,
        "created_at": tx.now,
        "updated_at": tx.now,
        **triple._asdict(),
        "attributes": {},
        "confidence": 0.0,
        "retracted": False,
        "status": "suggested",
    }
