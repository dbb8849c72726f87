"""Running the platform until a signal, in the foreground or in the background."""

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import asyncpg
import httpx

from hirewire_local.claim import Claim, end
from hirewire_local.endpoints import Endpoints, load, save
from hirewire_local.infrastructure import Infrastructure
from hirewire_local.login import ensure_login
from hirewire_local.output import MergedLog, to_files
from hirewire_local.platform import Platform
from hirewire_local.processes import EndedEarlyError
from hirewire_local.services import ServiceEntry, is_ready
from hirewire_local.settings import LocalSettings, inherited_environment

_DRAIN_SECONDS = 120
_LINES_SHOWN = 5
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run(settings: LocalSettings, entries: tuple[ServiceEntry, ...], stream: TextIO) -> None:
    """Until SIGINT, SIGTERM or SIGHUP, also while it still starts; then drained."""
    log = MergedLog(stream)
    serving = asyncio.create_task(_serve(Platform(settings, log, entries), log))
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _cancel_once, serving)
    try:
        with suppress(asyncio.CancelledError):
            await serving
    finally:
        log.close()


def run_detached(folder: Path, arguments: list[str]) -> Endpoints:
    """``run`` in a process of its own; returns when it is ready. Raises EndedEarlyError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = folder / "platform.log"
    if log.exists():
        log.rename(folder / "platform.log.1")
    with log.open("wb") as output:
        runner = subprocess.Popen(
            [sys.executable, "-m", "hirewire_local.main", "up", *arguments],
            env={**inherited_environment(), "HIREWIRE_LOCAL_DIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while runner.poll() is None:
        endpoints = load(folder)
        if endpoints and endpoints.pid == runner.pid:
            runner.returncode = 0
            return endpoints
        time.sleep(0.1)
    last = log.read_text(errors="replace").splitlines()[-_LINES_SHOWN:]
    raise EndedEarlyError("\n".join([f"it could not be started, see {log}; it ended with", *last]))


async def stop_running(settings: LocalSettings) -> bool:
    """Drain the platform that is up, and clear away what a killed one left; was one up?"""
    if not settings.hirewire_local_dir.exists():
        return False
    claim = Claim(settings.hirewire_local_dir / "run")
    owner = claim.owner()
    if owner is not None:
        await _end_process(owner)
    await claim.take()
    await Infrastructure(settings, to_files(claim.folder)).clear()
    claim.release()
    return owner is not None


async def describe_running(settings: LocalSettings) -> list[str]:
    """Lines for a person; none when nothing is up or ready yet."""
    owner = Claim(settings.hirewire_local_dir / "run").owner()
    endpoints = load(settings.hirewire_local_dir)
    if endpoints is None or endpoints.pid != owner:
        return []
    ready = await asyncio.gather(*(is_ready(url) for url in endpoints.services.values()))
    states = dict(zip(endpoints.services, ready, strict=True))
    silent = [f"{name} is not ready" for name, answers in states.items() if not answers]
    return [*endpoints.describe(), *silent]


async def _end_process(wanted: int) -> None:
    def is_it(pid: int) -> bool:
        return pid == wanted and bool(Path(f"/proc/{pid}/exe").readlink())

    await end(is_it, signal.SIGTERM, _DRAIN_SECONDS)


async def _serve(platform: Platform, log: MergedLog) -> None:
    async with platform:
        endpoints = platform.endpoints
        if endpoints.gateway_url:
            try:
                login = await ensure_login(
                    endpoints.gateway_url, endpoints.database_url, platform.folder
                )
                endpoints = endpoints.model_copy(update={"login": login})
            except (httpx.HTTPError, asyncpg.PostgresError, OSError) as error:
                log.write("local", f"no login could be made: {error}")
        save(endpoints, platform.folder)
        for line in ("ready", *endpoints.describe()):
            log.write("local", line)
        await asyncio.Event().wait()


def _cancel_once(task: asyncio.Task[None]) -> None:
    """A second signal must not break off the drain."""
    if not task.cancelling():
        task.cancel()
