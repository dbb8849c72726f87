"""``python -m hirewire_local.demo``: start everything, tell the story, show it, stop everything."""

import argparse
import asyncio
import shutil
import signal
import sys
from pathlib import Path

from rich.console import Console

from hirewire_local.demo.client import Login, connect
from hirewire_local.demo.ledger import sums
from hirewire_local.demo.live import LiveEvents
from hirewire_local.demo.progress import Progress
from hirewire_local.demo.show import (
    show_events,
    show_failures,
    show_mail,
    show_matches,
    summary,
)
from hirewire_local.demo.story import Folders, Outcome, play
from hirewire_local.endpoints import Endpoints
from hirewire_local.output import MergedLog
from hirewire_local.platform import Platform
from hirewire_local.settings import LocalSettings

_SAMPLES = Path("deploy/samples")


def main() -> int:
    arguments = _arguments()
    console = Console()
    folder = LocalSettings().hirewire_local_dir.resolve() / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        return asyncio.run(_run(arguments, folder, console))
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("demo: stopped")
        return 130


def _arguments() -> Folders:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resumes", type=_folder, default=_SAMPLES / "resumes")
    parser.add_argument("--jobs", type=_folder, default=_SAMPLES / "job_files")
    given = parser.parse_args()
    own = given.resumes.resolve() == (_SAMPLES / "resumes").resolve()
    return Folders(given.resumes, given.jobs, _SAMPLES / "broken" if own else None)


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return path


async def _run(folders: Folders, folder: Path, console: Console) -> int:
    telling = asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        if telling is not None:
            asyncio.get_running_loop().add_signal_handler(number, telling.cancel)
    settings = LocalSettings(hirewire_local_dir=folder)
    log_file = folder / "platform.log"
    console.print(f"starting the platform (its log: {log_file})", soft_wrap=True)
    with log_file.open("w") as stream:
        log = MergedLog(stream)
        try:
            async with Platform(settings, log) as platform:
                return await _tell(platform.endpoints, folders, console)
        finally:
            log.close()


async def _tell(endpoints: Endpoints, folders: Folders, console: Console) -> int:
    gateway_url = endpoints.services["gateway"]
    async with connect(gateway_url) as client:
        login: Login = await client.register("Mira Okafor")
        async with LiveEvents(client, gateway_url) as live:
            outcome = await play(client, login, endpoints, folders, Progress(console))
            await _until_still(live)
            return await _show(outcome, live, endpoints, console)


async def _show(outcome: Outcome, live: LiveEvents, endpoints: Endpoints, console: Console) -> int:
    show_matches(console, outcome)
    show_mail(console, outcome.mails)
    show_events(console, live)
    show_failures(console, outcome)
    balance = outcome.balance
    wrong = {**balance.lost, **balance.duplicated} if balance else {}
    for what, count in wrong.items():
        console.print(f"  wrong: {count} {what}")
    total = await sums(endpoints.database_url)
    sys.stdout.write(summary(outcome, total, live.count) + "\n")
    return 1 if wrong else 0


async def _until_still(live: LiveEvents) -> None:
    """The last events follow the last effect by a moment."""
    before = -1
    while live.count != before:
        before = live.count
        await asyncio.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
