"""Where vectors come from."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Vectoriser(Protocol):
    """``hirewire_embedding.Embedder``, or what stands for it where no vector is ever made."""

    @property
    def stamp(self) -> str:
        """The space that the vectors belong to."""

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class NoModel:
    """Lets the table of handlers be read without a model; its handlers cannot be run."""

    stamp = "none"

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise LookupError(f"no model was loaded, so {len(texts)} texts stay without a vector")


async def embed(vectoriser: Vectoriser, texts: Sequence[str]) -> Vectors:
    """One row per text, made in a thread so that the loop goes on."""
    return await asyncio.to_thread(vectoriser.embed, texts)
