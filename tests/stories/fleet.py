"""Services as processes of their own on a test's database and virtual host."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from hirewire_local.ports import free_ports

_ARMED = Path(__file__).parent / "armed.py"


@dataclass(slots=True)
class Member:
    """One process; ``failpoint`` is where SIGUSR1 makes it die."""

    name: str
    port: int
    environment: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, failpoint: str = "never") -> None:
        module = f"hirewire_{self.name}.main"
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(_ARMED),
                module,
                failpoint,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
            )
        await self._until_ready()

    async def _until_ready(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
            while True:
                if self.process is not None and self.process.returncode is not None:
                    raise AssertionError(self.log.read_text()[-4000:])
                try:
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)

    def arm(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGUSR1)

    async def died(self) -> int:
        """The exit code once it has died; a failpoint's is -9."""
        assert self.process is not None
        async with asyncio.timeout(30):
            return await self.process.wait()

    async def end(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(30):
                    await self.process.wait()
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


@dataclass(slots=True)
class Fleet:
    """Several members, ended together."""

    folder: Path
    database_urls: Mapping[str, str]
    amqp_url: str
    members: dict[str, Member] = field(default_factory=dict)

    def member(self, name: str, **own: str) -> Member:
        [port] = free_ports(1)
        prefix = f"{name.upper()}_"
        settings = {
            "DATABASE_URL": self.database_urls[name],
            "AMQP_URL": self.amqp_url,
            "HTTP_PORT": str(port),
            "LOG_FORMAT": "console",
            "MODE": "local",
            **own,
        }
        environment = {f"{prefix}{key}": value for key, value in settings.items()}
        member = Member(name, port, environment, self.folder / f"{name}.log")
        self.members[name] = member
        return member

    def gateway(self, **own: str) -> Member:
        return self.member(
            "gateway",
            STATE_DIR=str(self.folder / "gateway"),
            BLOBS_URL=(self.folder / "files").as_uri(),
            **own,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(member.end() for member in self.members.values()))
