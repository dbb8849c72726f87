from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.graph import account as plain
from hirewire_ai_worker.graph.account import EntityKey, Span, Statement, Thing
from hirewire_ai_worker.main import listening, subscriptions
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_chassis import new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import Handled, handle
from hirewire_contracts.documents import DeleteDocument, DocumentDeleted
from hirewire_contracts.knowledge import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    EntityChanges,
    EntityDetails,
    KnowledgeCorrected,
    MergeEntity,
    UnmergeEntity,
    UpdateEntity,
    UpdateRelationship,
)

ADA, BOB = UUID(int=1), UUID(int=2)
Do = Callable[..., Awaitable[Handled]]


def says(document_id: UUID, *names: str, who: UUID = ADA, **attributes: Any) -> plain.Account:
    person = EntityKey("person", f"candidate:{who}")
    keys = [EntityKey("skill", name.lower()) for name in names]
    spans = [(Span(20 * n, 20 * n + len(name), name, 1),) for n, name in enumerate(names, 1)]
    return plain.Account(
        document_id,
        str(document_id),
        "test/1",
        "test/1",
        Thing(person, "Ada King", "Ada King", 0.9, (Span(0, 8, "Ada King", 1),)),
        tuple(
            Thing(key, name, name, 0.8, span)
            for key, name, span in zip(keys, names, spans, strict=True)
        ),
        tuple(
            Statement("has_skill", key, 0.8, span, attributes)
            for key, span in zip(keys, spans, strict=True)
        ),
    )


@pytest.fixture
def do(graph: Any) -> Do:
    """Handles a recruiter's command; keyword arguments overrule the context."""

    async def do(command: Any, table: Any = None, **context: Any) -> Handled:
        who = replace(graph.context, **{"actor_roles": ("recruiter",), **context})
        return await handle(graph.database, table or listening(), command, who)

    return do


async def id_of(graph: Any, key: str) -> UUID:
    [row] = await graph.rows(f"select id from entities where key = '{key}'")
    return row[0]


async def edge_of(graph: Any) -> UUID:
    [row] = await graph.rows("select id from edges")
    return row[0]


def rejected(handled: Handled) -> Any:
    [event] = [message for message in handled.sent if message.type.startswith("chassis.")]
    return event.problem


async def test_a_person_s_entity_is_found_again_by_documents(graph: Any, do: Do) -> None:
    details = EntityDetails(name="Zig", aliases=("ziglang",))
    command = CreateEntity(entity_id=new_id(), entity_type="skill", entity=details)
    [entity] = sent(await do(command), KnowledgeCorrected).entities
    assert (entity.status, entity.confidence, entity.aliases) == ("confirmed", 1.0, ("ziglang",))
    recorded = await graph.remember(says(await graph.document(), "Ziglang"))
    assert command.entity_id in {found.id for found in recorded.entities}
    again = command.model_copy(update={"entity_id": new_id()})
    assert rejected(await do(again)).code == "entity_exists"


async def test_a_confirmed_relationship_outranks_and_survives_a_new_reading(
    graph: Any, do: Do
) -> None:
    document = await graph.document()
    await graph.remember(says(document, "Go", years=2))
    command = UpdateRelationship(relationship_id=await edge_of(graph), attributes={"years": 7})
    [edge] = sent(await do(command), KnowledgeCorrected).relationships
    assert (edge.status, edge.confidence, edge.attributes) == ("confirmed", 1.0, {"years": 7})
    await graph.remember(says(document, "Go", years=3))
    [(sure, attributes)] = (await graph.edges()).values()
    assert (sure, attributes) == (1.0, {"years": 7})
    await graph.remember(says(document))
    assert len(await graph.edges()) == 1, "no document says it any more, but a person does"


@pytest.mark.parametrize("by_status", [True, False])
async def test_a_rejected_relationship_is_not_brought_back(
    graph: Any, do: Do, *, by_status: bool
) -> None:
    document = await graph.document()
    await graph.remember(says(document, "Go"))
    edge_id = await edge_of(graph)
    command = (
        UpdateRelationship(relationship_id=edge_id, status="rejected")
        if by_status
        else DeleteRelationship(relationship_id=edge_id)
    )
    [edge] = sent(await do(command), KnowledgeCorrected).relationships
    assert (edge.retracted, edge.status) == (True, "rejected")
    await graph.remember(says(document, "Go", years=1))
    await graph.remember(says(await graph.document(), "Go"))
    assert await graph.edges() == {}
    await do(UpdateRelationship(relationship_id=edge_id, status="suggested"))
    assert len(await graph.edges()) == 1


async def test_a_person_s_relationship(graph: Any, do: Do) -> None:
    await graph.remember(says(await graph.document(), "Go"))
    await graph.remember(says(await graph.document(), "Rust", who=BOB))
    ends = {
        "subject_id": await id_of(graph, f"candidate:{ADA}"),
        "object_id": await id_of(graph, "rust"),
    }
    command = CreateRelationship(relationship_id=new_id(), predicate="has_skill", **ends)
    [edge] = sent(await do(command), KnowledgeCorrected).relationships
    assert (edge.id, edge.status, edge.sequence) == (command.relationship_id, "confirmed", 1)
    again = command.model_copy(update={"relationship_id": new_id()})
    assert rejected(await do(again)).code == "relationship_exists"
    await do(DeleteRelationship(relationship_id=edge.id))
    [edge] = sent(await do(again), KnowledgeCorrected).relationships
    assert (edge.id, edge.retracted, edge.status) == (again.relationship_id, False, "confirmed")
    nowhere = command.model_copy(update={"object_id": new_id(), "relationship_id": new_id()})
    assert [error.pointer for error in rejected(await do(nowhere)).errors] == ["/object_id"]


async def test_names_and_aliases_that_a_person_gave_stay(graph: Any, do: Do) -> None:
    document = await graph.document()
    await graph.remember(says(document, "Go"))
    ada = await id_of(graph, f"candidate:{ADA}")
    await do(UpdateEntity(entity_id=ada, changes=EntityChanges(name="Ada Lovelace")))
    go = await id_of(graph, "go")
    for aliases in (("golang", "go lang"), ("golang",)):
        changes = EntityChanges(aliases=aliases, status="confirmed")
        [state] = sent(
            await do(UpdateEntity(entity_id=go, changes=changes)), KnowledgeCorrected
        ).entities
        assert set(state.aliases) == set(aliases)
    await graph.remember(says(document, "Go", "Golang"))
    assert await graph.rows("select name from entities where type = 'person'") == [
        ("Ada Lovelace",)
    ]
    assert await graph.rows("select key from entities where type = 'skill'") == [("go",)]


async def test_a_deleted_entity_takes_its_relationships_along_and_stays_away(
    graph: Any, do: Do
) -> None:
    document = await graph.document()
    await graph.remember(says(document, "Going"))
    event = sent(await do(DeleteEntity(entity_id=await id_of(graph, "going"))), KnowledgeCorrected)
    assert [entity.retracted for entity in event.entities] == [True]
    assert [edge.retracted for edge in event.relationships] == [True]
    await graph.remember(says(document, "Going", years=4))
    assert await graph.edges() == {}


async def test_a_merge_is_undone_with_all_that_was_said_since(graph: Any, do: Do) -> None:
    one, two = await graph.document(), await graph.document()
    await graph.remember(says(one, "Postgres", years=4))
    await graph.remember(says(two, "PostgreSQL", who=BOB))
    before = await graph.edges()
    short, long = await id_of(graph, "postgres"), await id_of(graph, "postgresql")
    event = sent(await do(MergeEntity(entity_id=short, into_id=long)), KnowledgeCorrected)
    merged, kept = event.entities
    assert (merged.id, merged.retracted, merged.merged_into) == (short, True, long)
    assert (kept.id, kept.mention_count) == (long, 2)
    assert {key for _, _, key in await graph.edges()} == {"postgresql"}
    three = await graph.document()
    await graph.remember(says(three, "Postgres", who=BOB))
    assert (await graph.entities())["skill", "postgresql"][0] == 3
    event = sent(await do(UnmergeEntity(entity_id=short)), KnowledgeCorrected)
    assert [entity.mention_count for entity in event.entities] == [2, 1]
    after = await graph.edges()
    assert before.items() <= after.items()
    assert set(after) - set(before) == {(f"candidate:{BOB}", "has_skill", "postgres")}


async def test_only_the_like_are_merged_and_only_once(graph: Any, do: Do) -> None:
    await graph.remember(says(await graph.document(), "Go", "Golang"))
    go, golang = await id_of(graph, "go"), await id_of(graph, "golang")
    ada = await id_of(graph, f"candidate:{ADA}")
    for source, target, code in (
        (go, ada, "types_differ"),
        (go, go, "same_entity"),
        (go, new_id(), "not_found"),
    ):
        assert rejected(await do(MergeEntity(entity_id=source, into_id=target))).code == code
    assert rejected(await do(UnmergeEntity(entity_id=go))).code == "not_merged"
    await do(MergeEntity(entity_id=go, into_id=golang))
    again = MergeEntity(entity_id=go, into_id=golang)
    assert rejected(await do(again)).code == "not_found"


async def test_a_correction_of_an_older_state_is_refused(graph: Any, do: Do) -> None:
    await graph.remember(says(await graph.document(), "Go"))
    stale = UpdateEntity(
        entity_id=await id_of(graph, "go"),
        changes=EntityChanges(status="confirmed"),
        expected_sequence=9,
    )
    assert rejected(await do(stale)).status == 412
    edge = DeleteRelationship(relationship_id=await edge_of(graph), expected_sequence=9)
    assert rejected(await do(edge)).status == 412


async def test_who_is_no_recruiter_or_elsewhere_corrects_nothing(graph: Any, do: Do) -> None:
    await graph.remember(says(await graph.document(), "Go"))
    go, edge = await id_of(graph, "go"), await edge_of(graph)
    for command in (
        DeleteEntity(entity_id=go),
        MergeEntity(entity_id=go, into_id=go),
        DeleteRelationship(relationship_id=edge),
    ):
        assert rejected(await do(command, actor_roles=("viewer",))).status == 403
        assert rejected(await do(command, workspace_id=new_id())).status == 404
    assert len(await graph.edges()) == 1


@pytest.fixture
def reader(tmp_path: Any) -> Reader:
    return Reader.load(
        AiWorkerSettings(
            database_url="postgresql://unused",
            amqp_url="amqp://unused",
            blobs_url=tmp_path.as_uri(),
        )
    )


async def test_a_deleted_document_leaves_what_others_say_and_people_confirmed(
    graph: Any, do: Do, reader: Reader, tmp_path: Any
) -> None:
    gone, stays = await graph.document(), await graph.document()
    await graph.remember(says(gone, "Go", "Rust", "Zig"))
    await graph.remember(says(stays, "Go", who=BOB))
    zig = await id_of(graph, "zig")
    await do(UpdateEntity(entity_id=zig, changes=EntityChanges(status="confirmed")))
    blob = tmp_path / str(graph.context.workspace_id) / f"{gone}.txt"
    blob.parent.mkdir()
    blob.write_text("Ada King, Go, Rust, Zig")

    handled = await do(DeleteDocument(document_id=gone), subscriptions(lambda: reader))

    deleted = sent(handled, DocumentDeleted).document
    assert (deleted.deleted, deleted.sequence, deleted.name) == (True, 2, None)
    assert {key for _, key in await graph.entities()} == {"go", f"candidate:{BOB}", "zig"}
    assert set(await graph.edges()) == {(f"candidate:{BOB}", "has_skill", "go")}
    assert not blob.exists()
    for table in ("documents", "mentions", "assertions"):
        column = "id" if table == "documents" else "document_id"
        assert await graph.rows(f"select 1 from {table} where {column} = '{gone}'") == []
    event = sent(handled, KnowledgeCorrected)
    told = {entity.name: entity for entity in event.entities}
    assert told["Go"].mention_count == 1
    assert told["(deleted)"].retracted
    assert "Ada King" not in event.model_dump_json()
    assert rejected(await do(DeleteDocument(document_id=gone), subscriptions(lambda: reader)))
