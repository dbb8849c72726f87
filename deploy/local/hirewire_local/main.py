"""``hirewire-local``: the whole platform on this machine."""

import argparse
import asyncio
import sys
from collections.abc import Iterator

from hirewire_local.claim import FolderInUseError
from hirewire_local.endpoints import load
from hirewire_local.operating import exports
from hirewire_local.processes import EndedEarlyError
from hirewire_local.rabbitmq_package import RabbitMissingError
from hirewire_local.runner import describe_running, run, run_detached, stop_running
from hirewire_local.services import SERVICES, ServiceEntry
from hirewire_local.settings import LocalSettings

_FAILED = 1
_NOT_UP = 3
_EXPECTED = (FolderInUseError, EndedEarlyError, RabbitMissingError, OSError)


def main() -> None:
    arguments = _parser().parse_args()
    settings = LocalSettings()
    try:
        sys.exit(_COMMANDS[arguments.command](settings, arguments))
    except* _EXPECTED as problems:
        for problem in _leaves(problems):
            print(f"hirewire-local: {problem}", file=sys.stderr)
    sys.exit(_FAILED)


def _up(settings: LocalSettings, arguments: argparse.Namespace) -> int:
    if arguments.detach:
        options = ["--services", ",".join(entry.name for entry in arguments.services)]
        endpoints = run_detached(settings.hirewire_local_dir.resolve(), options)
        print("\n".join(endpoints.describe()))
    else:
        asyncio.run(run(settings, arguments.services, sys.stdout))
    return 0


def _down(settings: LocalSettings, _arguments: argparse.Namespace) -> int:
    was_up = asyncio.run(stop_running(settings))
    print("stopped" if was_up else "nothing was running")
    return 0


def _status(settings: LocalSettings, _arguments: argparse.Namespace) -> int:
    lines = asyncio.run(describe_running(settings))
    print("\n".join(lines or ["not up"]))
    return 0 if lines else _NOT_UP


def _env(settings: LocalSettings, _arguments: argparse.Namespace) -> int:
    folder = settings.hirewire_local_dir.resolve()
    endpoints = load(folder)
    if endpoints is None:
        print("hirewire-local: nothing is up", file=sys.stderr)
        return _NOT_UP
    print("\n".join(exports(endpoints, folder)))
    return 0


_COMMANDS = {"up": _up, "down": _down, "status": _status, "env": _env}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hirewire-local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start everything, until Ctrl-C")
    up.add_argument("--detach", action="store_true", help="go on in the background")
    up.add_argument(
        "--services",
        type=_entries,
        default=SERVICES,
        metavar="NAMES",
        help="only these, separated by commas; none starts the servers alone",
    )
    commands.add_parser("down", help="stop it, and clear what a killed one left")
    commands.add_parser("env", help='what `hirewire` needs to reach it: eval "$(... env)"')
    commands.add_parser("status", help=f"what is up and where; exit {_NOT_UP} when nothing is")
    return parser


def _entries(names: str) -> tuple[ServiceEntry, ...]:
    wanted = {name for name in names.split(",") if name}
    if unknown := wanted - {entry.name for entry in SERVICES}:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return tuple(entry for entry in SERVICES if entry.name in wanted)


def _leaves(problem: BaseException) -> Iterator[BaseException]:
    if isinstance(problem, BaseExceptionGroup):
        for inner in problem.exceptions:
            yield from _leaves(inner)
    else:
        yield problem


if __name__ == "__main__":
    main()
