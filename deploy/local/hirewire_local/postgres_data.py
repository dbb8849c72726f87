"""The files of an embedded PostgreSQL: its cluster, its password and its socket's folder."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hirewire_local.accounts import Account
from hirewire_local.output import Output
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


async def prepare_data(
    data: Path, installation: Installation, environment: Mapping[str, str], output: Output
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
    options = [*_INITDB, f"--pwfile={password_file}", f"--pgdata={draft}"]
    program = Program(
        name="postgres",
        arguments=[installation.program("initdb"), *options],
        environment=environment,
        output=output("postgres"),
        folder=draft,
        account=installation.account,
    )
    if code := await spawn(program).wait():
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
