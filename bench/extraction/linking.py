"""How well skills of sentences are linked to ESCO: SkillSkape's development sentences.

Spans are those the extractor reads out of the sentence as an ad. The labels that they are come
first; below those ESCO's preferred labels by the sum of their likeness to the nearest span and to
the sentence, as vectors. MRR: of the best right concept; RP@5: right ones among the first five, of
as many as there can be.
"""

import ast
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_embedding import Embedder
from hirewire_matching.settings import default_cache
from numpy.typing import NDArray

from bench.extraction.reading import Reader

UNKNOWN = "UNK"
FIRST = 5
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linking:
    """Over ``count`` sentences."""

    mrr: float
    precision: float
    count: int


def sentences_in(data: Path) -> Iterator[Sentence]:
    """Those that have at least one concept of ESCO."""
    file = data / "skills" / "skillskape" / "dev.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            labels = tuple(each for each in ast.literal_eval(row["skills"]) if each != UNKNOWN)
            if labels:
                yield Sentence(row["sentence"], labels)


def esco_labels(data: Path) -> dict[str, tuple[str, ...]]:
    """Preferred label to all labels of the concept."""
    (archive,) = (data / "taxonomy").glob("esco_*_classification_en.zip")
    with zipfile.ZipFile(archive) as opened, opened.open("skills_en.csv") as raw:
        rows = csv.DictReader(io.TextIOWrapper(raw, "utf-8"))
        return {
            row["preferredLabel"]: (row["preferredLabel"], *row["altLabels"].splitlines())
            for row in rows
        }


def evaluate(reader: Reader, data: Path, most: int) -> tuple[Linking, Linking]:
    """From the sentence alone, and from its spans; the first ``most`` sentences."""
    labels = esco_labels(data)
    names = list(labels)
    places = {key_of(name): place for place, name in enumerate(names)}
    by_label = {key_of(each): place for place, own in enumerate(labels.values()) for each in own}
    embedder = Embedder.load(default_cache())
    vectors = embedder.embed(names)
    sentences = [each for each in sentences_in(data) if _known(each, places)][:most]
    bare, ours = [], []
    for sentence in sentences:
        wanted = {places[key_of(label)] for label in sentence.labels if key_of(label) in places}
        spans = _spans(reader, sentence.text)
        whole = vectors @ embedder.embed([sentence.text])[0]
        bare.append(_measured(whole, wanted))
        likeness = (vectors @ embedder.embed(spans).T).max(axis=1) if spans else whole
        scores = likeness + whole
        for span in spans:
            if key_of(span) in by_label:
                scores[by_label[key_of(span)]] += 2.0
        ours.append(_measured(scores, wanted))
    return _mean(bare), _mean(ours)


def _known(sentence: Sentence, places: dict[str, int]) -> bool:
    return any(key_of(label) in places for label in sentence.labels)


def _spans(reader: Reader, text: str) -> list[str]:
    facts = reader.job(reader.parsed(text.encode(), "sentence"))
    return [quote.quote for skill in facts.skills for quote in skill.evidence]


def _measured(scores: Vectors, wanted: set[int]) -> tuple[float, float]:
    """Reciprocal rank, equals counted against us, and R-precision among the first five."""
    best = max(scores[place] for place in wanted)
    order = np.argsort(-scores, kind="stable")[:FIRST]
    right = len(wanted & set(map(int, order)))
    return 1 / float((scores >= best).sum()), right / min(FIRST, len(wanted))


def _mean(measured: Sequence[tuple[float, float]]) -> Linking:
    mrr, precision = map(float, np.mean(measured, axis=0))
    return Linking(mrr, precision, len(measured))
