"""``python -m tools.vulnerabilities [lock file ...]``: known holes in what is locked.

Exit 1 for a hole. When the advisories can't be reached, it says so and, but for ``--strict``,
lets the rest of the check go on: nothing was found out then, neither good nor bad.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = (ROOT / "requirements/dev.txt",)
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """``holes`` are sentences; ``unknown`` packages could not be looked up, of ``count``."""

    holes: tuple[str, ...]
    unknown: int
    count: int

    @property
    def is_complete(self) -> bool:
        return self.count > 0 and self.unknown == 0


def main() -> int:
    strict = "--strict" in sys.argv
    given = [Path(name) for name in sys.argv[1:] if not name.startswith("-")]
    status = 0
    for lock in given or LOCKS:
        finding = read(_audited(lock))
        for line in told(lock.name, finding):
            sys.stdout.write(line + "\n")
        if finding.holes or (strict and not finding.is_complete):
            status = 1
    return status


def told(name: str, finding: Finding) -> Iterator[str]:
    """One line for each hole, and one when the audit is not the whole truth."""
    for hole in finding.holes:
        yield f"{name}: {hole}"
    if not finding.is_complete:
        number = f"{finding.unknown} of {finding.count}" if finding.count else "all"
        yield f"{name}: NOT AUDITED: {number} packages; the source of advisories did not answer"


def read(report: str) -> Finding:
    """``report`` is pip-audit's JSON, or what it printed instead."""
    try:
        dependencies: list[Mapping[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Finding((), 0, 0)
    unknown = sum("skip_reason" in each for each in dependencies)
    return Finding(tuple(_holes(dependencies)), unknown, len(dependencies))


def _holes(dependencies: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for each in dependencies:
        for hole in each.get("vulns", ()):
            mended = ", ".join(hole.get("fix_versions", ())) or "no version yet"
            yield f"{each['name']} {each['version']}: {hole['id']}, mended in {mended}"


def _audited(lock: Path) -> str:
    with NamedTemporaryFile("w", suffix=".txt") as installed:
        installed.write(without_never_installed(lock.read_text(encoding="utf-8")))
        installed.flush()
        command = [
            sys.executable,
            *("-m", "pip_audit", "--requirement", installed.name, "--require-hashes"),
            *("--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"),
        ]
        try:
            found = subprocess.run(
                command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return ""
    return found.stdout


def without_never_installed(lock: str) -> str:
    """What is locked for no platform at all may have no hash, which pip-audit does not take."""
    bare = ("sys_platform == 'never'", 'sys_platform == "never"')
    return "\n".join(line for line in lock.splitlines() if not line.endswith(bare))


if __name__ == "__main__":
    sys.exit(main())
