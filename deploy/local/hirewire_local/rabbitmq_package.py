"""The machine's ``rabbitmq-server``: found, or installed where that is possible."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hirewire_local.settings import inherited_environment

_PLACES = ("/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin")
_START_POLICY = Path("/usr/sbin/policy-rc.d")
_NO_START = "#!/bin/sh\nexit 101\n"


class RabbitMissingError(RuntimeError):
    """There is no ``rabbitmq-server`` and it could not be installed."""

    def __init__(self, reason: str = "is not installed") -> None:
        super().__init__(
            f"rabbitmq-server {reason}; install it with 'sudo apt-get install rabbitmq-server',"
            " or set AMQP_URL to a broker that runs already"
        )


@dataclass(frozen=True, slots=True)
class RabbitPrograms:
    server: Path
    ctl: Path
    epmd: Path


async def provide_rabbitmq(places: Sequence[str] = _PLACES) -> RabbitPrograms:
    """Find the programs, or get them by apt as root. Raises RabbitMissingError."""
    programs = find_rabbitmq(places)
    if programs is None and os.geteuid() == 0 and shutil.which("apt-get"):
        await _install()
        programs = find_rabbitmq(places)
    if programs is None:
        raise RabbitMissingError
    return programs


def find_rabbitmq(places: Sequence[str] = _PLACES) -> RabbitPrograms | None:
    """The programs themselves: Debian's ``/usr/sbin/rabbitmq-server`` only switches users."""
    epmd = shutil.which("epmd")
    for place in places:
        for folder in sorted(Path("/").glob(place.removeprefix("/")), reverse=True):
            if epmd and (folder / "rabbitmq-server").exists():
                return RabbitPrograms(
                    folder / "rabbitmq-server", folder / "rabbitmqctl", Path(epmd)
                )
    return None


async def _install() -> None:
    with unstarted_services():
        for arguments in (
            ("update", "-qq"),
            ("install", "-y", "-qq", "--no-install-recommends", "rabbitmq-server"),
        ):
            await _apt(*arguments)


async def _apt(*arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        "apt-get",
        *arguments,
        env={**inherited_environment(), "DEBIAN_FRONTEND": "noninteractive"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode:
        last = output.decode(errors="replace").strip().rpartition("\n")[2]
        raise RabbitMissingError(f"could not be installed (apt-get {arguments[0]}: {last})")


@contextmanager
def unstarted_services(policy: Path = _START_POLICY) -> Iterator[None]:
    """Packages installed meanwhile do not start their services; a policy that is there stays."""
    if policy.exists():
        yield
        return
    policy.write_text(_NO_START)
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()
