"""Which skills go with which trade: those of the taxonomy that are near to it in meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hirewire_matching.profiles.kinship import kinship
from hirewire_matching.vectors import Vectoriser, Vectors

POOL = 30


@dataclass(frozen=True, slots=True)
class Pools:
    """Keys of skills by the name of a trade, the nearest first; and the skills' names."""

    keys: dict[str, list[str]]
    names: dict[str, tuple[str, ...]]

    @classmethod
    def of(
        cls,
        vectoriser: Vectoriser,
        trades: Sequence[str],
        cache: Path | None = None,
        names: dict[str, tuple[str, ...]] | None = None,
    ) -> "Pools":
        """Of all shipped skills, unless ``names`` are others by their keys."""
        names = names or skill_names()
        keys = sorted(names)
        vectors = kept(vectoriser, [*trades, *(names[key][0] for key in keys)], cache)
        cosines = vectors[: len(trades)] @ vectors[len(trades) :].T
        places = np.argsort(-np.round(cosines, 4), axis=1, kind="stable")[:, :POOL]
        near = [[keys[place] for place in row] for row in places]
        return cls(dict(zip(trades, near, strict=True)), names)

    def near(self, trade: str) -> list[str]:
        return self.keys[trade]


def skill_names() -> dict[str, tuple[str, ...]]:
    """Every skill's names in ASCII by its key, its own first."""
    names: dict[str, list[str]] = {}
    for name, key in kinship().keys.items():
        if name.isascii():
            names.setdefault(key, []).append(name)
    return {key: tuple(reversed(found)) for key, found in names.items()}


def kept(vectoriser: Vectoriser, texts: Sequence[str], cache: Path | None) -> Vectors:
    """Vectors of the texts, from the file that an earlier run left, where ``cache`` names one."""
    if cache and cache.exists():
        loaded: Vectors = np.load(cache)
        return loaded
    vectors = vectoriser.embed(texts)
    if cache:
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.save(cache, vectors)
    return vectors
