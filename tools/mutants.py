"""``python tools/mutants.py [NAME ...]``: break each promise on purpose and see a test fail.

They are listed in mutants.toml. Each is a copy of the chassis with one place changed; its tests
run against the copy. A mutant that survives is a missing test, and the exit code is 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "libs/chassis/hirewire_chassis"


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
    """Exit 1 when a mutant survives."""
    wanted = set(sys.argv[1:])
    survivors = [m for m in mutants() if (not wanted or m.name in wanted) and survives(m)]
    sys.stdout.write(f"mutants: survived={len(survivors)}\n")
    return 1 if survivors else 0


def survives(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PACKAGE.name
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        source = (copy / mutant.file).read_text(encoding="utf-8")
        if mutant.old not in source:
            sys.stdout.write(f"STALE    {mutant.name}: {mutant.file} has changed\n")
            return True
        changed = source.replace(mutant.old, mutant.new)
        (copy / mutant.file).write_text(changed, encoding="utf-8")
        alive = tested(mutant, Path(folder))
    sys.stdout.write(f"{'SURVIVED' if alive else 'killed  '} {mutant.name}\n")
    sys.stdout.flush()
    return alive


def tested(mutant: Mutant, folder: Path) -> bool:
    """True when every test passed."""
    name, *options = mutant.tests.split()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", f"libs/chassis/tests/{name}", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        check=False,
    )
    if b" passed" not in done.stdout and b" failed" not in done.stdout:
        raise RuntimeError(done.stdout.decode()[-2000:])
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
