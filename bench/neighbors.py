"""``python -m bench.neighbors [--edges N]``: neighbours of depth 2 in a graph of a million edges.

An embedded PostgreSQL of its own. People know skills whose popularity falls like 1/rank, so that
some skills have tens of thousands of people; the entities asked for are drawn as edges meet them.
One caller; from the opened transaction to the read states, without HTTP.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from uuid import UUID

import asyncpg
from hirewire_chassis import Context, new_id
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_gateway.views import graph
from hirewire_local.postgres import PostgresServer

SKILLS = 5_000
EDGES_PER_PERSON = 20
LIMIT = 50
ENTITIES = """
insert into gateway.view_entities (id, workspace_id, sequence, state, created_at, updated_at)
select id, $1, 1, jsonb_build_object(
    'id', id, 'workspace_id', $1::uuid, 'sequence', 1, 'created_at', now(), 'updated_at', now(),
    'type', kind, 'name', name, 'canonical_name', name, 'confidence', 0.9, 'mention_count', 1),
    now(), now()
from unnest($2::uuid[], $3::text[], $4::text[]) as given(id, kind, name)
"""
EDGES = """
insert into gateway.view_relationships (id, workspace_id, sequence, state, created_at, updated_at)
select id, $1, 1, jsonb_build_object(
    'id', id, 'workspace_id', $1::uuid, 'sequence', 1, 'created_at', now(), 'updated_at', now(),
    'subject_id', subject, 'predicate', 'has_skill', 'object_id', object, 'confidence', sure,
    'attributes', jsonb_build_object('years', 3)), now(), now()
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::float8[]) as given(id, subject, object, sure)
"""


async def fill(url: str, workspace: UUID, edges: int, chance: random.Random) -> list[UUID]:
    """Both ends of some edges, to be asked for."""
    skills = [new_id() for _ in range(SKILLS)]
    people = [new_id() for _ in range(edges // EDGES_PER_PERSON)]
    weights = [1 / rank for rank in range(1, SKILLS + 1)]
    connection = await asyncpg.connect(url)
    kinds = ["skill"] * SKILLS + ["person"] * len(people)
    names = [f"{kind} {at}" for at, kind in enumerate(kinds)]
    await connection.execute(ENTITIES, workspace, [*skills, *people], kinds, names)
    asked: list[UUID] = []
    for start in range(0, len(people), 1_000):
        pairs = [
            (person, skill)
            for person in people[start : start + 1_000]
            for skill in _some(skills, weights, chance)
        ]
        subjects, objects = zip(*pairs, strict=True)
        ids, sure = [new_id() for _ in pairs], [chance.uniform(0.3, 1) for _ in pairs]
        await connection.execute(EDGES, workspace, ids, list(subjects), list(objects), sure)
        asked += chance.choice(pairs)
        asked += chance.choice(pairs)
    await connection.execute("vacuum analyze gateway.view_entities")
    await connection.execute("vacuum analyze gateway.view_relationships")
    await connection.close()
    return asked


def _some(skills: list[UUID], weights: list[float], chance: random.Random) -> set[UUID]:
    found: set[UUID] = set()
    while len(found) < EDGES_PER_PERSON:
        found.update(chance.choices(skills, weights, k=EDGES_PER_PERSON - len(found)))
    return found


async def measure(databases: Databases, edges: int, requests: int) -> None:
    chance = random.Random(5)  # noqa: S311 - the same graph each time
    context = Context(workspace_id=new_id(), actor_id=new_id())
    started = time.perf_counter()
    asked = await fill(databases.admin_url, context.workspace, edges, chance)
    print(f"{edges:,} edges written in {time.perf_counter() - started:.0f} s")
    database = databases.of("gateway")
    for depth in range(1, graph.MAX_DEPTH + 1):
        times, found = [], 0
        for _ in range(requests):
            entity = chance.choice(asked)
            started = time.perf_counter()
            async with database.reading(context) as session:
                near = await graph.neighbors(session, context.workspace, entity, depth, LIMIT)
            times.append((time.perf_counter() - started) * 1000)
            found += len(near.items)
        cuts = statistics.quantiles(times, n=100)
        print(
            f"depth {depth}: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, max {max(times):.1f} ms,"
            f" {found / requests:.0f} neighbours each"
        )


async def run(edges: int, requests: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder))
        await server.start()
        url = server.address.url()
        await create_template(url)
        await asyncio.to_thread(provision_template, url, ["gateway"])
        databases = Databases(url)
        await databases.create()
        try:
            await measure(databases, edges, requests)
        finally:
            await databases.drop()
            await server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=300)
    given = parser.parse_args()
    asyncio.run(run(given.edges, given.requests))
