"""How well titles are ranked: ``make eval-matching``, on MELO usa_en and JobBERT's vacancies.

MELO: O*NET titles against all of ESCO's labels; mean average precision over every label of the
right occupations. JobBERT: a vacancy's title against ESCO's occupations, each by its best label;
mean reciprocal rank, equals counted against us. BM25 and the bare model are run beside ours.
"""

import argparse
import csv
import io
import math
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from hirewire_embedding import Embedder, default_cache
from hirewire_matching.titles import Titles, adapted, load_adapter
from numpy.typing import NDArray

from tools.train_titles import esco

DATA = Path(__file__).parents[2] / "shared/data"
Scores = NDArray[np.float32]
Scorer = Callable[[str], Scores]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--vacancies", type=int, default=1500, help="how many of JobBERT's")
    arguments = parser.parse_args()
    if not (arguments.data / "titles").is_dir():
        sys.exit(f"{arguments.data}/titles is not there: say --data FOLDER")
    embedder = Embedder.load(default_cache())
    melo(embedder, arguments.data / "titles/melo_usa_en")
    jobbert(embedder, arguments.data, arguments.vacancies)


def melo(embedder: Embedder, folder: Path) -> None:
    queries, corpus = _rows(folder / "queries.tsv"), _rows(folder / "corpus_elements.tsv")
    places = {key: place for place, (key, _) in enumerate(corpus)}
    wanted = defaultdict(set)
    for query, _, element, _ in _rows(folder / "annotations.tsv"):
        wanted[query].add(places[element])
    labels = [label for _, label in corpus]
    bare = embedder.embed(labels)
    titles = Titles(embedder, adapter := load_adapter(), adapted(bare, adapter))
    ways: dict[str, Scorer] = {
        "BM25": Bm25(labels).scores,
        "bare model": lambda query: np.round(bare @ embedder.embed([query])[0], 6),
        "ours": titles.likeness,
    }
    for name, way in ways.items():
        precisions = [average_precision(way(text), wanted[key]) for key, text in queries]
        told = f"{np.mean(precisions):.4f} over {len(queries)} queries x {len(labels)} labels"
        print(f"MELO usa_en, MAP, {name:<10} {told}", flush=True)


def jobbert(embedder: Embedder, data: Path, most: int) -> None:
    """A seeded sample of the vacancies."""
    (archive,) = (data / "taxonomy").glob("esco_*_classification_en.zip")
    concepts = list(esco(archive))
    named = {uri: place for place, uri in enumerate(_uris(archive))}
    starts = np.cumsum([0, *map(len, concepts)])[:-1]
    bare = embedder.embed([label for labels in concepts for label in labels])
    titles = Titles(embedder, adapter := load_adapter(), adapted(bare, adapter))
    with (data / "titles/jobbert_dev.csv").open(encoding="utf-8", newline="") as rows:
        vacancies = [(row["vacancyTitle"], row["conceptUri"]) for row in csv.DictReader(rows)]
    order = np.random.default_rng(7).permutation(len(vacancies))[:most]
    ways: dict[str, Scorer] = {
        "bare model": lambda query: np.round(bare @ embedder.embed([query])[0], 6),
        "ours": titles.likeness,
    }
    for name, way in ways.items():
        ranks = []
        for title, uri in (vacancies[place] for place in order):
            best = np.maximum.reduceat(way(title), starts)
            ranks.append(1 / (best >= best[named[uri]]).sum() if uri in named else 0.0)
        print(f"JobBERT, MRR, {name:<10} {np.mean(ranks):.4f} over {len(ranks)}", flush=True)


def average_precision(scores: Scores, wanted: set[int]) -> float:
    order = np.argsort(-scores, kind="stable")
    ranks = np.flatnonzero(np.isin(order, list(wanted))) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks))


class Bm25:
    """Okapi BM25 over words, with the usual k1 = 1.2 and b = 0.75."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = [Counter(_words(text)) for text in texts]
        lengths = np.array([counts.total() for counts in words])
        damped = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
        self._count, self._damped = len(texts), damped
        self._postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, counts in enumerate(words):
            for word, count in counts.items():
                self._postings[word].append((place, count))

    def scores(self, query: str) -> Scores:
        scores = np.zeros(self._count, np.float32)
        for word in _words(query):
            held = self._postings.get(word, ())
            rarity = math.log(1 + (self._count - len(held) + 0.5) / (len(held) + 0.5))
            for place, count in held:
                scores[place] += rarity * 2.2 * count / (count + self._damped[place])
        return scores


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _uris(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened, opened.open("occupations_en.csv") as raw:
        return [row["conceptUri"] for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8"))]


def _rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
