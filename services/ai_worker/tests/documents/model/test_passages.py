import pytest
from hirewire_ai_worker.language_model.passages import (
    LARGEST,
    MASK,
    Passage,
    masked,
    occurrences,
    passages_of,
)
from hypothesis import given
from hypothesis import strategies as st

texts = st.text(st.sampled_from("ab \n.é語"), max_size=3 * LARGEST)


@given(texts)
def test_passages_are_the_text_in_order_and_leave_out_only_blanks(text):
    at = 0
    for passage in passages_of(text):
        assert len(passage.text) <= LARGEST
        assert text[passage.start : passage.start + len(passage.text)] == passage.text
        assert not text[at : passage.start].strip()
        at = passage.start + len(passage.text)
    assert not text[at:].strip()


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("two  words", (12, 21)),
        ("TWO words", None),
        ("two three", None),
        ("", None),
        (" \n ", None),
        (MASK, None),
    ],
)
def test_a_quote_is_found_whatever_its_spaces(quote, found):
    assert Passage(10, f"A two\nwords {MASK}").locate(quote) == found


def test_masking_keeps_every_place():
    text = "Ada King, ada king; Adana"
    hidden = masked(text, occurrences(text, ["Ada", "King", "x"]))
    assert hidden == f"{MASK * 3} {MASK * 4}, {MASK * 3} {MASK * 4}; Adana"
