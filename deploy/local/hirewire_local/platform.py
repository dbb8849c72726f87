"""All of Hirewire on this machine, started in order and drained in the opposite one."""

import asyncio
import os
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Protocol, Self

from hirewire_local.claim import Claim
from hirewire_local.endpoints import Endpoints, forget
from hirewire_local.infrastructure import Infrastructure
from hirewire_local.output import MergedLog
from hirewire_local.processes import EndedEarlyError
from hirewire_local.provisioning import prepare_broker, provision_database
from hirewire_local.rabbitmq import REGISTERED_SECONDS
from hirewire_local.secret_files import keep_secret
from hirewire_local.services import SERVICES, Service, ServiceEntry
from hirewire_local.settings import LocalSettings, inherited_environment
from hirewire_local.wiring import Surroundings, wire

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


class Part(Protocol):
    """A process of the platform. ``start`` may follow an unwanted end."""

    name: str

    async def start(self) -> None: ...
    async def ended(self) -> int: ...


class Platform:
    """Enter it and everything runs; leave it and everything is drained and gone.

    Meanwhile a part that ends by itself is started again. Enter it in the main thread. Raises
    FolderInUseError when another process runs it already.
    """

    def __init__(
        self, settings: LocalSettings, log: MergedLog, entries: tuple[ServiceEntry, ...] = SERVICES
    ) -> None:
        self.folder = settings.hirewire_local_dir.resolve()
        self.infrastructure = Infrastructure(settings, log.open)
        self.services: dict[str, Service] = {}
        self._log = log
        self._entries = entries
        self._claim = Claim(self.folder / "run")
        self._stack = AsyncExitStack()

    @property
    def endpoints(self) -> Endpoints:
        mailbox = self.infrastructure.mailbox
        return Endpoints(
            pid=os.getpid(),
            database_url=self.infrastructure.database_url,
            amqp_url=self.infrastructure.amqp_url,
            management_url=self.infrastructure.management_url,
            smtp_url=f"smtp://{mailbox.host}:{mailbox.port}",
            mails=mailbox.folder,
            services={name: service.url for name, service in self.services.items()},
        )

    async def __aenter__(self) -> Self:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        await self._claim.take()
        self._stack.callback(self._claim.release)
        self._stack.callback(forget, self.folder)
        forget(self.folder)
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._say("draining")
        await self._stack.aclose()
        self._say("stopped")

    async def _start(self) -> None:
        self._stack.push_async_callback(self._claim.sweep)
        self._stack.push_async_callback(self.infrastructure.stop)
        self._say("starting database, broker and mailbox")
        await self.infrastructure.start()
        for folder in self.infrastructure.opened:
            self._say(f"let other accounts pass through {folder}: PostgreSQL's has to")
        self._stack.push_async_callback(self._stop_services)
        await self._provision()
        self._say(f"starting {', '.join(entry.name for entry in self._entries)}")
        async with asyncio.TaskGroup() as starting:
            for service in self.services.values():
                starting.create_task(service.start())
        await self._until_registered()
        watching = [asyncio.create_task(self._keep_running(part)) for part in self._parts()]
        self._stack.push_async_callback(_cancel, watching)

    async def _provision(self) -> None:
        infrastructure, mailbox = self.infrastructure, self.infrastructure.mailbox
        passwords = {
            entry.name: keep_secret(self.folder / "secrets" / entry.name) for entry in self._entries
        }
        await provision_database(infrastructure.database_url, passwords)
        management_url = infrastructure.management_url
        await prepare_broker(infrastructure.amqp_url, management_url, passwords)
        around = Surroundings(
            folder=self.folder,
            database_url=infrastructure.database_url,
            amqp_url=infrastructure.amqp_url,
            management_url=management_url,
            smtp=(mailbox.host, mailbox.port),
            passwords=passwords,
        )
        environments = wire(self._entries, around, inherited_environment())
        for entry in self._entries:
            environment = environments[entry.name]
            self.services[entry.name] = Service(entry, environment, self._claim, self._log.open)

    async def _until_registered(self) -> None:
        """Promise nothing while a kill could still cost the node its new queues."""
        node = self.infrastructure.rabbitmq
        if node is not None and node.is_new:
            await asyncio.sleep(REGISTERED_SECONDS)

    def _parts(self) -> list[Part]:
        return [*self.infrastructure.servers, *self.services.values()]

    async def _stop_services(self) -> None:
        await asyncio.gather(*(service.stop() for service in self.services.values()))

    async def _keep_running(self, part: Part) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            code = await part.ended()
            self._say(f"{part.name} ended with {code}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            try:
                await part.start()
            except (EndedEarlyError, OSError) as error:
                self._say(str(error))

    def _say(self, line: str) -> None:
        self._log.write("local", line)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
