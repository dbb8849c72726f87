import asyncio

import hirewire_gateway
from hirewire_chassis import Context
from hirewire_chassis.migrations import downgrade, migrations_folder, upgrade
from hirewire_chassis.testing.conformance import fingerprint
from hirewire_chassis.testing.databases import Databases


async def test_up_down_up(databases: Databases) -> None:
    database = databases.of("gateway")
    folder = migrations_folder(hirewire_gateway)
    tables = await fingerprint(database, Context())
    await asyncio.to_thread(downgrade, databases.admin_url, "gateway", folder)
    assert set(await fingerprint(database, Context())) == {"alembic_version"}
    await asyncio.to_thread(upgrade, databases.admin_url, "gateway", folder)
    assert await fingerprint(database, Context()) == tables
