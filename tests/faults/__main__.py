"""``python -m tests.faults [--cases 1,6,16] [--seed N] [--quick] [--folder FOLDER]``."""

import argparse
import asyncio
import secrets
import sys
from pathlib import Path

from tests.faults.cases import CASES
from tests.faults.runner import run, say
from tests.faults.table import Case

FOLDER = Path(__file__).parents[2] / ".local/faults"


def main() -> int:
    """Exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", help="numbers of the catalogue, by comma; default: all")
    parser.add_argument("--seed", type=int, help="of all that is drawn; default: any")
    parser.add_argument("--quick", action="store_true", help="only those that take seconds")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for histories and logs")
    arguments = parser.parse_args()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    say(f"seed {seed}")
    cases = selected(arguments.cases, quick=arguments.quick)
    tally = asyncio.run(run(cases, seed, arguments.folder.resolve()))
    say(str(tally))
    return 0 if tally.fine else 1


def selected(numbers: str | None, *, quick: bool) -> list[Case]:
    """In the order of the catalogue. Raises KeyError for a number it has not."""
    if numbers:
        return [CASES[int(number)] for number in numbers.split(",")]
    return [each for _, each in sorted(CASES.items()) if each.quick or not quick]


if __name__ == "__main__":
    sys.exit(main())
