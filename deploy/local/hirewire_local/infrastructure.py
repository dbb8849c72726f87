"""Database, broker and mail: private servers, or those that the environment names."""

import asyncio
from pathlib import Path

from pydantic import SecretStr

from hirewire_local.output import Output
from hirewire_local.postgres import PostgresServer
from hirewire_local.provisioning import DATABASE, create_database
from hirewire_local.rabbitmq import RabbitNode
from hirewire_local.settings import LocalSettings
from hirewire_local.smtp import Mailbox


class Infrastructure:
    """What the services need. A server that the environment names is only used."""

    def __init__(self, settings: LocalSettings, output: Output) -> None:
        folder = settings.hirewire_local_dir.resolve()
        self.mailbox = Mailbox(folder / "mails")
        self.postgres: PostgresServer | None = None
        self.rabbitmq: RabbitNode | None = None
        if settings.database_url is None:
            self.postgres = PostgresServer(folder / "postgres", output=output)
        if settings.amqp_url is None:
            self.rabbitmq = RabbitNode(folder / "rabbitmq", output=output, level="warning")
        self._settings = settings

    @property
    def servers(self) -> list[PostgresServer | RabbitNode]:
        """The private ones."""
        return [server for server in (self.postgres, self.rabbitmq) if server]

    @property
    def opened(self) -> tuple[Path, ...]:
        """Folders through which others were let now, for the account of PostgreSQL."""
        return self.postgres.opened if self.postgres else ()

    @property
    def database_url(self) -> str:
        """An administrator's."""
        if self.postgres is not None:
            return self.postgres.address.url(DATABASE)
        return _revealed(self._settings.database_url)

    @property
    def amqp_url(self) -> str:
        if self.rabbitmq is not None:
            return self.rabbitmq.address.amqp_url()
        return _revealed(self._settings.amqp_url)

    @property
    def management_url(self) -> str | None:
        return None if self.rabbitmq is None else self.rabbitmq.address.management_url

    async def start(self) -> None:
        async with asyncio.TaskGroup() as starting:
            for server in (*self.servers, self.mailbox):
                starting.create_task(server.start())
        if self.postgres is not None:
            await create_database(self.postgres.address.url())

    async def stop(self) -> None:
        """The broker first: it holds what the database has committed to."""
        await self.mailbox.stop()
        for server in reversed(self.servers):
            await server.stop()

    async def clear(self) -> None:
        """End what a killed runner left of the private servers."""
        for server in self.servers:
            await server.clear()


def _revealed(secret: SecretStr | None) -> str:
    if secret is None:
        raise RuntimeError("neither a server nor an address of one")
    return secret.get_secret_value()
