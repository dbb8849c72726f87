"""The servers as an account that owns nothing but its folder; needs root to become it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    shutil.chown(folder, "nobody")
    paths = [path for path in sys.path if path and not path.startswith(sys.base_prefix)]
    try:
        told = subprocess.run(
            [python, "-W", "error", "-c", SCRIPT, str(folder)],
            user="nobody",
            group="nogroup",
            extra_groups=[],
            cwd=folder,
            env={"PATH": os.defpath, "PYTHONPATH": ":".join(paths), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shutil.rmtree(folder)
    assert told.stdout.split() == [told.stdout.split()[0], "hirewire"], told.stderr
    assert told.stdout.split()[0] != "0"
