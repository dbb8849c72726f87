"""Real databases for tests: one migrated template per session, a fresh copy per test."""

from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from hirewire_chassis.ids import new_id
from hirewire_chassis.provision import Role, provision
from hirewire_chassis.transaction import Database

TEMPLATE = "hirewire_template"
_PASSWORD = "for-tests"  # noqa: S105 - of a server that lives as long as the tests


def database_url(admin_url: str, database: str, role: Role | None = None) -> str:
    """The same server, another database, and the login of ``role`` or the administrator's."""
    parts = urlsplit(admin_url)
    location = parts.netloc.rpartition("@")[2]
    login = f"{role.login}:{role.password}@{location}" if role else parts.netloc
    return urlunsplit(parts._replace(netloc=login, path=f"/{database}"))


async def create_template(admin_url: str) -> None:
    """An empty database that ``provision_template`` fills."""
    await _administer(admin_url, [f"create database {TEMPLATE}"])


def provision_template(admin_url: str, services: Sequence[str]) -> None:
    """Roles, schemas and all migrations of ``services`` in the template."""
    roles = [Role(service, _PASSWORD) for service in services]
    provision(database_url(admin_url, TEMPLATE), roles)


class Databases:
    """One test's own copy of the template; ``of`` opens it as a service would."""

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._name = f"test_{new_id().hex}"
        self._open: list[Database] = []
        self.admin_url = database_url(admin_url, self._name)

    async def create(self) -> None:
        await _administer(
            self._admin_url,
            [f"create database {self._name} template {TEMPLATE} strategy file_copy"],
        )

    async def drop(self) -> None:
        for database in self._open:
            await database.close()
        await _administer(self._admin_url, [f"drop database {self._name} with (force)"])

    def url_of(self, service: str) -> str:
        """The URL that the service itself would be given."""
        return database_url(self._admin_url, self._name, Role(service, _PASSWORD))

    def of(self, service: str) -> Database:
        database = Database(self.url_of(service), service, pool_size=10)
        self._open.append(database)
        return database


async def _administer(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
