"""The graph beside a second, plain writing of the same network in numpy."""

from math import erf, sqrt

import numpy as np
import pytest
from hirewire_embedding import Embedder
from hirewire_embedding.layers import quantise
from hirewire_embedding.weights import (
    TOKENIZER_FILE,
    Weights,
    installed_folder,
    read_weights,
    verified,
)
from numpy.typing import NDArray
from tokenizers import Tokenizer

Array = NDArray[np.float64]

TEXTS = [
    "Backend developer",
    "Nurse in a children's ward, night shifts",
    "Zoë speaks français, Русский and 日本語 🚀",
    "",
    "Designs, tests and documents REST services; on call every fourth week. " * 4,
]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(installed_folder())


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(verified(installed_folder(), TOKENIZER_FILE)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@pytest.mark.parametrize("text", TEXTS)
def test_fp32_equals_the_reference(
    text: str, weights: Weights, tokenizer: Tokenizer, fp32: Embedder
) -> None:
    expected = reference(weights, tokenizer.encode(text).ids)
    assert fp32.embed([text])[0] == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("text", TEXTS)
def test_int8_is_near_the_reference(
    text: str, weights: Weights, tokenizer: Tokenizer, int8: Embedder
) -> None:
    expected = reference(weights, tokenizer.encode(text).ids)
    assert int8.embed([text])[0] @ expected > 0.97


def test_quantised_rows_are_within_half_a_step() -> None:
    matrix = np.array([[0.5, -1.0, 0.2], [0.0, 0.0, 0.0], [8.0, 1.0, -4.0]], dtype=np.float32)
    entries, scales = quantise(matrix, 64)
    assert np.abs(entries).max() == 64
    assert (np.abs(entries * scales[:, None] - matrix) <= scales[:, None] / 2).all()


def reference(weights: Weights, tokens: list[int]) -> Array:
    def dense(values: Array, name: str) -> Array:
        return values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def normalise(values: Array, name: str) -> Array:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def attend(values: Array, name: str) -> Array:
        parts = (dense(values, f"{name}.{part}") for part in ("query", "key", "value"))
        query, key, value = (part.reshape(-1, 12, 32).swapaxes(0, 1) for part in parts)
        scores = np.exp(query @ key.swapaxes(1, 2) / sqrt(32))
        shares = scores / scores.sum(axis=-1, keepdims=True)
        return (shares @ value).swapaxes(0, 1).reshape(-1, 384)

    states = (
        weights["embeddings.word_embeddings.weight"][tokens].astype(np.float64)
        + weights["embeddings.position_embeddings.weight"][: len(tokens)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    states = normalise(states, "embeddings.LayerNorm")
    for name in (f"encoder.layer.{index}" for index in range(6)):
        context = attend(states, f"{name}.attention.self")
        attended = dense(context, f"{name}.attention.output.dense")
        states = normalise(states + attended, f"{name}.attention.output.LayerNorm")
        inner = dense(states, f"{name}.intermediate.dense")
        inner = inner * (1 + np.vectorize(erf)(inner / sqrt(2))) / 2
        outer = dense(inner, f"{name}.output.dense")
        states = normalise(states + outer, f"{name}.output.LayerNorm")
    pooled = states.mean(axis=0)
    return pooled / np.linalg.norm(pooled)
