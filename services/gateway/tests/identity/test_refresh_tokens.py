from uuid import UUID

from hirewire_gateway.identity.refresh_tokens import (
    judge,
    make_refresh_token,
    read_refresh_token,
    session_key,
)
from hypothesis import given
from hypothesis import strategies as st

KEY = session_key(b"secret", b"salt")
rotations = st.integers(min_value=0, max_value=2**63)


@given(st.uuids(), st.uuids(), rotations)
def test_a_token_reads_back_as_it_was_made(user_id, session_id, rotation):
    made = make_refresh_token(KEY, user_id, session_id, rotation)
    read = read_refresh_token(made.text())
    assert read == made
    assert read.is_signed_with(KEY)
    assert not read.is_signed_with(session_key(b"secret", b"other salt"))
    assert not read.is_signed_with(session_key(b"other secret", b"salt"))


@given(st.text(max_size=120))
def test_any_text_is_read_without_a_fuss(text):
    token = read_refresh_token(text)
    assert token is None or not token.is_signed_with(KEY)


@given(st.data())
def test_one_changed_character_breaks_it(data):
    text = make_refresh_token(KEY, UUID(int=1), UUID(int=2), 3).text()
    place = data.draw(st.integers(min_value=0, max_value=len(text) - 2))
    other = data.draw(st.sampled_from([c for c in "Aa0-_zQ" if c != text[place]]))
    changed = read_refresh_token(text[:place] + other + text[place + 1 :])
    assert changed is None or not changed.is_signed_with(KEY)


def test_what_a_genuine_token_is_worth():
    assert judge(5, 5, 9999, 20) == "rotate"
    assert judge(4, 5, 20, 20) == "repeat"
    assert judge(4, 5, 21, 20) == "reused"
    assert judge(3, 5, 0, 20) == "reused"
    assert judge(6, 5, 0, 20) == "unknown"
    assert judge(4, 5, 1, 0) == "reused"
