import pytest
from hirewire_gateway.search.vocabulary import vocabulary
from hirewire_gateway.search.words import MOST_WORDS, Term, understand
from hypothesis import given, settings
from hypothesis import strategies as st

TYPED = st.text(max_size=60).filter(lambda text: len(text) <= MOST_WORDS or " " not in text)


@settings(max_examples=60, deadline=None)
@given(text=TYPED)
def test_whatever_is_typed_is_understood(text):
    understood = understand(text, vocabulary())
    assert all(term.text for term in understood.terms)
    assert all(understood.clauses)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("kubernets", "kubernetes"),
        ("enginer", "engineer"),
        ("Pyhton", "python"),
        ("python", None),
        ("cat", None),
        ("zeppelin", None),
        ("xubernetes", None),
    ],
)
def test_slips_are_read_as_what_was_meant(typed, corrected):
    (term,) = understand(typed, vocabulary()).terms
    assert (term.text, term.corrected) == (typed, corrected)


def test_quotes_dashes_and_or_mean_what_they_do_elsewhere():
    understood = understand('a "b  c" -d or -"e f"', vocabulary())
    assert understood.clauses == (
        (Term("a"), Term("b  c"), Term("d", negated=True)),
        (Term("e f", negated=True),),
    )


def test_a_workspace_has_words_of_its_own():
    own = {"unicorn hunter": ("recruiter",)}
    (term,) = understand("Unicorn Hunter", vocabulary(), own).terms
    assert term.also[0] == "recruiter"


def test_nobody_types_that_many_words():
    with pytest.raises(ValueError, match="more than 32 words"):
        understand("a " * 33, vocabulary())
