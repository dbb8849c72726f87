"""Words to scores on the CPU."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from hirewire_embedding.cache import ready_graph
from hirewire_embedding.embedder import open_session, open_tokenizer
from hirewire_embedding.weights import FloatArray, Precision, installed_folder


@dataclass(frozen=True, slots=True)
class WordClassifier:
    """all-MiniLM-L6-v2 with a delta and its head; safe to share between threads."""

    _tokenizer: Tokenizer
    _session: InferenceSession

    @classmethod
    def load(
        cls,
        cache: Path,
        delta: Path,
        precision: Precision = "int8",
        threads: int = 1,
        weights: Path | None = None,
    ) -> Self:
        """Open the model, building its graph in ``cache`` when it is not there (some seconds).

        ``threads`` are those of one call; ``weights`` is a folder with the model's published
        files where they are not the installed ones. Blocks: call it from a thread.

        Raises:
            ModelFilesError: A file is missing or has another content than the pinned one.
        """
        folder = weights or installed_folder()
        graph = ready_graph(cache, folder, precision, delta)
        return cls(open_tokenizer(folder), open_session(graph, threads))

    def scores(self, words: Sequence[str], shapes: Sequence[int]) -> FloatArray:
        """float32 (words, labels), unscaled; NaN for words beyond the 256 tokens that are read.

        ``shapes`` says how each word is written, in the delta's numbers. Scores depend on this
        call's words alone, to the bit, on one machine. Blocks, and leaves other threads running.
        """
        encodable = [word.encode(errors="replace").decode() for word in words]
        encoded = self._tokenizer.encode(encodable, is_pretokenized=True)
        firsts: dict[int, int] = {}
        for place, word in enumerate(encoded.word_ids):
            if word is not None:
                firsts.setdefault(word, place)
        written = [0 if word is None else shapes[word] for word in encoded.word_ids]
        inputs = {
            "tokens": np.array([encoded.ids], dtype=np.int64),
            "shapes": np.array([written], dtype=np.int64),
        }
        scores = self._session.run(["scores"], inputs)[0][0]
        told = np.full((len(words), scores.shape[1]), np.nan, dtype=np.float32)
        told[list(firsts.keys())] = scores[list(firsts.values())]
        return told
