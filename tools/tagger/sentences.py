"""SkillSpan's sentences (Zhang et al. 2022) as the tokens and tags that a tagger learns from."""

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hirewire_ai_worker.extraction.tagger.shapes import PLAIN, shape_of
from tokenizers import Tokenizer

KINDS = ("tags_skill", "tags_knowledge")
LABELS = "OBI"
MOST_WORDS = 100
UNTOLD = -100
MARKS = frozenset({"<ORGANIZATION>", "<LOCATION>", "<NAME>", "<ADDRESS>"})
NAMED, LOWERED, HIDDEN = 0.5, 0.1, 0.1
# The model's own sign for a hidden token: [MASK].
UNSEEN = 103


@dataclass(frozen=True, slots=True)
class Row:
    words: list[str]
    labels: list[list[str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Model tokens and how each is written; a tag per kind at the first token of each word."""

    tokens: list[int]
    shapes: list[int]
    tags: list[list[int]]


def rows_of(file: Path) -> Iterator[Row]:
    """Sentences of a JSON lines file, cut where they are longer than the network reads."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for start in range(0, len(row["tokens"]), MOST_WORDS):
                end = start + MOST_WORDS
                yield Row(row["tokens"][start:end], [row[kind][start:end] for kind in KINDS])


def names_of(file: Path) -> list[str]:
    """Places of one word each: they stand for every name that the corpus has taken out."""
    with file.open(encoding="utf-8", newline="") as lines:
        names = {row["name"] for row in csv.DictReader(lines)}
    return sorted(name for name in names if name.isalpha())


def varied(row: Row, names: Sequence[str], chance: random.Random) -> Row:
    """Names where the corpus has marks, in every other sentence; some of them in lower case."""
    words = row.words
    if chance.random() < NAMED:
        words = [chance.choice(names) if word in MARKS else word for word in words]
    if chance.random() < LOWERED:
        words = [word.lower() for word in words]
    return Row(words, row.labels)


def encode(row: Row, tokenizer: Tokenizer, chance: random.Random | None = None) -> Sentence:
    """With ``chance``, some tokens are hidden from the learner."""
    encoded = tokenizer.encode(row.words, is_pretokenized=True)
    tokens, shapes = encoded.ids, [PLAIN] * len(encoded.ids)
    tags = [[UNTOLD] * len(encoded.ids) for _ in KINDS]
    before = None
    for place, word in enumerate(encoded.word_ids):
        if word is None:
            continue
        shapes[place] = shape_of(row.words[word])
        if word != before:
            for labels, told in zip(row.labels, tags, strict=True):
                told[place] = LABELS.index(labels[word])
        before = word
        if chance and chance.random() < HIDDEN:
            tokens[place] = UNSEEN
    return Sentence(tokens, shapes, tags)
