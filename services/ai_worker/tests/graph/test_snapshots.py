"""What is told again is what was told last."""

from typing import Any

from hirewire_ai_worker.main import listening
from hirewire_chassis import new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.documents import (
    BatchDocument,
    DocumentBatchSubmitted,
    SubmitDocumentBatch,
    TextSource,
)
from hirewire_contracts.snapshots import StatesTold, StatesWanted

from .test_recording import BOB, says, skill


async def told_again(graph: Any, view: str) -> list[Any]:
    """In pages of two."""
    states: list[Any] = []
    after = None
    while True:
        wanted = StatesWanted(rebuild_id=new_id(), view=view, after=after, limit=2)
        page = sent(await handle(graph.database, listening(), wanted, graph.context), StatesTold)
        states += page.states
        if page.last is None:
            return states
        after = page.last


async def test_the_graph_is_told_again_as_it_was_told_last(graph: Any, new_graph: Any) -> None:
    entities, relationships = {}, {}
    first, second = await graph.document(), await graph.document()
    for account in (
        says(first, skill("Python", 0.9, at=(20, 90), years=5), skill("Go"), skill("Zig")),
        says(second, skill("Python", 0.7), about=BOB, name="Bob"),
        says(first, skill("Python", 0.9, at=(20, 90), years=5), skill("Rust")),
    ):
        recorded = await graph.remember(account)
        entities |= {state.id: state for state in recorded.entities}
        relationships |= {state.id: state for state in recorded.relationships}
    for view, states in (("entities", entities), ("relationships", relationships)):
        expected = [states[key].model_dump(mode="json") for key in sorted(states)]
        assert await told_again(graph, view) == expected
        assert await told_again(new_graph(), view) == []
    assert any(state.retracted for state in relationships.values())
    documents = await told_again(graph, "documents")
    assert [state["id"] for state in documents] == sorted(map(str, (first, second)))


async def test_a_batch_is_told_again_in_its_order(graph: Any) -> None:
    each = [
        BatchDocument(document_id=new_id(), document_kind="resume", source=TextSource(text="Ada"))
        for _ in range(3)
    ]
    submit = SubmitDocumentBatch(batch_id=new_id(), documents=tuple(each[::-1]))
    recruiter = type(graph.context)(
        graph.context.workspace_id, graph.context.actor_id, ("recruiter",)
    )
    handled = await handle(graph.database, listening(), submit, recruiter)
    batch = sent(handled, DocumentBatchSubmitted).batch
    assert await told_again(graph, "document_batches") == [batch.model_dump(mode="json")]
