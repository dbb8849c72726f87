import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest
from hirewire_local.accounts import Account
from hirewire_local.claim import FolderInUseError
from hirewire_local.postgres import QUICK, PostgresServer
from hirewire_local.postgres_data import socket_folder
from hirewire_local.process_table import find, runs_in

STARTER = """
import asyncio, sys
from pathlib import Path
from hirewire_local.postgres import QUICK, PostgresServer
async def main():
    server = PostgresServer(Path(sys.argv[1]), settings=QUICK)
    await server.start()
    print(server.address.socket_url(), flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PostgresServer]:
    async with PostgresServer(tmp_path / "one", settings=QUICK) as server:
        yield server


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_it_is_postgresql_18_with_vectors(server: PostgresServer) -> None:
    url = server.address.url()
    assert str(await ask(url, "show server_version")).startswith("18.")
    await ask(url, "create extension vector")
    assert await ask(url, "select '[1,2]'::vector <-> '[1,5]'::vector") == 3
    assert await ask(url, "show max_connections") == "200"
    assert await ask(url, "show fsync") == "off"


async def test_durability_is_on_unless_it_is_given_up(tmp_path: Path) -> None:
    async with PostgresServer(tmp_path / "kept") as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert await ask(server.address.url(), f"show {setting}") == "on"


async def test_tcp_needs_the_password(server: PostgresServer) -> None:
    url = server.address.url().replace(quote(server.address.password, safe=""), "guess")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(url, "select 1")
    assert await ask(server.address.socket_url(), "select 1") == 1
    assert server.address.socket_folder.stat().st_mode & 0o077 == 0
    assert server.address.password not in repr(server.address)


async def test_two_run_at_once_and_a_third_may_not_share(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with PostgresServer(tmp_path / "two", settings=QUICK) as other:
        assert other.address.port != server.address.port
        assert await ask(other.address.url(), "select 2") == 2
    with pytest.raises(FolderInUseError):
        await PostgresServer(server.folder).start()
    assert await ask(server.address.url(), "select 1") == 1


async def test_killed_and_started_it_has_what_was_committed(server: PostgresServer) -> None:
    url = server.address.url()
    await ask(url, "create table kept as select generate_series(1, 1000)")
    await server.kill()
    assert find(runs_in("postgres", server.folder)) == []
    with pytest.raises(OSError, match="Connect call failed"):
        await ask(url, "select 1")
    await server.start()
    assert await ask(url, "select count(*) from kept") == 1000


async def test_it_ends_with_its_killed_starter_and_comes_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    await ask(url, "create table kept as select generate_series(1, 10)")
    process.kill()
    await process.wait()
    async with PostgresServer(tmp_path, settings=QUICK) as server:
        assert await ask(server.address.url(), "select count(*) from kept") == 10
    assert find(runs_in("postgres", tmp_path)) == []


async def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "PG_VERSION").write_text("18\n")
    async with PostgresServer(tmp_path, settings=QUICK) as server:
        assert await ask(server.address.url(), "select 1") == 1


async def test_a_forgotten_lock_file_does_not_stop_it(server: PostgresServer) -> None:
    await server.kill()
    lock = server.folder / "data" / "postmaster.pid"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    await server.start()
    assert await ask(server.address.url(), "select 1") == 1


async def test_what_keeps_it_from_starting_is_said(tmp_path: Path) -> None:
    broken = PostgresServer(tmp_path, settings={"max_connections": "many"})
    with pytest.raises(RuntimeError, match=str(tmp_path)):
        await broken.start()
    assert "max_connections" in (tmp_path / "postgres.log").read_text()
    async with PostgresServer(tmp_path, settings=QUICK) as server:
        assert await ask(server.address.url(), "select 1") == 1


def test_a_socket_has_a_short_path_that_nobody_else_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = Path("/" + "long/" * 30)
    found = socket_folder(deep, Account.current())
    assert found.parent == tmp_path
    assert socket_folder(deep, Account.current()) == found
    found.rmdir()
    found.symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        socket_folder(deep, Account.current())


async def test_the_folders_above_its_own_may_be_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    async with PostgresServer(closed / "one", settings=QUICK) as server:
        await ask(server.address.url(), "create extension vector")
        await ask(server.address.url(), "checkpoint")
        assert await ask(server.address.socket_url(), "select 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
