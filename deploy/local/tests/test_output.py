import io
import os
from pathlib import Path

from hirewire_local.output import MergedLog, to_files


def test_lines_carry_the_name_of_their_program() -> None:
    stream = io.StringIO()
    log = MergedLog(stream)
    for name, text in (("jobs", b"one\ntwo"), ("postgres", b"three\n\xff\n")):
        handle = log.open(name)
        os.write(handle, text)
        os.close(handle)
    log.close()
    lines = stream.getvalue().splitlines()
    assert [line for line in lines if line.startswith("jobs ")] == [
        "jobs       | one",
        "jobs       | two",
    ]
    assert "postgres   | three" in lines
    assert len(lines) == 4


def test_programs_go_on_when_nobody_reads_the_log_any_more() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    log = MergedLog(stream)
    handle = log.open("jobs")
    for _ in range(50):
        os.write(handle, b"x" * 10_000 + b"\n")
    os.close(handle)
    log.close()
    os.dup2(os.open(os.devnull, os.O_WRONLY), writing)
    stream.close()


def test_files_grow(tmp_path: Path) -> None:
    for text in (b"one\n", b"two\n"):
        handle = to_files(tmp_path)("jobs")
        os.write(handle, text)
        os.close(handle)
    assert (tmp_path / "jobs.log").read_text() == "one\ntwo\n"
    assert (tmp_path / "jobs.log").stat().st_mode & 0o077 == 0
