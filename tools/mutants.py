"""``python tools/mutants.py [NAME ...]``: break each promise on purpose and see a test fail.

They are listed in mutants.toml. Each is a copy of the chassis with one place changed; its tests
run against the copy. A mutant that survives is a missing test, and the exit code is 1.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "libs/chassis/hirewire_chassis"
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Mutant:
    """``old`` becomes ``new`` in ``file``; ``tests`` must notice (pytest arguments)."""

    name: str
    file: str
    old: str
    new: str
    tests: str


def mutants() -> list[Mutant]:
    """In the order of the file."""
    listed = tomllib.loads((ROOT / "tools/mutants.toml").read_text(encoding="utf-8"))
    return [Mutant(**entry) for entry in listed["mutant"]]


def main() -> int:
    """Exit 1 when a mutant survives, or a place to break has changed."""
    wanted = set(sys.argv[1:])
    chosen = [mutant for mutant in mutants() if not wanted or mutant.name in wanted]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        killed = sum(map(told, chosen, pool.map(killers, chosen)))
    sys.stdout.write(f"mutants: {len(chosen)} killed={killed}\n")
    return 0 if killed == len(chosen) else 1


def told(mutant: Mutant, tests: list[str] | None) -> bool:
    """A line for it; whether it was killed."""
    if tests is None:
        line = f"STALE    {mutant.name}: {mutant.file} has changed"
    elif tests:
        line = f"killed   {mutant.name}: {tests[0]}"
    else:
        line = f"SURVIVED {mutant.name}: {mutant.tests}"
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    return bool(tests)


def killers(mutant: Mutant) -> list[str] | None:
    """The tests that fail with it; None when there is nothing to change any more."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PACKAGE.name
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        source = (copy / mutant.file).read_text(encoding="utf-8")
        if mutant.old not in source:
            return None
        changed = source.replace(mutant.old, mutant.new)
        (copy / mutant.file).write_text(changed, encoding="utf-8")
        return failing(mutant.tests, Path(folder))


def failing(tests: str, folder: Path) -> list[str]:
    """Raises RuntimeError when no test ran, or the mutant cannot even be imported."""
    name, *options = tests.split()
    path = name if "/" in name else f"libs/chassis/tests/{name}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", path, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not re.search(r"\d+ (passed|failed)", done.stdout):
        raise RuntimeError(done.stdout[-2000:])
    return re.findall(r"^FAILED (\S+)", done.stdout, re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
