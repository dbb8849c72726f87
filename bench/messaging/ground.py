"""The servers that all peers share in one run: their own PostgreSQL and RabbitMQ on free ports."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_local.postgres import PostgresServer
from hirewire_local.rabbitmq import REGISTERED_SECONDS, RabbitNode

_TABLES = """
create table effects (id bigint generated always as identity primary key, number int not null,
    due float8 not null, body text not null);
create table notes (id bigint generated always as identity primary key, number int not null,
    note text not null);
create table journal (handler text not null, message_id uuid not null,
    received_at timestamptz not null default now());
create index on journal (handler, message_id);
grant all on effects, notes, journal to public;
grant usage on schema public to public;
"""
_SETTINGS = {"track_commit_timestamp": "on"}


@dataclass(frozen=True, slots=True)
class Ground:
    """``service_url`` logs in as the service ``jobs``, ``database_url`` as the administrator."""

    database_url: str
    service_url: str
    amqp_url: str
    node: RabbitNode

    async def clear(self) -> None:
        """Nothing of the last peer stays behind."""
        connection = await asyncpg.connect(self.database_url)
        await connection.execute("truncate effects, notes, journal, jobs.inbox, jobs.outbox")
        await connection.execute("checkpoint")
        await connection.close()


@asynccontextmanager
async def ground() -> AsyncIterator[Ground]:
    """PostgreSQL syncs every commit; commit timestamps tell when an effect could be seen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        node = RabbitNode(folder / "rabbitmq", level="warning")
        async with PostgresServer(folder / "postgres", settings=_SETTINGS) as server, node:
            url = server.address.url()
            await create_template(url)
            await asyncio.to_thread(provision_template, url, ["jobs"])
            databases = Databases(url)
            await databases.create()
            connection = await asyncpg.connect(databases.admin_url)
            await connection.execute(_TABLES)
            await connection.close()
            await asyncio.sleep(REGISTERED_SECONDS)
            service_url = f"{databases.url_of('jobs')}"
            yield Ground(databases.admin_url, service_url, node.address.amqp_url(), node)
            await databases.drop()
