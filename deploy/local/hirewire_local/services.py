"""The five services as processes: which they are, what they are told, when they are ready."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from hirewire_local.claim import Claim
from hirewire_local.output import Output
from hirewire_local.ports import LOOPBACK
from hirewire_local.processes import Child, EndedEarlyError, Program, spawn

_START_SECONDS = 180
_STOP_SECONDS = 40


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """``module`` is run with ``python -m``; ``prefix`` begins the names of its settings."""

    name: str
    module: str
    prefix: str


SERVICES = (
    ServiceEntry("gateway", "hirewire_gateway.main", "GATEWAY_"),
    ServiceEntry("jobs", "hirewire_jobs.main", "JOBS_"),
    ServiceEntry("ai_worker", "hirewire_ai_worker.main", "AI_WORKER_"),
    ServiceEntry("matching", "hirewire_matching.main", "MATCHING_"),
    ServiceEntry("notifier", "hirewire_notifier.main", "NOTIFIER_"),
)


class Service:
    """One service as a process of its own. Start it from the main thread."""

    def __init__(
        self, entry: ServiceEntry, environment: Mapping[str, str], claim: Claim, output: Output
    ) -> None:
        self.name = entry.name
        self.url = f"http://{LOOPBACK}:{environment[f'{entry.prefix}HTTP_PORT']}"
        self._entry = entry
        self._environment = {**environment, **claim.environment}
        self._folder = claim.folder
        self._output = output
        self._child: Child | None = None

    @property
    def pid(self) -> int:
        return self._running.pid

    async def start(self) -> None:
        """Ready on return. Raises EndedEarlyError."""
        self._child = spawn(self._program())
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._until_ready(self._child)
        except TimeoutError:
            raise EndedEarlyError(f"{self.name} was not ready in {_START_SECONDS} s") from None

    async def stop(self) -> None:
        """It drains; after longer than its own patience it is killed."""
        if self._child is not None:
            await self._child.end(_STOP_SECONDS)

    async def kill(self) -> None:
        """As by ``kill -9``; ``start`` may follow."""
        await self._running.kill()

    async def ended(self) -> int:
        """Waits until it ends by itself; its exit code."""
        return await self._running.wait()

    @property
    def _running(self) -> Child:
        if self._child is None:
            raise RuntimeError(f"{self.name} has not been started")
        return self._child

    def _program(self) -> Program:
        arguments = [sys.executable, "-m", self._entry.module]
        output = self._output(self.name)
        return Program(self.name, arguments, self._environment, output, Path(self._folder))

    async def _until_ready(self, child: Child) -> None:
        while not await is_ready(self.url):
            if child.exit_code is not None:
                raise EndedEarlyError(f"{self.name} ended with {child.exit_code} at its start")
            await asyncio.sleep(0.1)


async def is_ready(url: str) -> bool:
    """Does the service at this base URL say so itself?"""
    with suppress(httpx.HTTPError):
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            answer = await client.get(f"{url}/readyz")
        return answer.is_success
    return False
