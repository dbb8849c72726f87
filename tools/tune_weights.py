"""Fit the shares of the weights to labelled matches: ``make tune-weights PAIRS=pairs.jsonl``.

Lines are those of ``GET /v1/matches/feedback/export``. Seven of ten jobs are fitted to, the others
only judge. What does not help the others is not written; what is written is a new version.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from hirewire_matching.ranking import DEFAULT_WEIGHTS
from hirewire_matching.ranking.tuning import Labelled, agreement, fitted, parts_of
from hirewire_matching.weight_files import write_weights

FITTED_TENTHS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, default=Path("weights"))
    arguments = parser.parse_args()
    labelled = [read(line) for line in arguments.pairs.read_text("utf-8").splitlines() if line]
    fitting, judging = split(labelled)
    start = DEFAULT_WEIGHTS.shares
    shares = fitted(fitting, start)
    before, after = agreement(judging, start), agreement(judging, shares)
    told = f"{len(labelled)} matches; jobs not fitted to: {before:.4f} before, {after:.4f} after"
    if after <= before:
        sys.exit(f"{told}: no better, nothing was written")
    notes = {"matches": len(labelled), "agreement_before": before, "agreement_after": after}
    print(f"{told}: {write_weights(arguments.out, shares, notes)}")


def read(line: str) -> Labelled:
    told = json.loads(line)
    return Labelled(told["job_id"], told["judgement"] == "good", parts_of(told["verdicts"]))


def split(labelled: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """By the job's id, so that no job is on both sides."""
    sides: tuple[list[Labelled], list[Labelled]] = ([], [])
    for match in labelled:
        drawn = sha256(match.job_id.encode()).digest()[0] % 10
        sides[drawn >= FITTED_TENTHS].append(match)
    return sides


if __name__ == "__main__":
    main()
