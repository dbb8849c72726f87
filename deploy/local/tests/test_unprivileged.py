"""The servers as an account that owns nothing but its folder; needs root to become it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hirewire_local.accounts import open_tree

SCRIPT = """
import asyncio, os, sys
from pathlib import Path
import asyncpg
from hirewire_local.postgres import QUICK, PostgresServer
from hirewire_local.rabbitmq import RabbitNode
async def main(folder):
    node = RabbitNode(folder / "rabbitmq")
    async with PostgresServer(folder / "postgres", settings=QUICK) as server:
        await node.start()
        connection = await asyncpg.connect(server.address.url())
        await connection.execute("create extension vector")
        await connection.close()
        users = await node.ctl("list_users")
        await node.kill()
    print(os.getuid(), users.split()[2])
asyncio.run(main(Path(sys.argv[1])))
"""

IMPORTED = """
import sys
import asyncpg, hirewire_local.postgres, hirewire_local.rabbitmq
for module in list(sys.modules.values()):
    path = getattr(module, "__file__", None) or ""
    if "." not in module.__name__ and path and not path.startswith(sys.base_prefix):
        print(path)
"""


def readable_copy(folder: Path) -> Path:
    """Of the packages that SCRIPT imports: ours may lie where only root may read."""
    command = [sys.executable, "-c", IMPORTED]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    for path in map(Path, listed.stdout.splitlines()):
        if path.name == "__init__.py":
            for part in (path.parent, path.parent.with_name(f"{path.parent.name}.libs")):
                if part.exists():
                    shutil.copytree(part, folder / part.name, symlinks=True)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(path, folder)
    open_tree(folder)
    return folder


def interpreter() -> str | None:
    """A Python of our version that others may run: root's own can lie in a closed folder."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        command = [candidate, "-c", "import sys; print(sys.version_info[:2])"]
        try:
            told = subprocess.run(
                command, user="nobody", capture_output=True, text=True, check=False
            )
        except OSError:
            continue
        if told.stdout.strip() == str(tuple(sys.version_info[:2])):
            return candidate
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_no_privilege_is_needed(tmp_path: Path) -> None:
    python = interpreter()
    if python is None:
        pytest.skip("no Python of this version that the account 'nobody' may run")
    folder = Path("/tmp") / f"hirewire-nobody-{os.getpid()}"  # noqa: S108 - pytest's is closed
    folder.mkdir()
    try:
        packages = readable_copy(folder / "packages")
        shutil.chown(folder, "nobody")
        told = subprocess.run(
            [python, "-W", "error", "-c", SCRIPT, str(folder)],
            user="nobody",
            group="nogroup",
            extra_groups=[],
            cwd=folder,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(packages),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shutil.rmtree(folder)
    assert told.returncode == 0, told.stderr
    who, login = told.stdout.split()
    assert who != "0"
    assert login == "hirewire"
