import asyncio

import hirewire_matching
from hirewire_chassis import Context
from hirewire_chassis.migrations import downgrade, migrations_folder, upgrade
from hirewire_chassis.testing.conformance import fingerprint
from hirewire_chassis.testing.databases import Databases
from sqlalchemy import text

TENANT_TABLES = [
    "awaited_runs",
    "candidate_profiles",
    "candidate_runs",
    "candidate_skills",
    "candidate_vectors",
    "job_facts",
    "job_profiles",
    "job_weights",
    "match_feedback",
    "match_runs",
]


async def test_up_down_up(databases: Databases) -> None:
    database = databases.of("matching")
    folder = migrations_folder(hirewire_matching)
    tables = await fingerprint(database, Context())
    await asyncio.to_thread(downgrade, databases.admin_url, "matching", folder)
    assert set(await fingerprint(database, Context())) == {"alembic_version"}
    await asyncio.to_thread(upgrade, databases.admin_url, "matching", folder)
    assert await fingerprint(database, Context()) == tables


async def test_row_level_security_is_forced_on_every_tenant_table(databases: Databases) -> None:
    forced = text(
        "select array_agg(relname::text order by relname) from pg_class"
        " where relrowsecurity and relforcerowsecurity and relnamespace = 'matching'::regnamespace"
    )
    async with databases.of("matching").reading(Context()) as session:
        assert await session.scalar(forced) == TENANT_TABLES
