"""The whole story on the sample files, as `make demo` tells it."""

import re
from pathlib import Path

import pytest
from hirewire_local.demo import __main__ as demo
from hirewire_local.process_table import find

SAMPLES = Path(__file__).parents[2] / "deploy/samples"
SUMMARY = re.compile(
    r"demo: resumes=(\d+) jobs=(\d+) entities=(\d+) relationships=(\d+) matches=(\d+)"
    r" mails=(\d+) events=(\d+) lost=(\d+) duplicated=(\d+) seconds=\d+\n$"
)


@pytest.mark.timeout(300)
def test_the_demo_tells_the_whole_story_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SAMPLES.parents[1])
    monkeypatch.setenv("HIREWIRE_LOCAL_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["demo"])

    assert demo.main() == 0

    told = capfd.readouterr().out
    summary = SUMMARY.search(told)
    assert summary is not None, told
    resumes, jobs, entities, relationships, matches, mails, events, lost, twice = map(
        int, summary.groups()
    )
    assert resumes == len(list((SAMPLES / "resumes").iterdir()))
    assert jobs == 6
    assert mails == jobs
    assert entities > 100
    assert relationships > 100
    assert matches > jobs
    assert events > resumes
    assert (lost, twice) == (0, 0)
    check_failures(told)
    assert not find(lambda pid: Path(f"/proc/{pid}/cwd").readlink().is_relative_to(tmp_path))


def check_failures(told: str) -> None:
    for line in (
        "empty.pdf: empty",
        "encrypted.pdf: encrypted",
        "photo.pdf: unsupported_type",
        "scanned.pdf: needs_ocr",
        "truncated.docx: damaged",
    ):
        assert line in told
