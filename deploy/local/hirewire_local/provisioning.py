"""Roles, schemas and migrations in the database, and the exchanges that all services share."""

import asyncio
from collections.abc import Mapping

import aio_pika
import asyncpg
from hirewire_chassis.provision import Role, provision
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
    roles = [Role(service, password) for service, password in passwords.items()]
    await asyncio.to_thread(provision, admin_url, roles)


async def declare_backbone(amqp_url: str) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        await declare(await connection.channel(), backbone())
