"""Train the adapter of job titles on labels that name one occupation.

``python -m tools.train_titles ESCO.zip ONET_ALTERNATES.txt [--without TITLES.tsv]``

Pairs of labels of one ESCO occupation, and of alternate titles of one O*NET occupation, are drawn
together and everything else of the batch apart (InfoNCE, both ways, Adam). O*NET's own titles are
never used. Titles of ``--without`` (the last column; those that an evaluation asks for) are left
out in any form. Seeded; two to five minutes on two cores.
"""

import argparse
import csv
import io
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from hirewire_embedding import DIMENSIONS, Embedder, default_cache
from hirewire_matching.titles import plain_form
from numpy.typing import NDArray

TARGET = Path(__file__).parents[1] / "services/matching/hirewire_matching/titles/data/adapter.npy"
ROUNDS, BATCH, RATE, TEMPERATURE = 40, 512, 2e-3, 0.07
Matrix = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("esco", type=Path)
    parser.add_argument("onet", type=Path)
    parser.add_argument("--without", type=Path)
    arguments = parser.parse_args()
    kept_out = _last_column(arguments.without) if arguments.without else []
    forms = {plain_form(title) for title in kept_out}
    groups = [
        kept
        for group in (*esco(arguments.esco), *onet(arguments.onet))
        if len(kept := sorted({title for title in group if plain_form(title) not in forms})) > 1
    ]
    titles = sorted({title for group in groups for title in group})
    vectors = Embedder.load(default_cache()).embed(titles).astype(np.float64)
    places = {title: place for place, title in enumerate(titles)}
    adapter = train(vectors, [np.array([places[title] for title in group]) for group in groups])
    np.save(TARGET, adapter.astype(np.float16))
    told = {"groups": len(groups), "titles": len(titles), "left_out": len(forms)}
    sys.stdout.write(json.dumps(told) + "\n")


def esco(archive: Path) -> Iterator[list[str]]:
    """Preferred and alternative labels per occupation, from ESCO's published CSV archive."""
    with zipfile.ZipFile(archive) as opened, opened.open("occupations_en.csv") as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8")):
            labels = (row["preferredLabel"], *(row["altLabels"] or "").split("\n"))
            yield [label.strip() for label in labels if label.strip()]


def onet(file: Path) -> Iterator[list[str]]:
    """Alternate titles per occupation, from O*NET's ``Alternate Titles.txt``."""
    groups = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as rows:
        for code, title, *_ in list(csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            groups[code].append(title)
    yield from groups.values()


def train(vectors: Matrix, groups: Sequence[NDArray[np.int64]]) -> Matrix:
    chance = np.random.default_rng(0)
    adapter = np.eye(DIMENSIONS)
    first, second, step = np.zeros_like(adapter), np.zeros_like(adapter), 0
    for _ in range(ROUNDS):
        order = chance.permutation(len(groups))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            batch = order[start : start + BATCH]
            pairs = np.array([chance.choice(groups[place], 2, replace=False) for place in batch])
            slope = gradient(adapter, vectors[pairs[:, 0]], vectors[pairs[:, 1]])
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            pace = np.sqrt(second / (1 - 0.999**step)) + 1e-8
            adapter = adapter - RATE * (first / (1 - 0.9**step)) / pace
    return adapter


def gradient(adapter: Matrix, left: Matrix, right: Matrix) -> Matrix:
    """Of the mean of both cross-entropies, by the adapter."""
    ours, our_lengths = _unit(left @ adapter)
    theirs, their_lengths = _unit(right @ adapter)
    near = ours @ theirs.T / TEMPERATURE
    wanted = 2 * np.eye(len(near))
    pull = (_softmax(near, 1) + _softmax(near, 0) - wanted) / (2 * len(near) * TEMPERATURE)
    by_ours, by_theirs = pull @ theirs, pull.T @ ours
    by_left = (by_ours - ours * (by_ours * ours).sum(1, keepdims=True)) / our_lengths
    by_right = (by_theirs - theirs * (by_theirs * theirs).sum(1, keepdims=True)) / their_lengths
    slope: Matrix = left.T @ by_left + right.T @ by_right
    return slope


def _unit(rows: Matrix) -> tuple[Matrix, Matrix]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths, lengths


def _softmax(rows: Matrix, axis: int) -> Matrix:
    raised = np.exp(rows - rows.max(axis, keepdims=True))
    shares: Matrix = raised / raised.sum(axis, keepdims=True)
    return shares


def _last_column(file: Path) -> list[str]:
    return [line.split("\t")[-1] for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
