"""Texts to vectors on the CPU."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from hirewire_embedding.cache import ready_graph
from hirewire_embedding.weights import (
    DIMENSIONS,
    MAX_TOKENS,
    MODEL,
    TOKENIZER_FILE,
    FloatArray,
    Precision,
    installed_folder,
    verified,
)


@dataclass(frozen=True, slots=True)
class Embedder:
    """all-MiniLM-L6-v2 (English, 256 tokens), safe to share between threads.

    ``stamp`` names the vector space: model, precision, adapter. Vectors of two stamps must never
    be compared.
    """

    stamp: str
    _tokenizer: Tokenizer
    _session: InferenceSession

    @classmethod
    def load(
        cls,
        cache: Path,
        precision: Precision = "int8",
        threads: int = 1,
        weights: Path | None = None,
    ) -> Self:
        """Open the model, building its graph in ``cache`` when it is not there (about a second).

        ``threads`` are those of one call; ``weights`` is a folder with the model's published
        files where they are not the installed ones. Blocks: call it from a thread.

        Raises:
            ModelFilesError: The files are missing or have another content than the pinned one.
        """
        folder = weights or installed_folder()
        tokenizer = open_tokenizer(folder)
        graph = ready_graph(cache, folder, precision)
        return cls(f"{MODEL}/{precision}/none", tokenizer, open_session(graph, threads))

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """One vector of length 1 per text: float32 (texts, 384); what exceeds 256 tokens is cut.

        A vector depends on its text and the precision alone, to the bit, on one machine: not on
        the other texts of the call, nor on ``threads``. Blocks, and leaves other threads running.
        """
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        # One text per run: int8 takes its scale from the whole input, so a batch would let its
        # texts change each other's vectors. It is also as fast, since nothing is padded.
        for row, text in enumerate(texts):
            tokens = np.array([self._tokens(text)], dtype=np.int64)
            vectors[row] = self._session.run(["vectors"], {"tokens": tokens})[0][0]
        return vectors

    def _tokens(self, text: str) -> list[int]:
        encodable = text.encode(errors="replace").decode()
        return self._tokenizer.encode(encodable).ids


def open_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(verified(folder, TOKENIZER_FILE)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def open_session(graph: Path, threads: int) -> InferenceSession:
    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
