"""Spellings of one thing become one entity, and only those; a person can take them apart."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hirewire_ai_worker.graph import account as plain
from hirewire_ai_worker.graph.account import EntityKey, Span, Statement, Thing
from hirewire_ai_worker.main import listening
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_chassis.processing import Done
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.knowledge import UnmergeEntity

from bench.resolution.__main__ import LEAST_PRECISION, by_form, count, exact, read_pairs

Merged = "select key, merged_into from entities where type = 'organization' order by key"


def employed(document_id: UUID, *names: str) -> plain.Account:
    person = EntityKey("person", f"candidate:{document_id}")
    keys = [EntityKey("organization", key_of(name)) for name in names]
    spans = [(Span(30 * at, 30 * at + len(name), name, 1),) for at, name in enumerate(names, 1)]
    return plain.Account(
        document_id=document_id,
        witness=str(document_id),
        extractor="test/1",
        calibrator="test/1",
        subject=Thing(person, "Ada King", "Ada King", 0.9, (Span(0, 8, "Ada King", 1),)),
        things=tuple(
            Thing(key, name, name, 0.8, span)
            for key, name, span in zip(keys, names, spans, strict=True)
        ),
        statements=tuple(
            Statement("worked_at", key, 0.8, span) for key, span in zip(keys, spans, strict=True)
        ),
    )


async def objects(graph: Any) -> list[str]:
    return sorted(name for _, _, name in await graph.edges())


@pytest.fixture
def split(graph: Any) -> Callable[[UUID], Awaitable[None]]:
    async def say(entity_id: UUID) -> None:
        sender = replace(graph.context, actor_roles=("recruiter",))
        command = UnmergeEntity(entity_id=entity_id)
        handled = await handle(graph.database, listening(), command, sender)
        assert isinstance(handled.settlement, Done)
        assert handled.settlement.sent

    return say


async def test_another_spelling_is_merged_from_the_start_and_can_be_split(graph, split) -> None:
    await graph.remember(employed(await graph.document(), "Blue Harbor Logistics"))
    recorded = await graph.remember(
        employed(await graph.document(), "BlueHarbor Logistics", "Blue Cross")
    )
    rows = dict(await graph.rows(Merged))
    assert rows["blue-harbor-logistics"] is None
    assert rows["blue-cross"] is None
    told = {entity.name: entity for entity in recorded.entities}
    assert told["BlueHarbor Logistics"].merged_into == rows["blueharbor-logistics"] is not None
    assert await objects(graph) == ["blue-cross", *["blue-harbor-logistics"] * 2]

    await split(told["BlueHarbor Logistics"].id)
    await graph.remember(employed(await graph.document(), "BlueHarbor Logistics"))
    assert await objects(graph) == [
        *("blue-cross", "blue-harbor-logistics"),
        *["blueharbor-logistics"] * 2,
    ]


async def test_a_third_spelling_of_what_people_keep_apart_stays_alone(graph, split) -> None:
    await graph.remember(employed(await graph.document(), "Blue Harbor Logistics"))
    recorded = await graph.remember(employed(await graph.document(), "BlueHarbor Logistics"))
    [merged] = [entity for entity in recorded.entities if entity.merged_into]
    await split(merged.id)
    await graph.remember(employed(await graph.document(), "Blue Harbor Logi Stics"))
    assert [into for _, into in await graph.rows(Merged)] == [None, None, None]


def test_no_more_than_one_merge_in_a_hundred_is_wrong() -> None:
    pairs = read_pairs()
    merged, same_key = count(by_form, pairs), count(exact, pairs)
    assert merged.precision >= LEAST_PRECISION
    assert merged.right > 2 * same_key.right
