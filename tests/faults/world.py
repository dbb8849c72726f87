"""A private PostgreSQL, a private RabbitMQ node, services as processes, and proxies between."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import quote

import asyncpg
from hirewire_chassis.broker_users import BrokerUser, Permissions, ensure_users
from hirewire_chassis.provision import Role, provision, provision_broker
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_local.addresses import RabbitAddress
from hirewire_local.ports import LOOPBACK, free_ports
from hirewire_local.postgres import QUICK, PostgresServer
from hirewire_local.rabbitmq import RabbitNode

from tests.faults import audit
from tests.faults.history import History
from tests.faults.processes import Process
from tests.faults.proxy import Proxy

SERVICES = ("gateway", "jobs", "ai_worker", "matching", "notifier")
PASSWORD = "for-faults"
ABSENT = "faults.absent"
KEEPALIVE_SECONDS = 25.0
"""What the services ask of PostgreSQL (see engine.KEEPALIVES); it has no heartbeats."""
OPERATOR = BrokerUser("hirewire_faults", PASSWORD, Permissions(".*", ".*", ".*"))


class Broker(Protocol):
    """A node of RabbitMQ, or a cluster that stands for it."""

    @property
    def address(self) -> RabbitAddress: ...
    async def start(self) -> None: ...
    async def kill(self) -> None: ...
    async def ctl(self, *arguments: str) -> str: ...


def one_node(folder: Path) -> Broker:
    return RabbitNode(folder, level="warning")


class World:
    """Servers stay; ``renew`` gives database, virtual host, services and history anew."""

    def __init__(
        self, folder: Path, seed: int, broker: Callable[[Path], Broker] = one_node
    ) -> None:
        self.folder = folder
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 - replayable on purpose
        self.postgres = PostgresServer(folder / "postgres", settings=QUICK)
        self.rabbit = broker(folder / "rabbitmq")
        self.processes: dict[str, Process] = {}
        self.proxies: dict[str, Proxy] = {}
        self.history: History = History(folder / "history-0.jsonl")
        self.number = 0
        self.allowed_letters = 0
        """Dead letters that the cases so far have asked for."""

    async def __aenter__(self) -> Self:
        await self.postgres.start()
        await self.rabbit.start()
        await self.renew()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._clear()
        self.history.close()
        await self.rabbit.kill()
        await self.postgres.stop()

    async def renew(self) -> None:
        """Nothing is left of what was; the services are up on return."""
        await self._clear()
        self.number += 1
        self.allowed_letters = 0
        self.history.close()
        self.history = History(self.folder / f"history-{self.number}.jsonl")
        await self._create()
        self.gateway = await self.add("gateway")
        self.jobs = await self.add("jobs")
        await asyncio.gather(self.gateway.start(), self.jobs.start())

    @property
    def database(self) -> str:
        return f"faults_{self.number}"

    @property
    def admin_url(self) -> str:
        return self.postgres.address.url(self.database)

    @property
    def amqp_url(self) -> str:
        """The administrator's, past the proxies."""
        return self.rabbit.address.amqp_url(self.vhost.name)

    @property
    def operator_url(self) -> str:
        """Of a login that services believe; past the proxies."""
        place = self.amqp_url.rpartition("@")[2]
        return f"amqp://{OPERATOR.name}:{OPERATOR.password}@{place}"

    @property
    def vhost(self) -> Vhost:
        address = self.rabbit.address
        return Vhost(BrokerAddress(address.amqp_url(), address.management_url), self.database)

    async def add(self, service: str, name: str | None = None, **extra: str) -> Process:
        """A process of ``service`` with proxies of its own; it is not started yet."""
        name = name or service
        for kind, port, keepalive in (
            ("pg", self.postgres.address.port, KEEPALIVE_SECONDS),
            ("mq", self.rabbit.address.amqp_port, None),
        ):
            if f"{kind}.{name}" not in self.proxies:
                proxy = Proxy(LOOPBACK, port, self.chance, keepalive)
                await proxy.start()
                self.proxies[f"{kind}.{name}"] = proxy
        [port] = free_ports(1)
        folder = self.folder / self.database
        folder.mkdir(exist_ok=True)
        process = Process(name, service, port, folder, self._environment(service, name, port))
        process.extra.update(extra)
        self.processes[name] = process
        return process

    async def remove(self, name: str) -> None:
        process = self.processes.pop(name)
        await process.end()
        await process.close()
        for kind in ("pg", "mq"):
            await self.proxies.pop(f"{kind}.{name}").stop()

    def proxy(self, kind: str, process: Process) -> Proxy:
        """``pg`` or ``mq``."""
        return self.proxies[f"{kind}.{process.name}"]

    def calm(self) -> None:
        for proxy in self.proxies.values():
            proxy.calm()

    async def query(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """As the administrator, past the proxies."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def run(self, script: str) -> None:
        """Statements without parameters, as one transaction."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    async def value(self, statement: str, *values: object) -> Any:
        [row] = await self.query(statement, *values)
        return row[0]

    async def api(self, method: str, path: str, body: Any = None) -> Any:
        """RabbitMQ's management API; ``{vhost}`` in the path is this world's."""
        return await self.vhost.api(method, path.replace("{vhost}", self.vhost.name), body)

    async def _create(self) -> None:
        server = await asyncpg.connect(self.postgres.address.url())
        await server.execute(f"create database {self.database}")
        await server.close()
        roles = [Role(service, PASSWORD) for service in SERVICES]
        await asyncio.to_thread(provision, self.admin_url, roles)
        await audit.install(self.admin_url)
        await self.vhost.create()
        management_url = self.rabbit.address.management_url
        await provision_broker(self.amqp_url, management_url, roles)
        await ensure_users(management_url, self.vhost.name, [OPERATOR])
        await self._listen_for_the_absent()

    async def _listen_for_the_absent(self) -> None:
        """Events that only services hear which do not run here would wait in the outbox."""
        queue = f"queues/{{vhost}}/{ABSENT}"
        arguments = {"x-max-length": 1, "x-queue-type": "quorum"}
        await self.api("PUT", queue, {"durable": True, "arguments": arguments})
        binding = f"bindings/{{vhost}}/e/hirewire.events/q/{ABSENT}"
        for key in ("gateway.#", "ai_worker.#"):
            await self.api("POST", binding, {"routing_key": key})

    async def _clear(self) -> None:
        self.calm()
        ending = [process.end() for process in self.processes.values()]
        await asyncio.gather(*ending)
        await asyncio.gather(*(process.close() for process in self.processes.values()))
        await asyncio.gather(*(proxy.stop() for proxy in self.proxies.values()))
        self.processes, self.proxies = {}, {}

    def _environment(self, service: str, name: str, port: int) -> dict[str, str]:
        login = f"hirewire_{service}:{PASSWORD}@{LOOPBACK}"
        marks = self.folder / "marks"
        marks.mkdir(exist_ok=True)
        own = {
            "DATABASE_URL": f"postgresql://{login}:{self.proxies[f'pg.{name}'].port}/{self.database}",
            "AMQP_URL": f"amqp://{login}:{self.proxies[f'mq.{name}'].port}"
            f"/{quote(self.vhost.name, safe='')}",
            "HTTP_PORT": str(port),
            "LOG_FORMAT": "console",
            "MODE": "local",
            **self._settings_of(service),
        }
        prefix = service.upper()
        return {
            **{f"{prefix}_{key}": value for key, value in own.items()},
            "FAULTS_MARKS": str(marks),
            "PYTHONUNBUFFERED": "1",
        }

    def _settings_of(self, service: str) -> dict[str, str]:
        blobs = {"BLOBS_URL": (self.folder / "files").as_uri()}
        gateway = {
            **blobs,
            "STATE_DIR": str(self.folder / "gateway"),
            "ACCESS_TOKEN_SECONDS": "3600",
        }
        return {"gateway": gateway, "ai_worker": blobs}.get(service, {})
