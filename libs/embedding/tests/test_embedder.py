from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hirewire_embedding import DIMENSIONS, Embedder
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = [
    "Senior Python developer",
    "Software engineer who writes Python",
    "Registered nurse, intensive care",
    "We look for an electrician with experience in industrial plants and a driving licence.",
    "Owned the data platform: Kafka, Spark, dbt and Snowflake for twelve teams. " * 12,
    "Fachkraft für Lagerlogistik (m/w/d)",
    "",
]


def test_vectors_are_float32_of_length_one(int8: Embedder) -> None:
    vectors = int8.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_int8_stays_close_to_the_published_precision(int8: Embedder, fp32: Embedder) -> None:
    cosines = (int8.embed(TEXTS) * fp32.embed(TEXTS)).sum(axis=1)
    assert cosines.mean() > 0.98


def test_kindred_texts_are_nearer_than_foreign_ones(int8: Embedder) -> None:
    developer, engineer, nurse = int8.embed(TEXTS[:3])
    assert developer @ engineer > developer @ nurse + 0.3


def test_stamp_tells_the_precision(int8: Embedder, fp32: Embedder) -> None:
    assert int8.stamp == "all-minilm-l6-v2/int8/none"
    assert fp32.stamp == "all-minilm-l6-v2/fp32/none"


def test_no_texts_are_no_rows(int8: Embedder) -> None:
    assert int8.embed([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_a_vector_does_not_depend_on_its_batch(
    precision: str, request: pytest.FixtureRequest
) -> None:
    embedder: Embedder = request.getfixturevalue(precision)
    together = embedder.embed(TEXTS)
    turned = embedder.embed(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert together.tobytes() == turned.tobytes() == alone.tobytes()


def test_a_vector_does_not_depend_on_the_number_of_threads(int8: Embedder, cache: Path) -> None:
    threaded = Embedder.load(cache, threads=2)
    assert threaded.embed(TEXTS).tobytes() == int8.embed(TEXTS).tobytes()


def test_concurrent_callers_get_what_a_single_one_gets(int8: Embedder) -> None:
    expected = int8.embed(TEXTS).tobytes()
    with ThreadPoolExecutor(4) as pool:
        vectors = pool.map(lambda _: int8.embed(TEXTS).tobytes(), range(8))
        assert set(vectors) == {expected}


def test_what_exceeds_the_window_is_cut(int8: Embedder) -> None:
    page = "Maintains conveyor belts, pumps and motors in three shifts. " * 170
    assert len(page) > 10_000
    first, longer = int8.embed([page, page + "And now something about nursing."])
    assert first.tobytes() == longer.tobytes()


def test_empty_text_has_a_vector(int8: Embedder) -> None:
    empty, blank = int8.embed(["", " \n\t"])
    assert np.linalg.norm(empty) == pytest.approx(1, abs=1e-5)
    assert empty.tobytes() == blank.tobytes()


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_string_has_a_finite_vector(int8: Embedder, text: str) -> None:
    (vector,) = int8.embed([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
