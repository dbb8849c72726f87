from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hirewire_embedding import DIMENSIONS, Embedder
from hirewire_matching.titles import Titles, load_adapter, plain_form
from hirewire_matching.titles.likeness import likeness

CORPUS = ["pastry cook", "judge", "chief executive officer", "nurse", "truck driver"]


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Chief Executives", "chief executive"),
        ("Managers, All Other", "manager"),
        ("Police Officers, Except Detectives", "police officer"),
        ("Policemen", "policeman"),
        ("Coaches", "coach"),
        ("Secretaries", "secretary"),
        ("Sales Managers", "sales manager"),
        ("Physics Teachers", "physics teacher"),
        ("", ""),
        ("Krankenpfleger*in (m/w/d)", "krankenpfleger*in (m/w/d)"),
    ],
)
def test_plain_form(title: str, plain: str) -> None:
    assert plain_form(title) == plain


def test_the_best_is_first_whatever_the_order_of_the_corpus(embedder: Embedder) -> None:
    for corpus in (CORPUS, CORPUS[::-1]):
        titles = Titles.of(embedder, corpus)
        assert corpus[titles.ranking("Chief Executives")[0]] == "chief executive officer"
        assert sorted(titles.ranking("Baker")) == list(range(len(corpus)))


def test_an_empty_corpus_and_an_empty_query_are_no_failure(embedder: Embedder) -> None:
    assert Titles.of(embedder, []).ranking("Nurse") == []
    assert len(Titles.of(embedder, CORPUS).ranking("")) == len(CORPUS)


def test_threads_change_no_byte(embedder: Embedder, model_cache: Path) -> None:
    several = Embedder.load(model_cache, threads=2)
    ours, theirs = (Titles.of(one, CORPUS).likeness("Nurses") for one in (embedder, several))
    assert ours.tobytes() == theirs.tobytes()


def test_the_adapter_is_a_plain_matrix() -> None:
    adapter = load_adapter()
    assert adapter.shape == (DIMENSIONS, DIMENSIONS)
    assert np.isfinite(adapter).all()


def test_what_is_near_the_nearest_gains_on_what_is_not() -> None:
    """The two last are as far from the query; one of them is beside its nearest titles."""
    matrix = np.zeros((100, 4), np.float32)
    matrix[:, 3] = 1
    for place, (one, two) in enumerate(permutations((0.8, 0.6), 2)):
        matrix[place] = (one, two, 0, 0)
    matrix[98], matrix[99] = (0.1, 0.995, 0, 0), (0.1, 0, 0.995, 0)
    order = likeness(np.array([1, 0, 0, 0], np.float32), matrix)
    assert order[98] > order[99]
    few = likeness(np.array([1, 0, 0, 0], np.float32), matrix[-2:])
    assert few[0] == few[1]
