"""The files of an embedded PostgreSQL: its cluster, its password and its socket's folder."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hirewire_local.accounts import Account
from hirewire_local.output import to_files
from hirewire_local.pgserver import Installation
from hirewire_local.processes import EndedEarlyError, Program, spawn
from hirewire_local.secret_files import keep_secret

_INITDB = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
)
_SOCKET_FOLDER_LIMIT = 85
WHERE_IT_RUNS = "/proc/self/cwd"
"""Names a server's data folder without the folders above it, which its account need not enter."""


async def prepare_data(
    data: Path, installation: Installation, environment: Mapping[str, str]
) -> str:
    """Create the cluster ``data`` where there is none; the superuser's password.

    A cluster appears under its name when it is complete, so an interrupted start can be repeated.
    """
    password_file = data.parent / "password"
    password = keep_secret(password_file)
    if (data / "PG_VERSION").exists():
        return password
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for path in (password_file, draft):
        installation.account.own(path)
    options = [*_INITDB, f"--pwfile=../{password_file.name}", f"--pgdata={WHERE_IT_RUNS}"]
    program = Program(
        name="initdb",
        arguments=[installation.program("initdb"), *options],
        environment=environment,
        output=to_files(data.parent)("initdb"),
        folder=draft,
        account=installation.account,
    )
    child = spawn(program)
    try:
        code = await child.wait()
    finally:
        await child.kill()
    if code:
        raise EndedEarlyError(f"initdb ended with {code}; see {data.parent}")
    draft.rename(data)
    return password


def socket_folder(folder: Path, account: Account) -> Path:
    """For the Unix socket: a folder that only ``account`` enters, its path short enough."""
    place = folder / "socket"
    if len(str(place)) > _SOCKET_FOLDER_LIMIT:
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        place = Path(tempfile.gettempdir()) / f"hirewire-{digest}"
    if not place.exists():
        place.mkdir(mode=0o700)
        account.own(place)
    if place.is_symlink() or place.stat().st_uid != account.uid:
        raise PermissionError(f"{place} belongs to somebody else; remove it")
    return place
