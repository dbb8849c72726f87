"""How fast and how heavy sentence vectors are: ``.venv/bin/python bench/embedding.py``.

One process per precision and number of threads; the best of three passes counts.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path

from hirewire_embedding import Embedder

LEVELS = ("Junior", "Senior", "Lead", "Principal", "Assistant", "Chief")
FIELDS = ("data", "network", "payroll", "nursing", "logistics", "product", "energy", "safety")
ROLES = ("engineer", "analyst", "manager", "technician", "consultant", "coordinator", "specialist")
SENTENCE = "As a {} you plan and improve our work on {} together with three teams in {} countries."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="keep the graphs here instead of building them")
    parser.add_argument("--one", nargs=2, metavar=("PRECISION", "THREADS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        precision, threads = arguments.one
        measure(arguments.cache, precision, int(threads))
        return
    print("precision threads build+load_s load_s titles/s sentences/s 256-token/s rss_mb peak_mb")
    with tempfile.TemporaryDirectory() as folder:
        for precision, threads in product(("int8", "fp32"), ("1", "2")):
            cache = arguments.cache or Path(folder) / threads
            command = [sys.executable, __file__, "--cache", str(cache), "--one", precision, threads]
            subprocess.run(command, check=True)


def measure(cache: Path, precision: str, threads: int) -> None:
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        embedder = Embedder.load(cache, "fp32" if precision == "fp32" else "int8", threads)
        seconds.append(time.perf_counter() - start)
    rates = [rate(embedder, texts) for texts in (titles(), sentences(), documents())]
    memory = [resident("VmRSS"), resident("VmHWM")]
    figures = [f"{value:.2f}" for value in seconds] + [f"{value:.0f}" for value in rates + memory]
    print(precision, threads, *figures, flush=True)


def rate(embedder: Embedder, texts: list[str]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        embedder.embed(texts)
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def titles() -> list[str]:
    return [" ".join(parts) for parts in islice(product(LEVELS, FIELDS, ROLES), 300)]


def sentences() -> list[str]:
    return [SENTENCE.format(title.lower(), title.split()[1], len(title)) for title in titles()]


def documents() -> list[str]:
    return [" ".join(sentences()[first : first + 20]) for first in range(0, 280, 7)]


def resident(field: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
