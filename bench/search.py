"""``python -m bench.search [--jobs N]``: searches of a workspace's 100,000 jobs, beside plain SQL.

An embedded PostgreSQL of its own; one caller, in turns; no HTTP and no broker. Keyword: words are
understood, compiled, looked up and scored in the gateway's view, with its row-level security.
Semantic: the words are embedded and held against every vector of the workspace by matching's own
reply, then shown from the view. Hybrid is both. The peers read the same rows as the owner of the
table, whom no policy binds: ``ILIKE`` over title and description, and ``websearch_to_tsquery`` with
``ts_rank`` over an indexed ``tsvector`` of the same words, the best 20 as well.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import asyncpg
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_contracts.searching import FindNearest, NearestFound
from hirewire_embedding import Embedder
from hirewire_gateway.search.finding import Asked, Near, find
from hirewire_gateway.search.sources import JOBS
from hirewire_gateway.search.tsquery import queries
from hirewire_gateway.search.vocabulary import vocabulary
from hirewire_gateway.search.words import understand
from hirewire_gateway.views.paging import PageQuery
from hirewire_local.postgres import PostgresServer
from hirewire_matching.searching.replies import find_nearest

POOL, WORDS_OF_TEXT, LIMIT = 500, 80, 20
TRADES = ("engineer", "nurse", "analyst", "planner", "designer", "welder", "driver", "baker")
LEVELS = ("Junior", "Senior", "Lead", "Night")
VIEWS = """
insert into gateway.view_jobs (id, workspace_id, sequence, state, created_at, updated_at)
select id, $1, 1, jsonb_build_object('id', id, 'workspace_id', $1::uuid, 'sequence', 1,
    'created_at', now(), 'updated_at', now(), 'status', 'open', 'title', title,
    'skills_required', skills, 'description', description), now(), now()
from unnest($2::uuid[], $3::text[], $4::jsonb[], $5::text[]) as made(id, title, skills, description)
"""
PROFILES = """
insert into matching.job_profiles
    (workspace_id, job_id, sequence, stamp, status, details, title_embedding, text_embedding)
select $1, id, 1, $2, 'open', '{}', made.vectors[1 + n % $4]::extensions.halfvec,
    made.vectors[1 + n * 7 % $4]::extensions.halfvec
from unnest($3::uuid[]) with ordinality as given(id, n), (select $5::text[] as vectors) as made
"""
PEERS = {
    "ILIKE": """
        select id from gateway.view_jobs where workspace_id = $1
        and (state->>'title' ilike $2 or state->>'description' ilike $2) limit 20""",
    "tsvector, GIN": """
        select id from gateway.view_jobs, websearch_to_tsquery('english', $2) as asked
        where workspace_id = $1 and words @@ asked order by ts_rank(words, asked) desc limit 20""",
}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "postgres")
        await server.start()
        try:
            url = server.address.url()
            await create_template(url)
            await asyncio.to_thread(provision_template, url, ["gateway", "matching"])
            databases = Databases(url)
            await databases.create()
            model = await asyncio.to_thread(Embedder.load, Path(folder))
            for line in report(await measure(databases, model, arguments.jobs, arguments.rounds)):
                print(line)
            await databases.drop()
        finally:
            await server.stop()


async def measure(
    databases: Databases, model: Embedder, jobs: int, rounds: int
) -> Mapping[str, Sequence[float]]:
    """Seconds by way. Every way is asked for the same words in each round."""
    chance = random.Random(7)  # noqa: S311 - the same jobs each time
    context = Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("viewer",))
    skills = sorted({name for name in vocabulary().names if name.isascii()})[::7]
    await _fill(databases.admin_url, context, model, jobs, (chance, skills))
    views, profiles = (_patient(databases, service) for service in ("gateway", "matching"))
    ways = _ways(views, profiles, model, context)
    owner = await asyncpg.connect(databases.admin_url)
    await owner.execute("set search_path = gateway, extensions")
    taken: dict[str, list[float]] = {name: [] for name in (*ways, *PEERS)}
    for words in chance.choices(skills, k=rounds):
        asked = f"{words} {chance.choice(TRADES)}"
        for name, way in ways.items():
            taken[name].append(await _seconds(lambda way=way, t=asked: way(t)))
        for name, sql in PEERS.items():
            text = f"%{words}%" if name == "ILIKE" else asked
            taken[name].append(
                await _seconds(lambda sql=sql, t=text: owner.fetch(sql, context.workspace, t))
            )
    await owner.close()
    await views.close()
    await profiles.close()
    return taken


def _patient(databases: Databases, service: str) -> Database:
    """What a service would give up after 15 s is measured too."""
    return Database(databases.url_of(service), service, pool_size=1, statement_seconds=600)


def report(taken: Mapping[str, Sequence[float]]) -> list[str]:
    lines = ["| way | p50 ms | p95 ms |", "| --- | --- | --- |"]
    for name, seconds in taken.items():
        cuts = statistics.quantiles(seconds, n=20, method="inclusive")
        lines.append(f"| {name} | {cuts[9] * 1000:.1f} | {cuts[18] * 1000:.1f} |")
    return lines


def _ways(
    views: Database, profiles: Database, model: Embedder, context: Context
) -> Mapping[str, Callable[[str], Awaitable[None]]]:
    async def look_up(text: str, near: Near | None, *, by_words: bool) -> None:
        async with views.reading(context) as session:
            words = understand(text, vocabulary()) if by_words else None
            compiled = None if words is None else await queries(session, words)
            asked = Asked(compiled, near)
            await find(session, context.workspace, JOBS, asked, PageQuery(limit=LIMIT))

    async def nearest(text: str) -> Near:
        question = FindNearest(question_id=new_id(), searched="jobs", words=text)
        answer = await find_nearest(model, question, context, profiles)
        assert isinstance(answer, NearestFound)  # noqa: S101 - a refusal is no measurement
        found = answer.nearest
        return Near([each.id for each in found], [each.cosine for each in found])

    async def keyword(text: str) -> None:
        await look_up(text, None, by_words=True)

    async def semantic(text: str) -> None:
        await look_up(text, await nearest(text), by_words=False)

    async def hybrid(text: str) -> None:
        await look_up(text, await nearest(text), by_words=True)

    return {"keyword": keyword, "semantic": semantic, "hybrid": hybrid}


async def _fill(
    url: str, context: Context, model: Embedder, jobs: int, drawn: tuple[random.Random, list[str]]
) -> None:
    chance, skills = drawn
    titles = [f"{chance.choice(LEVELS)} {each} {chance.choice(TRADES)}" for each in skills[:POOL]]
    vectors = ["[" + ",".join(f"{value:.5f}" for value in row) + "]" for row in model.embed(titles)]
    connection = await asyncpg.connect(url)
    for start in range(0, jobs, 1_000):
        ids = [new_id() for _ in range(min(1_000, jobs - start))]
        named = [f"{chance.choice(LEVELS)} {chance.choice(TRADES)}" for _ in ids]
        asked = ['["' + '","'.join(chance.choices(skills, k=5)) + '"]' for _ in ids]
        texts = [" ".join(chance.choices(skills, k=WORDS_OF_TEXT)) for _ in ids]
        await connection.execute(VIEWS, context.workspace, ids, named, asked, texts)
        await connection.execute(
            PROFILES, context.workspace, model.stamp, ids, len(vectors), vectors
        )
    await connection.execute("create index bench_words on gateway.view_jobs using gin (words)")
    await connection.execute("vacuum analyze gateway.view_jobs, gateway.job_words")
    await connection.execute("vacuum analyze matching.job_profiles")
    await connection.close()


async def _seconds(call: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await call()
    return time.perf_counter() - started


if __name__ == "__main__":
    asyncio.run(main())
