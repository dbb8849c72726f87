"""The audit of the locks never passes in silence."""

import json

from tools.vulnerabilities import read, told

SOUND = {"name": "sound", "version": "1", "vulns": []}
HOLED = {
    "name": "holed",
    "version": "1",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}],
}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found"}


def report(*dependencies: dict[str, object]) -> str:
    return json.dumps({"dependencies": dependencies})


def test_a_known_hole_is_told() -> None:
    finding = read(report(SOUND, HOLED))
    assert list(told("dev.txt", finding)) == ["dev.txt: holed 1: PYSEC-1, mended in 2"]


def test_what_could_not_be_looked_up_is_told() -> None:
    for answer in (report(SOUND, UNKNOWN), report(), "", "no route to host", "[]"):
        finding = read(answer)
        assert not finding.is_complete
        assert "NOT AUDITED" in list(told("dev.txt", finding))[-1]


def test_a_sound_lock_is_told_nothing_of() -> None:
    assert list(told("dev.txt", read(report(SOUND)))) == []
