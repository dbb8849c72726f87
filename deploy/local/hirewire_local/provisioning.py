"""Roles, schemas and migrations in the database; exchanges and users at the broker."""

import asyncio
from collections.abc import Mapping

import aio_pika
import asyncpg
from hirewire_chassis.provision import Role, provision, provision_broker
from hirewire_chassis.topology import backbone, declare

DATABASE = "hirewire"


async def create_database(admin_url: str) -> None:
    """``hirewire``, in the embedded server."""
    connection = await asyncpg.connect(admin_url)
    try:
        known = await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE)
        if not known:
            await connection.execute(f"create database {DATABASE}")
    finally:
        await connection.close()


async def provision_database(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Bring the schema of every service that has a password here to its newest migration."""
    await asyncio.to_thread(provision, admin_url, _roles(passwords))


async def prepare_broker(
    amqp_url: str, management_url: str | None, passwords: Mapping[str, str]
) -> None:
    """Declare what the services share; with a management API also a user for each of them."""
    if management_url is not None:
        await provision_broker(amqp_url, management_url, _roles(passwords))
        return
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        await declare(await connection.channel(), backbone())


def _roles(passwords: Mapping[str, str]) -> list[Role]:
    return [Role(service, password) for service, password in passwords.items()]
