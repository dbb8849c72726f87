from itertools import permutations
from typing import Any

from hirewire_chassis import new_id
from hirewire_contracts.knowledge import Entity, KnowledgeRecorded, Relationship
from hirewire_contracts.values import Evidence
from hirewire_gateway.views import entities, relationships
from hirewire_gateway.views.paging import PageQuery


def quoted(document_id: Any) -> Evidence:
    return Evidence(document_id=document_id, quote="Python", start=0, end=6)


async def names_in(reading: Any, recruiter: Any, document_id: Any) -> set[str]:
    query = PageQuery(filters={"document_id": str(document_id)})
    found = await entities.page(reading, recruiter.workspace_id, query)
    return {entity.name for entity in found.items}


async def test_a_document_s_entities(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    document_id = new_id()
    own = make(Entity, evidence=(quoted(document_id),), mention_count=1)
    famous = make(Entity, name="SQL", evidence=(quoted(new_id()),), mention_count=30)
    other = make(Entity, name="Go", evidence=(quoted(new_id()),), mention_count=1)
    await say(KnowledgeRecorded(document_id=document_id, entities=(own, famous)))
    await say(KnowledgeRecorded(document_id=new_id(), entities=(other,)))
    assert await names_in(reading, recruiter, document_id) == {"Python", "SQL"}
    assert await entities.get(reading, recruiter.workspace_id, own.id) == own


async def test_a_second_reading_takes_mentions_back_in_any_order(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    for order in permutations(range(3)):
        document_id = new_id()
        first = make(Entity, evidence=(quoted(document_id),), mention_count=1)
        gone = first.model_copy(update={"sequence": 2, "evidence": (), "mention_count": 0})
        again = first.model_copy(update={"sequence": 3})
        for last, expected in ((gone, set()), (again, {"Python"})):
            states = [first, gone, last]
            for index in order:
                event = KnowledgeRecorded(document_id=document_id, entities=(states[index],))
                await say(event)
            assert await names_in(reading, recruiter, document_id) == expected


async def test_the_same_entity_twice_in_one_event(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    newer = make(Entity, sequence=2, name="Python 3")
    older = newer.model_copy(update={"sequence": 1, "name": "Python"})
    await say(KnowledgeRecorded(document_id=new_id(), entities=(newer, older)))
    assert await entities.get(reading, recruiter.workspace_id, newer.id) == newer


async def test_retracted_relationships_are_gone(
    say: Any, make: Any, reading: Any, recruiter: Any
) -> None:
    document_id, subject_id = new_id(), new_id()
    ends = {"subject_id": subject_id, "object_id": new_id(), "evidence": (quoted(document_id),)}
    kept, gone = make(Relationship, **ends), make(Relationship, **ends)
    await say(KnowledgeRecorded(document_id=document_id, relationships=(kept, gone)))
    retracted = gone.model_copy(update={"sequence": 2, "retracted": True})
    await say(KnowledgeRecorded(document_id=document_id, relationships=(retracted,)))
    for filters in (
        {"subject_id": str(subject_id)},
        {"entity_id": str(kept.object_id), "predicate": "has_skill"},
        {"document_id": str(document_id)},
    ):
        query = PageQuery(filters=filters)
        found = await relationships.page(reading, recruiter.workspace_id, query)
        assert found.items == (kept,), filters
    assert await relationships.get(reading, recruiter.workspace_id, gone.id) is None


async def test_filters_of_entities(say: Any, make: Any, reading: Any, recruiter: Any) -> None:
    strong = make(Entity, confidence=0.9, aliases=("CPython",))
    school = make(Entity, name="ETH", type="school", status="confirmed", confidence=0.4)
    await say(KnowledgeRecorded(document_id=new_id(), entities=(strong, school)))
    for query, expected in (
        (PageQuery(filters={"type": "skill"}), {"Python"}),
        (PageQuery(filters={"status": "confirmed"}), {"ETH"}),
        (PageQuery(filters={"min_confidence": "0.5"}), {"Python"}),
        (PageQuery(filters={"name": "PYTHON"}), {"Python"}),
        (PageQuery(q="cpython"), {"Python"}),
    ):
        found = await entities.page(reading, recruiter.workspace_id, query)
        assert {entity.name for entity in found.items} == expected, query
