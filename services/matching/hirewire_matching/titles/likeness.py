"""Titles by likeness: a linear adapter over the sentence vectors, and what the nearest agree on.

The adapter (384 x 384) was trained by ``tools/train_titles.py`` so that the labels of one
occupation are near each other. A corpus names one occupation in many ways; therefore what is near
a query's nearest titles is likely to be meant as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hirewire_matching.titles.forms import plain_form
from hirewire_matching.vectors import Vectoriser, Vectors

_DIGITS = 6
_NEAREST = 5
_SMALLEST_SHARE = 20
_SHARPNESS = 20.0


def load_adapter() -> Vectors:
    with (files("hirewire_matching") / "titles/data/adapter.npy").open("rb") as stored:
        matrix: Vectors = np.load(stored, allow_pickle=False).astype(np.float32)
    return matrix


def adapted(vectors: Vectors, adapter: Vectors) -> Vectors:
    """In the space of titles, each of length 1; never to be held against vectors outside of it."""
    moved = vectors @ adapter
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    unit: Vectors = moved / np.maximum(lengths, np.float32(1e-9))
    return unit


@dataclass(frozen=True, slots=True)
class Titles:
    """A corpus of titles, ready to be asked."""

    vectoriser: Vectoriser
    adapter: Vectors = field(repr=False)
    matrix: Vectors = field(repr=False)

    @classmethod
    def of(cls, vectoriser: Vectoriser, corpus: Sequence[str]) -> Self:
        """Blocks: about a millisecond per title."""
        adapter = load_adapter()
        return cls(vectoriser, adapter, adapted(vectoriser.embed(corpus), adapter))

    def likeness(self, query: str) -> NDArray[np.float32]:
        """One number per title of the corpus, the higher the liker, to six digits."""
        written, plain = self.vectoriser.embed([query, plain_form(query)])
        return likeness(adapted((written + plain)[None], self.adapter)[0], self.matrix)

    def ranking(self, query: str) -> list[int]:
        """Places in the corpus, best first; equals in the order of the corpus."""
        return [int(place) for place in np.argsort(-self.likeness(query), kind="stable")]


def likeness(vector: Vectors, matrix: Vectors) -> NDArray[np.float32]:
    """Half the cosine to the query, half that to its nearest titles; of few titles, the first."""
    cosines: NDArray[np.float32] = matrix @ vector
    nearest = min(_NEAREST, len(matrix) // _SMALLEST_SHARE)
    if nearest > 0:
        places = np.argsort(-np.round(cosines, _DIGITS), kind="stable")[:nearest]
        pulls = np.exp(_SHARPNESS * (cosines[places] - cosines[places[0]]))
        middle = (pulls / pulls.sum()) @ matrix[places]
        cosines = (cosines + matrix @ (middle / np.linalg.norm(middle))) / 2
    return np.round(cosines, _DIGITS)
