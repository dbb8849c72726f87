from hirewire_contracts.jobs import JobDetails
from hirewire_matching.profiles.texts import chunks, job_texts
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(max_size=400), st.integers(1, 50))
def test_chunks_hold_every_word_within_their_length(text: str, longest: int) -> None:
    pieces = list(chunks(text, longest))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece and len(piece) <= longest for piece in pieces)


def test_chunks_break_between_words() -> None:
    assert list(chunks("one two three four", 9)) == ["one two", "three", "four"]


def test_a_job_begins_with_what_matters_most() -> None:
    details = JobDetails(
        title="Cook", skills_required=["Baking"], skills_preferred=["Wine"], description="x " * 9000
    )
    title, text = job_texts(details)
    assert title == "Cook"
    assert text.startswith("Cook Baking, Wine x")
    assert len(text) <= 900
