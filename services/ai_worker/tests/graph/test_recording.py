import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hirewire_ai_worker.graph import account as plain
from hirewire_ai_worker.graph.account import EntityKey, Span, Statement, Thing
from hirewire_ai_worker.graph.recording import Recorded, told
from hirewire_chassis.testing.conformance import fingerprint
from hirewire_chassis.testing.databases import Databases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ADA, BOB = UUID(int=1), UUID(int=2)
Claim = tuple[Thing, Statement]


def person(person_id: UUID, name: str = "Ada King") -> Thing:
    key = EntityKey("person", f"candidate:{person_id}")
    return Thing(key, name, name, 0.9, (Span(0, len(name), name, 1),))


def skill(
    name: str,
    confidence: float = 0.8,
    at: tuple[int, ...] = (20,),
    key: str = "",
    *,
    negated: bool = False,
    **attributes: Any,
) -> Claim:
    entity = EntityKey("skill", key or name.lower())
    spans = tuple(Span(start, start + len(name), name, 1, "skills") for start in at)
    thing = Thing(entity, name, key.title() or name, confidence, spans)
    return thing, Statement("has_skill", entity, confidence, spans, attributes, negated)


def says(
    document_id: UUID, *claims: Claim, about: UUID = ADA, witness: str = "", name: str = "Ada King"
) -> plain.Account:
    return plain.Account(
        document_id=document_id,
        witness=witness or str(document_id),
        extractor="test/1",
        calibrator="test/1",
        subject=person(about, name),
        things=tuple(thing for thing, _ in claims),
        statements=tuple(statement for _, statement in claims),
    )


def knows(name: str, who: UUID = ADA) -> tuple[str, str, str]:
    return f"candidate:{who}", "has_skill", name


def names(recorded: Recorded) -> set[str]:
    return {entity.name for entity in recorded.entities}


async def test_a_document_becomes_entities_with_evidence_and_edges(graph) -> None:
    document = await graph.document()
    recorded = await graph.remember(says(document, skill("Python", 0.9, at=(20, 90), years=5)))
    python = next(entity for entity in recorded.entities if entity.type == "skill")
    assert (python.name, python.confidence, python.mention_count) == ("Python", 0.9, 2)
    assert [(place.start, place.end, place.quote) for place in python.evidence] == [
        (20, 26, "Python"),
        (90, 96, "Python"),
    ]
    [edge] = recorded.relationships
    ada = next(entity for entity in recorded.entities if entity.type == "person")
    assert (edge.subject_id, edge.object_id, edge.sequence) == (ada.id, python.id, 1)
    assert edge.attributes == {"years": 5}
    assert {place.document_id for place in edge.evidence} == {document}
    assert ada.external_ids == {}
    assert (recorded.entity_count, recorded.relationship_count) == (2, 1)


async def test_documents_that_agree_make_an_edge_surer(graph) -> None:
    await graph.remember(says(await graph.document(), skill("Go", 0.6)))
    recorded = await graph.remember(says(await graph.document(), skill("Go", 0.5)))
    assert (await graph.edges())[knows("go")][0] == 1 - 0.4 * 0.5
    assert recorded.relationships[0].sequence == 2
    assert len(recorded.relationships[0].evidence) == 2


async def test_the_same_text_twice_is_one_witness(graph) -> None:
    for _ in range(2):
        await graph.remember(says(await graph.document(), skill("Go", 0.6), witness="text"))
    assert (await graph.edges())[knows("go")][0] == pytest.approx(0.6)


async def test_the_same_reading_again_changes_nothing(graph) -> None:
    document = await graph.document()
    account = says(document, skill("Go", 0.6, years=1.5), skill("SQL", negated=True))
    first = await graph.remember(account)
    before = await fingerprint(graph.database, graph.context)
    again = await graph.remember(account)
    assert (again.entities, again.relationships) == ((), ())
    assert again.entity_count == first.entity_count == 3
    assert await fingerprint(graph.database, graph.context) == before


async def test_a_new_reading_takes_back_what_the_former_one_said(graph) -> None:
    document, other = await graph.document(), await graph.document()
    await graph.remember(says(other, skill("Go", 0.5), skill("SQL")))
    await graph.remember(says(document, skill("Go", 0.6), skill("Rust")))
    recorded = await graph.remember(says(document, skill("Go", 0.6), skill("Java")))
    assert set(await graph.edges()) == {knows("go"), knows("sql"), knows("java")}
    assert names(recorded) == {"Rust", "Java"}, "untouched entities are told again"
    rust = next(entity for entity in recorded.entities if entity.name == "Rust")
    assert (rust.mention_count, rust.confidence, rust.evidence) == (0, 0.0, ())
    gone = [edge for edge in recorded.relationships if edge.retracted]
    assert [(edge.object_id, edge.confidence) for edge in gone] == [(rust.id, 0.0)]


async def test_retracted_words_are_kept_with_their_time(graph) -> None:
    document = await graph.document()
    await graph.remember(says(document, skill("Go", 0.6)))
    await graph.remember(says(document, skill("Go", 0.7)))
    rows = await graph.rows(
        "select confidence, retracted_at is null from assertions order by recorded_at"
    )
    assert [tuple(row) for row in rows] == [(0.6, False), (0.7, True)]


async def test_a_superseded_document_says_nothing_any_more(graph) -> None:
    old, new = await graph.document(), await graph.document()
    await graph.remember(says(old, skill("Go"), skill("SQL")))
    await graph.remember(says(new, skill("Go", 0.6)), old)
    assert await graph.edges() == {knows("go"): (pytest.approx(0.6), {})}
    assert (await graph.entities())["skill", "sql"] == (0, 0.0)


async def test_another_form_of_a_name_leads_to_the_same_entity(graph) -> None:
    await graph.remember(says(await graph.document(), skill("k8s", key="kubernetes")))
    recorded = await graph.remember(says(await graph.document(), skill("K8s"), about=BOB))
    kubernetes = next(entity for entity in recorded.entities if entity.type == "skill")
    assert (kubernetes.name, kubernetes.aliases) == ("Kubernetes", ("k8s",))
    assert {knows("kubernetes"), knows("kubernetes", BOB)} == set(await graph.edges())


async def test_an_exact_key_comes_before_an_alias(graph) -> None:
    await graph.remember(says(await graph.document(), skill("Node"), skill("node", key="nodejs")))
    await graph.remember(says(await graph.document(), skill("Node"), about=BOB))
    assert knows("node", BOB) in await graph.edges()


async def test_two_names_at_one_place_are_one_mention(graph) -> None:
    await graph.remember(says(await graph.document(), skill("JS", key="javascript")))
    account = says(
        await graph.document(), skill("js", 0.4), skill("JS", 0.9, key="javascript"), about=BOB
    )
    await graph.remember(account)
    assert (await graph.entities())["skill", "javascript"] == (2, 0.9)


async def test_a_person_s_name_follows_the_last_reading(graph) -> None:
    document = await graph.document()
    await graph.remember(says(document, name="A. King"))
    recorded = await graph.remember(says(document, name="Ada King"))
    assert names(recorded) == {"Ada King"}
    assert len(await graph.entities()) == 1


async def test_what_is_denied_is_no_edge(graph) -> None:
    recorded = await graph.remember(says(await graph.document(), skill("Go", negated=True)))
    assert await graph.edges() == {}
    assert recorded.relationship_count == 0
    assert [edge.retracted for edge in recorded.relationships] == [True]


async def test_workspaces_do_not_share_entities(new_graph) -> None:
    one, two = new_graph(), new_graph()
    await one.remember(says(await one.document(), skill("Go")))
    recorded = await two.remember(says(await two.document(), skill("Go")))
    assert all(entity.sequence == 1 for entity in recorded.entities)
    assert {entity.workspace_id for entity in recorded.entities} == {two.context.workspace_id}
    assert (
        (await one.entities())["skill", "go"] == (await two.entities())["skill", "go"] == (1, 0.8)
    )


SLOW_INSERTS = """
create function ai_worker.dawdle() returns trigger language plpgsql as $$
begin perform pg_sleep(0.004); return new; end $$;
create trigger dawdle before insert on ai_worker.entities
for each row execute function ai_worker.dawdle();
"""


async def test_documents_at_the_same_time_add_up_as_one_after_the_other(
    new_graph: Callable[[], Any], databases: Databases
) -> None:
    admin = await asyncpg.connect(databases.admin_url)
    await admin.execute(SLOW_INSERTS)
    await admin.close()
    skills = [f"S{number}" for number in range(30)]
    orders = [skills, skills[::-1], skills[10:], skills[:20][::-1]]
    together, apart = new_graph(), new_graph()
    accounts = {
        graph: [await spoken(graph, *o) for o in enumerate(orders)] for graph in (together, apart)
    }
    await asyncio.gather(*map(together.remember, accounts[together]))
    for account in accounts[apart]:
        await apart.remember(account)
    assert await together.entities() == await apart.entities()
    assert {edge: sure for edge, (sure, _) in (await together.edges()).items()} == {
        edge: pytest.approx(sure) for edge, (sure, _) in (await apart.edges()).items()
    }
    sequences = await together.rows("select max(sequence), min(sequence) from edges")
    assert [tuple(row) for row in sequences] == [(2, 1)]


async def spoken(graph: Any, number: int, skills: list[str]) -> plain.Account:
    """A document about one of two people that names these skills in this order."""
    claims = (skill(name, 0.5 + 0.01 * at) for at, name in enumerate(skills))
    return says(await graph.document(), *claims, about=(ADA, BOB)[number % 2])


CLAIMS = st.lists(
    st.builds(
        skill,
        st.sampled_from(["Go", "SQL", "Rust"]),
        st.sampled_from([0.3, 0.6, 0.9]),
        at=st.lists(st.integers(20, 23), max_size=2, unique=True).map(tuple),
        negated=st.booleans(),
        years=st.integers(0, 2),
    ),
    max_size=4,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(readings=st.lists(st.tuples(st.integers(0, 2), CLAIMS), min_size=1, max_size=6))
async def test_only_the_last_reading_of_each_document_counts(
    new_graph: Callable[[], Any], readings: list[tuple[int, list[Claim]]]
) -> None:
    changing, fresh = new_graph(), new_graph()
    documents = [await changing.document() for _ in range(3)]
    for number, claims in readings:
        await changing.remember(says(documents[number], *claims))
    twins = [await fresh.document() for _ in range(3)]
    for number, claims in dict(readings).items():
        await fresh.remember(says(twins[number], *claims))
    assert await changing.edges() == await fresh.edges()
    spoken_of = {key: value for key, value in (await changing.entities()).items() if value[0]}
    assert spoken_of == {key: value for key, value in (await fresh.entities()).items() if value[0]}


async def test_the_changes_are_told_in_events_of_a_hundred(graph) -> None:
    document = await graph.document()
    recorded = await graph.remember(says(document, *(skill(f"S{n}") for n in range(120))))
    events = list(told(document, recorded))
    sizes = [(len(event.entities), len(event.relationships)) for event in events]
    assert sizes == [(100, 0), (21, 79), (0, 41)]
    assert {event.subject for event in events} == {document}


async def test_a_stranger_sees_nothing(graph, new_graph) -> None:
    await graph.remember(says(await graph.document(), skill("Go")))
    stranger = new_graph()
    for table in ("documents", "entities", "aliases", "mentions", "assertions", "edges"):
        assert await stranger.rows(f"select 1 from {table}") == []
