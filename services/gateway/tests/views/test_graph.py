from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_contracts.documents import (
    Document,
    DocumentBatch,
    DocumentBatchSubmitted,
    DocumentDeleted,
    DocumentExtracted,
    DocumentFailed,
    DocumentProgressed,
    Failure,
)
from hirewire_contracts.knowledge import Entity, KnowledgeCorrected, KnowledgeRecorded, Relationship
from hirewire_gateway.views import batches, documents, entities, graph
from hirewire_gateway.views.paging import PageQuery


@pytest.fixture
async def net(say: Any, make: Any) -> Any:
    """Ada -> Python <- Bob -> Go, Ada -> Rust (faint); by name."""
    found = {
        name: make(Entity, name=name) for name in ("Ada", "Bob", "Python", "Go", "Rust", "Lone")
    }
    ties = [
        ("Ada", "Python", 0.9),
        ("Bob", "Python", 0.8),
        ("Bob", "Go", 0.7),
        ("Ada", "Rust", 0.2),
    ]
    edges = [
        make(Relationship, subject_id=found[a].id, object_id=found[b].id, confidence=sure)
        for a, b, sure in ties
    ]
    await say(
        KnowledgeRecorded(
            document_id=new_id(), entities=tuple(found.values()), relationships=tuple(edges)
        )
    )
    return found, edges


async def near(reading: Any, who: Any, entity: Any, depth: int, limit: int = 50) -> list[Any]:
    found = await graph.neighbors(reading, who.workspace_id, entity.id, depth, limit)
    return [(item.depth, item.entity.name) for item in found.items]


async def test_neighbors_by_distance_and_sureness(
    net: Any, reading: Any, recruiter: Any, stranger: Any
) -> None:
    found, _ = net
    assert await near(reading, recruiter, found["Ada"], 1) == [(1, "Python"), (1, "Rust")]
    assert await near(reading, recruiter, found["Ada"], 3) == [
        (1, "Python"), (1, "Rust"), (2, "Bob"), (3, "Go"),
    ]  # fmt: skip
    assert await near(reading, recruiter, found["Ada"], 2, 1) == [(1, "Python"), (2, "Bob")]
    assert await near(reading, recruiter, found["Lone"], 3) == []
    assert await near(reading, stranger, found["Ada"], 3) == []


async def test_circles_end(say: Any, net: Any, make: Any, reading: Any, recruiter: Any) -> None:
    found, _ = net
    back = make(Relationship, subject_id=found["Go"].id, object_id=found["Ada"].id)
    await say(KnowledgeRecorded(document_id=new_id(), relationships=(back,)))
    assert sorted(await near(reading, recruiter, found["Ada"], 3)) == [
        (1, "Go"), (1, "Python"), (1, "Rust"), (2, "Bob"),
    ]  # fmt: skip


async def test_what_is_retracted_is_no_way(
    say: Any, net: Any, reading: Any, recruiter: Any
) -> None:
    found, edges = net
    gone = edges[0].model_copy(update={"sequence": 2, "retracted": True})
    merged = found["Rust"].model_copy(update={"sequence": 2, "retracted": True})
    corrected = KnowledgeCorrected(subject_id=gone.id, entities=(merged,), relationships=(gone,))
    await say(corrected)
    assert await near(reading, recruiter, found["Ada"], 3) == []
    assert await entities.get(reading, recruiter.workspace_id, merged.id) is None
    assert await entities.recall(reading, recruiter.workspace_id, merged.id) == merged
    listed = await entities.page(reading, recruiter.workspace_id, PageQuery(count=True))
    assert listed.total == 5


async def test_the_shortest_path(net: Any, reading: Any, recruiter: Any, stranger: Any) -> None:
    found, edges = net

    async def path(a: str, b: str, who: Any = recruiter) -> Any:
        return await graph.path(reading, who.workspace_id, found[a].id, found[b].id)

    way = await path("Rust", "Bob")
    assert [entity.name for entity in way.entities] == ["Rust", "Ada", "Python", "Bob"]
    assert way.relationships == (edges[3], edges[0], edges[1])
    assert (await path("Rust", "Go")).length == graph.LONGEST_PATH
    assert (await path("Ada", "Lone")).length is None
    assert (await path("Ada", "Bob", stranger)).length is None
    assert (await path("Ada", "Ada")).length == 0


async def test_stats(net: Any, reading: Any, recruiter: Any, stranger: Any) -> None:
    counts = await graph.stats(reading, recruiter.workspace_id)
    assert (counts.entities, counts.relationships) == ({"skill": 6}, {"has_skill": 4})
    assert (await graph.stats(reading, stranger.workspace_id)).entities == {}


async def test_a_batch_gets_on_with_its_documents(
    say: Any, make: Any, reading: Any, recruiter: Any, stranger: Any
) -> None:
    batch_id = new_id()
    each = [make(Document, batch_id=batch_id, name=f"{n}.pdf") for n in range(4)]
    failure = Failure(code="encrypted", detail="It is.", retryable=False)
    for event in (
        DocumentProgressed(document=each[0]),
        DocumentBatchSubmitted(
            batch=make(DocumentBatch, id=batch_id, documents=tuple(d.id for d in each))
        ),
        DocumentExtracted(document=each[1].model_copy(update={"status": "done"})),
        DocumentFailed(
            document=each[2].model_copy(update={"status": "failed", "failure": failure})
        ),
    ):
        await say(event)
    batch = await batches.get(reading, recruiter.workspace_id, batch_id)
    assert batch is not None
    assert [item.status for item in batch.documents] == ["queued", "done", "failed", "queued"]
    assert (batch.status, batch.progress) == ("processing", 0.5)
    assert batch.documents[2].failure == failure
    assert await batches.get(reading, stranger.workspace_id, batch_id) is None
    for document in (each[0], each[3]):
        parting = document.model_copy(update={"sequence": 9, "deleted": True})
        await say(DocumentDeleted(document=parting))
    batch = await batches.get(reading, recruiter.workspace_id, batch_id)
    assert batch is not None
    assert (batch.status, batch.counts) == ("done", {"deleted": 2, "done": 1, "failed": 1})
    assert await documents.get(reading, recruiter.workspace_id, each[0].id) is None
    query = PageQuery(filters={"batch_id": str(batch_id)}, count=True)
    assert (await documents.page(reading, recruiter.workspace_id, query)).total == 2
