"""One service under test: a process of its own that can be ordered, stopped, killed, replaced."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from hirewire_local.output import to_files
from hirewire_local.processes import Child, Program, spawn

_ROOT = Path(__file__).parents[2]
_START_SECONDS = 90
_PATIENCE_SECONDS = 45


@dataclass(slots=True)
class Process:
    """``name`` is unique in a world, ``service`` says what runs."""

    name: str
    service: str
    port: int
    folder: Path
    environment: Mapping[str, str]
    child: Child | None = None
    extra: dict[str, str] = field(default_factory=dict)
    _http: httpx.AsyncClient | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    @property
    def running(self) -> bool:
        return self.child is not None and self.child.exit_code is None

    @property
    def log(self) -> str:
        return (self.folder / f"{self.name}.log").read_text(errors="replace")

    async def start(self, **extra: str) -> None:
        """Ready on return; ``extra`` is added to its environment this once."""
        self.launch(**extra)
        await self.ready(_START_SECONDS)

    def launch(self, **extra: str) -> None:
        environment = {**os.environ, **self.environment, **self.extra, **extra}
        environment["FAULTS_ORDERS"] = str(self._orders)
        environment["PYTHONPATH"] = str(_ROOT)
        self.child = spawn(
            Program(
                self.name,
                [sys.executable, "-m", "tests.faults.agent", self.service],
                environment,
                to_files(self.folder)(self.name),
                self.folder,
            )
        )

    async def ready(self, seconds: float = 30) -> None:
        """Until it says so; AssertionError with the end of its log when it does not."""
        last: Mapping[str, str] = {}
        try:
            async with asyncio.timeout(seconds):
                while (last := await self.readiness()).get("status") != "ready":
                    if not self.running:
                        raise AssertionError(f"{self.name} has ended:\n{self.log[-3000:]}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{self.name} not ready in {seconds} s: {last}") from None

    async def readiness(self) -> Mapping[str, str]:
        """What /readyz says, {} while it does not answer."""
        with suppress(httpx.HTTPError, ValueError):
            answer = await self._client.get("/readyz", timeout=5)
            found: Mapping[str, str] = answer.json()
            return found
        return {}

    async def until(self, part: str, state: str | None, seconds: float = 30) -> None:
        """Until ``part`` of /readyz is ``state``; None: anything but ok."""
        async with asyncio.timeout(seconds):
            while True:
                found = (await self.readiness()).get(part)
                if found is not None and (found == state if state else found != "ok"):
                    return
                await asyncio.sleep(0.1)

    async def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples with these labels, 0 when there is none."""
        text = (await self._client.get("/metrics", timeout=5)).text
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        found = re.findall(rf"^{name}(\{{.*\}})? (\S+)$", text, re.MULTILINE)
        return sum(float(value) for tags, value in found if all(tag in tags for tag in wanted))

    def order(self, failpoint: str, action: str = "kill") -> None:
        """What shall happen when it reaches ``failpoint`` next."""
        self._orders.write_text(f"{failpoint} {action}")
        self.tell(signal.SIGUSR1)

    def tell(self, number: signal.Signals) -> None:
        assert self.child is not None
        self.child.tell(number)

    @property
    def is_stopped(self) -> bool:
        return self._state() == "T"

    async def stopped(self) -> None:
        """Until SIGSTOP has taken it."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not self.is_stopped:
                await asyncio.sleep(0.02)

    async def died(self) -> int:
        """Its exit code, once it ended by itself; a killed one's is -9."""
        assert self.child is not None
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await self.child.wait()

    async def end(self) -> int:
        """SIGTERM; the exit code."""
        if self.child is None:
            return 0
        self.tell(signal.SIGCONT)
        return await self.child.end(_PATIENCE_SECONDS)

    async def kill(self) -> None:
        if self.child is not None:
            await self.child.kill()

    def rss_mib(self) -> float:
        if not self.running:
            return 0.0
        text = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", text)
        return int(found.group(1)) / 1024 if found else 0.0

    def _state(self) -> str:
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]

    @property
    def _orders(self) -> Path:
        return self.folder / f"{self.name}.orders"

    @property
    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(base_url=self.url, trust_env=False)
        return self._http

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None
