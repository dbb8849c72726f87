"""The tagger: MiniLM with a delta that `tools/train_tagger.py` made from SkillSpan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Self

import numpy as np
from hirewire_embedding import WordClassifier, default_cache

from hirewire_ai_worker.extraction.tagger.decoding import OUTSIDE, TAGS, Scores, spans_in
from hirewire_ai_worker.extraction.tagger.shapes import shape_of
from hirewire_ai_worker.taxonomy.entries import SkillKind

KINDS: tuple[SkillKind, ...] = ("competence", "knowledge")
BIAS: Mapping[SkillKind, float] = {"competence": 0.0, "knowledge": 0.3}
MOST_WORDS = 100
SURELY_OUTSIDE = 20.0
DIGITS = 8


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Words `first:last` that speak of a skill, and how likely they do."""

    kind: SkillKind
    first: int
    last: int
    probability: float


@dataclass(frozen=True, slots=True)
class SpanTagger:
    """English only; safe to share between threads. `version` tells one training from another."""

    classifier: WordClassifier
    version: str

    @classmethod
    def load(cls, cache: Path | None = None, threads: int = 1, weights: Path | None = None) -> Self:
        """Open the network; its graph is built in `cache` when it is not there. Blocks.

        `weights` is a folder with the model's published files where they are not the installed.

        Raises:
            ModelFilesError: The model's files are missing or are others.
        """
        delta = Path(str(files("hirewire_ai_worker.extraction") / "data" / "tagger.safetensors"))
        folder = cache or default_cache()
        classifier = WordClassifier.load(folder, delta, threads=threads, weights=weights)
        return cls(classifier, sha256(delta.read_bytes()).hexdigest()[:DIGITS])

    def tag(self, words: Sequence[str], breaks: Sequence[bool] | None = None) -> list[TaggedSpan]:
        """The spans of one sentence, by kind; the same words give the same spans. Blocks.

        Before a word that `breaks` stands a comma or the like: no knowledge goes on over it.
        """
        broken = breaks or [False] * len(words)
        return [
            span
            for start in range(0, len(words), MOST_WORDS)
            for span in self._tag(words[start : start + MOST_WORDS], broken, start)
        ]

    def _tag(
        self, words: Sequence[str], breaks: Sequence[bool], start: int
    ) -> Iterator[TaggedSpan]:
        scores = self._scores(words)
        for place, kind in enumerate(KINDS):
            own = scores[:, place * TAGS : (place + 1) * TAGS]
            held = [kind == "knowledge" and each for each in breaks[start : start + len(words)]]
            for span in spans_in(own, BIAS[kind], held):
                yield TaggedSpan(kind, start + span.first, start + span.last, span.probability)

    def _scores(self, words: Sequence[str]) -> Scores:
        """Words that the network does not read are surely outside."""
        shapes = [shape_of(word) for word in words]
        scores = self.classifier.scores(words, shapes).astype(np.float64)
        unread = np.isnan(scores)
        scores[unread] = 0.0
        scores[unread[:, 0], OUTSIDE::TAGS] = SURELY_OUTSIDE
        return scores
