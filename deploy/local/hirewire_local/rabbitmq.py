"""A private RabbitMQ node of the machine's ``rabbitmq-server``, on 127.0.0.1 only.

It has an epmd of its own, so it neither needs nor disturbs the machine's, and none is left behind.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from hirewire_local.addresses import RabbitAddress
from hirewire_local.claim import Claim
from hirewire_local.output import Output, to_files
from hirewire_local.ports import LOOPBACK
from hirewire_local.processes import Child, EndedEarlyError, Program, spawn
from hirewire_local.rabbitmq_ctl import run_ctl
from hirewire_local.rabbitmq_files import Ports, node_environment, write_files
from hirewire_local.rabbitmq_package import RabbitPrograms, provide_rabbitmq

_START_SECONDS = 120
_STOP_SECONDS = 30
REGISTERED_SECONDS = 1.0
"""How long RabbitMQ 3.10 may take to note a new quorum queue on the disk."""


@dataclass(frozen=True, slots=True)
class _Launch:
    programs: RabbitPrograms
    ports: Ports
    environment: Mapping[str, str]
    address: RabbitAddress


class RabbitNode:
    """A node with all its files in ``folder``. Start it from the main thread.

    ``start``, ``restart`` and ``kill`` may be called in any order; ports and logins stay.
    """

    name = "rabbitmq"

    def __init__(
        self,
        folder: Path,
        *,
        output: Output | None = None,
        level: Literal["debug", "info", "warning", "error"] = "info",
    ) -> None:
        self.folder = folder.resolve()
        self.is_new = not (self.folder / "data").exists()
        self._output = output or to_files(self.folder)
        self._level = level
        self._claim = Claim(self.folder)
        self._children: list[Child] = []
        self._ports: Ports | None = None
        self._launch: _Launch | None = None

    @property
    def address(self) -> RabbitAddress:
        return self._launched.address

    @property
    def pid(self) -> int:
        """Of the Erlang machine itself."""
        return self._children[-1].pid

    async def start(self) -> None:
        """Accepts AMQP on return. Ends what a killed owner of the folder left behind."""
        await self._claim.take()
        try:
            self._launch = launch = await self._prepare()
            epmd = self._program("epmd", launch.programs.epmd, "-port", str(launch.ports.epmd))
            server = self._program("rabbitmq", launch.programs.server, "-noinput")
            self._children = [spawn(epmd), spawn(server)]
            async with asyncio.timeout(_START_SECONDS):
                await self._until_ready(self._children[-1])
        except BaseException:
            await self.kill()
            self._claim.release()
            raise

    async def stop(self) -> None:
        """An orderly end. RabbitMQ 3.10 takes 6 s for it, 5 of them asleep in a plugin."""
        for child in reversed(self._children):
            await child.end(_STOP_SECONDS)
        if self._claim.held:
            await self._claim.sweep()
            self._claim.release()

    async def kill(self) -> None:
        """As by ``kill -9``. Confirmed messages in quorum queues are there after ``start``.

        Not so on RabbitMQ 3.10 if the queue is younger than REGISTERED_SECONDS: it forgets the
        queue's log, and the queue finds no leader any more (mended in rabbitmq/ra#443).
        """
        for child in self._children:
            await child.kill()
        await self._claim.sweep()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def clear(self) -> None:
        """End what a killed owner of the folder left running. Raises FolderInUseError."""
        await self._claim.take()
        await self.stop()

    async def ended(self) -> int:
        """Waits until the node ends by itself; its exit code."""
        return await self._children[-1].wait()

    async def ctl(self, *arguments: str) -> str:
        """What ``rabbitmqctl`` prints. Raises RabbitCommandError."""
        return await run_ctl(self._launched.programs.ctl, self._launched.environment, arguments)

    @property
    def _launched(self) -> _Launch:
        if self._launch is None:
            raise RuntimeError("RabbitMQ has not been started")
        return self._launch

    async def _prepare(self) -> _Launch:
        programs = await provide_rabbitmq()
        self._ports = self._ports or Ports.find()
        address = write_files(self.folder, self._ports, self._level)
        environment = {**node_environment(self.folder, self._ports), **self._claim.environment}
        return _Launch(programs, self._ports, environment, address)

    def _program(self, name: str, *arguments: str | Path) -> Program:
        environment = self._launched.environment
        words = list(map(str, arguments))
        return Program(name, words, environment, self._output(name), self.folder)

    async def _until_ready(self, child: Child) -> None:
        while not await self._answers():
            if child.exit_code is not None:
                raise EndedEarlyError(f"RabbitMQ ended at its start; see {self.folder}")
            await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        """It opens AMQP last, when its plugins run."""
        with suppress(OSError):
            _, writer = await asyncio.open_connection(LOOPBACK, self.address.amqp_port)
            writer.close()
            await writer.wait_closed()
            return True
        return False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()
