"""A service's login reaches its own schema, and no other."""

from itertools import permutations

import asyncpg
import pytest
from hirewire_chassis.provision import SERVICES
from hirewire_chassis.testing.databases import Databases


@pytest.mark.parametrize(("service", "other"), list(permutations(SERVICES, 2)))
async def test_no_service_reads_or_writes_anothers_schema(
    databases: Databases, service: str, other: str
) -> None:
    connection = await asyncpg.connect(databases.url_of(service))
    try:
        for attempt in (f"select 1 from {other}.outbox", f"delete from {other}.inbox"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(attempt)
    finally:
        await connection.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_owns_nothing_and_changes_no_table(
    databases: Databases, service: str
) -> None:
    connection = await asyncpg.connect(databases.url_of(service))
    try:
        owned = await connection.fetchval(
            "select count(*) from pg_class where relowner = current_user::regrole"
        )
        for attempt in (
            f"create table {service}.own (id int)",
            f"alter table {service}.outbox add column own int",
            f"drop table {service}.outbox",
            "create table public.own (id int)",
            "create schema own",
            f"truncate {service}.outbox",
            f"set role hirewire_{service}_owner",
            f"alter role hirewire_{service} superuser",
            f"alter table {service}.outbox disable trigger all",
            "set session_replication_role = replica",
            "select rolpassword from pg_authid",
            "select pg_read_file('PG_VERSION')",
            "copy (select 1) to program 'true'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(attempt)
    finally:
        await connection.close()

    assert owned == 0
