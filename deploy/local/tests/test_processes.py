import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hirewire_local.claim import MARK, Claim, FolderInUseError
from hirewire_local.output import to_files
from hirewire_local.process_table import find, has_variable, runs_in
from hirewire_local.processes import Child, Program, spawn
from hirewire_local.settings import basic_environment

IGNORING = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
STARTER = """
import asyncio, sys, time
from pathlib import Path
from hirewire_local.claim import Claim
from hirewire_local.output import to_files
from hirewire_local.processes import Program, spawn
from hirewire_local.settings import basic_environment
folder = Path(sys.argv[1])
claim = Claim(folder)
asyncio.run(claim.take())
environment = {**basic_environment(), **claim.environment}
spawn(Program("it", ["/bin/sh", "-c", sys.argv[2]], environment, to_files(folder)("it"), folder))
print("started", flush=True)
time.sleep(60)
"""


def shell(script: str, folder: Path, **variables: str) -> Child:
    output = to_files(folder)("it")
    environment = {**basic_environment(), **variables}
    return spawn(Program("it", ["/bin/sh", "-c", script], environment, output, folder))


async def printed(folder: Path, line: str) -> None:
    while line not in (folder / "it.log").read_text():
        await asyncio.sleep(0.02)


def starter(folder: Path, script: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", STARTER, str(folder), script]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"started\n"
    return process


async def until_gone(value: str) -> None:
    async with asyncio.timeout(10):
        while find(has_variable(MARK, value)):
            await asyncio.sleep(0.02)


async def test_a_child_says_how_it_ended(tmp_path: Path) -> None:
    assert await shell("exit 7", tmp_path).wait() == 7
    assert await shell("kill -9 $$", tmp_path).wait() == -signal.SIGKILL


async def test_a_child_that_listens_ends_with_its_own_code(tmp_path: Path) -> None:
    child = shell("trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done", tmp_path)
    await printed(tmp_path, "ready")
    assert await child.end(grace=10) == 3
    assert child.exit_code == 3


async def test_a_child_that_does_not_listen_is_killed_with_its_group(tmp_path: Path) -> None:
    child = shell(f"sleep 61 & {IGNORING}", tmp_path, MARKED=str(tmp_path))
    await printed(tmp_path, "ready")
    assert await child.end(grace=0.1) == -signal.SIGKILL
    while found := find(has_variable("MARKED", str(tmp_path))):
        assert child.pid not in found
        await asyncio.sleep(0.02)


async def test_only_the_main_thread_may_start_children(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="main thread"):
        await asyncio.to_thread(shell, "true", tmp_path)


async def test_a_child_dies_with_its_starter(tmp_path: Path) -> None:
    process = starter(tmp_path, IGNORING)
    await printed(tmp_path, "ready")
    process.kill()
    process.wait()
    await until_gone(str(tmp_path))


async def test_a_folder_has_one_owner_until_that_dies(tmp_path: Path) -> None:
    process = starter(tmp_path, "true")
    claim = Claim(tmp_path)
    assert claim.owner() == process.pid
    with pytest.raises(FolderInUseError, match=str(process.pid)):
        await claim.take()
    process.kill()
    process.wait()
    assert claim.owner() is None
    await claim.take()
    await claim.take()
    assert claim.held
    claim.release()


async def test_the_next_owner_ends_what_escaped_from_the_last(tmp_path: Path) -> None:
    process = starter(tmp_path, "setsid sleep 62 & sleep 0.2; echo ready; wait")
    await printed(tmp_path, "ready")
    process.kill()
    process.wait()
    claim = Claim(tmp_path)
    marked = has_variable(MARK, str(claim.folder))
    assert find(marked)
    await claim.take()
    assert find(marked) == []
    claim.release()


async def test_a_program_is_known_by_where_it_runs(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    child = shell("exec sleep 63", tmp_path / "data")
    async with asyncio.timeout(10):
        while find(runs_in("sleep", tmp_path)) != [child.pid]:
            await asyncio.sleep(0.02)
    assert find(runs_in("postgres", tmp_path)) == []
    await child.kill()
