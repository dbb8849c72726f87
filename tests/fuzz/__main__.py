"""``python -m tests.fuzz [--documents N] [--seed N]``: damaged and hostile documents, to the facts.

Each goes through the parser's own process and, when it can be read, through both extractors.
Exit 1 when one of them raises, takes longer than the limits allow or fails without a known code.
"""

import argparse
import asyncio
import sys
from collections import Counter

from tests.fuzz.trial import LIMITS, Outcome, Trial

SLOW = 5.0


def _show(outcomes: list[Outcome]) -> None:
    by_name: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        by_name.setdefault(outcome.name, Counter())[outcome.code] += 1
    for name in sorted(by_name):
        print(f"{name:<28}", ", ".join(f"{code} {n}" for code, n in by_name[name].most_common()))
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(f"slowest: {slowest.seconds:.1f} s, {slowest.name}; limit {LIMITS.wall_time:g} s + facts")


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcomes: list[Outcome] = []
    async for outcome in Trial.load().run(given.documents, given.seed):
        outcomes.append(outcome)
        if outcome.seconds > SLOW:
            print(f"{outcome.seconds:6.1f} s {outcome.name}: {outcome.code}", flush=True)
    _show(outcomes)
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    for outcome in wrong:
        print(f"WRONG {outcome.name}: {outcome.wrong}")
    print(f"{len(outcomes)} documents, seed {given.seed}: {len(wrong)} wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
