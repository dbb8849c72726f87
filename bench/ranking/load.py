"""The made-up people and jobs in PostgreSQL, by COPY."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import asyncpg
from pgvector import HalfVector
from pgvector.asyncpg import register_vector

from bench.ranking.world import Profile

_BATCH = 2_000
_PROFILE = ("workspace_id", "candidate_id", "sequence", "stamp", "profile", "skill_keys",
            "language_codes", "years", "country", "city")  # fmt: skip
_SKILLS = """
insert into candidate_skills (workspace_id, skill_key, candidate_id)
select workspace_id, unnest(skill_keys), candidate_id from candidate_profiles
"""
_VECTOR = ("workspace_id", "candidate_id", "kind", "key", "stamp", "embedding")


async def connected(admin_url: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(
        admin_url, server_settings={"search_path": "matching,extensions"}
    )
    await register_vector(connection, schema="extensions")
    return connection


async def load_people(
    connection: asyncpg.Connection, workspace: UUID, stamp: str, people: Iterable[Profile]
) -> None:
    coming, copy = iter(people), connection.copy_records_to_table
    while some := list(islice(coming, _BATCH)):
        rows = [_row(workspace, stamp, person) for person in some]
        await copy("candidate_profiles", records=rows, columns=_PROFILE)
        vectors = [row for person in some for row in _vectors(workspace, stamp, person)]
        await copy("candidate_vectors", records=vectors, columns=_VECTOR)
    await connection.execute(_SKILLS)


def _row(workspace: UUID, stamp: str, person: Profile) -> tuple[Any, ...]:
    keys = sorted(set(person.skills))
    known = (person.document, keys, ["en"], person.years, None, None)
    return (workspace, person.id, 1, stamp, *known)


def _vectors(workspace: UUID, stamp: str, person: Profile) -> Iterator[tuple[Any, ...]]:
    for kind, vectors in (("title", person.titles), ("text", person.texts)):
        for place, vector in enumerate(vectors):
            key = str(place)
            yield workspace, person.id, kind, key, stamp, HalfVector(vector)
