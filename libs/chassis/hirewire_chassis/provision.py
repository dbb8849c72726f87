"""What an administrator sets up once: a schema, an owner and a runtime role per service.

The owner holds the tables and runs the migrations; the runtime role may only use the rows of its
own schema. Row-level security is forced, so it binds the owner too.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import unquote, urlsplit

import aio_pika
import asyncpg

from hirewire_chassis.broker_users import ensure_users, service_users
from hirewire_chassis.migrations import migrations_folder, upgrade
from hirewire_chassis.settings import ProvisioningSettings, load
from hirewire_chassis.topology import backbone, declare


@dataclass(frozen=True, slots=True)
class Role:
    """A service's runtime login: schema ``service``, role ``hirewire_<service>``."""

    service: str
    password: str

    @property
    def login(self) -> str:
        return f"hirewire_{self.service}"

    @property
    def owner(self) -> str:
        return f"hirewire_{self.service}_owner"


SERVICES: Mapping[str, str] = {
    "gateway": "hirewire_gateway",
    "jobs": "hirewire_jobs",
    "ai_worker": "hirewire_ai_worker",
    "matching": "hirewire_matching",
    "notifier": "hirewire_notifier",
}
"""Service -> the package that holds its migrations. Imported only when it is provisioned."""


def provision(admin_url: str, roles: Sequence[Role]) -> None:
    """Create or renew roles, schemas and rights, then migrate every schema to its head.

    ``admin_url`` must be able to create roles and the extension ``vector``. Safe to run again.
    """
    asyncio.run(_prepare(admin_url, roles))
    for role in roles:
        package = import_module(SERVICES[role.service])
        upgrade(admin_url, role.service, migrations_folder(package))


async def _prepare(admin_url: str, roles: Sequence[Role]) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext('hirewire'))")
            await _share(connection)
            for role in roles:
                await _prepare_service(connection, role)
    finally:
        await connection.close()


async def _share(connection: asyncpg.Connection) -> None:
    await connection.execute("create schema if not exists extensions")
    await connection.execute("create extension if not exists vector schema extensions")
    await connection.execute("grant usage on schema extensions to public")
    await connection.execute("revoke create on schema public from public")


async def _prepare_service(connection: asyncpg.Connection, role: Role) -> None:
    schema, login, owner = role.service, role.login, role.owner
    await _ensure_role(connection, owner, "nologin")
    password = await connection.fetchval("select quote_literal($1::text)", role.password)
    await _ensure_role(connection, login, f"login password {password}")
    await connection.execute(f"grant {owner} to current_user")
    await connection.execute(f"create schema if not exists {schema} authorization {owner}")
    await connection.execute(f"grant usage on schema {schema} to {login}")
    for rights, things in (
        ("select, insert, update, delete", "tables"),
        ("usage, select", "sequences"),
    ):
        await connection.execute(
            f"alter default privileges for role {owner} in schema {schema}"
            f" grant {rights} on {things} to {login}"
        )


async def _ensure_role(connection: asyncpg.Connection, name: str, options: str) -> None:
    exists = await connection.fetchval("select 1 from pg_roles where rolname = $1", name)
    await connection.execute(f"{'alter' if exists else 'create'} role {name} {options}")


async def provision_broker(amqp_url: str, management_url: str, roles: Sequence[Role]) -> None:
    """Declare what all services share, and a user with the least rights for each of them."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        await declare(await connection.channel(), backbone())
    vhost = unquote(urlsplit(amqp_url).path.removeprefix("/")) or "/"
    passwords = {role.service: role.password for role in roles}
    await ensure_users(management_url, vhost, service_users(passwords))


def main() -> None:
    """``hirewire-provision``: reads the settings named in ProvisioningSettings."""
    settings = load(ProvisioningSettings)
    roles = [Role(service, password) for service, password in settings.passwords().items()]
    provision(settings.admin_database_url.get_secret_value(), roles)
    amqp_url = settings.admin_amqp_url.get_secret_value()
    asyncio.run(provision_broker(amqp_url, settings.management_url.get_secret_value(), roles))
    sys.stdout.write(f"provisioned: {', '.join(SERVICES)}\n")
