"""How well people are ranked for jobs: ``make eval-matching``, on a graded synthetic set.

``--jobs 200`` openings and 25 people for each of them, all of whom are ranked for every opening:
nDCG@10 of our score beside BM25, the bare sentence model and the fusion of both.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from hirewire_embedding import Embedder
from hirewire_matching.settings import default_cache

from bench.grading.pools import Pools
from bench.grading.trial import Trial, graded, stuffing_gains
from bench.grading.truth import trades


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    embedder = Embedder.load(default_cache())
    known = trades()
    cache = Path(".local/eval/pools.npy")
    pools = Pools.of(embedder, [trade.name for trade in known], cache)
    start = time.perf_counter()
    trial = Trial.of(embedder, known, pools, arguments.jobs, arguments.seed)
    print(f"{len(trial.openings)} jobs x {len(trial.people)} people, seed {arguments.seed}")
    for name, found in graded(trial).items():
        told = f"nDCG@10 {np.mean(found.ndcg):.4f}, without stuffers {np.mean(found.honest):.4f}"
        print(f"{name:<12} {told}, stuffers among the ten {np.mean(found.stuffers):.3f}")
    gains = stuffing_gains(trial)
    print(f"stuffing gains us {np.mean(gains):.4f} on average, {max(gains):.4f} at most")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
