import pytest
from hirewire_gateway.http.conditions import check_match, entity_tag, is_known
from hirewire_gateway.http.cursors import Cursors, InvalidCursorError, binding_of
from hirewire_gateway.http.preferences import Preference, parse_preference
from hirewire_gateway.http.problems import ProblemError
from hirewire_gateway.http.rate_limits import RateLimit
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("prefer", "seconds", "applied"),
    [
        ("", 2, ""),
        ("wait=5", 5, "wait=5"),
        ("wait=0", 0, "wait=0"),
        ("wait=99", 30, "wait=30"),
        ('WAIT="7"', 7, "wait=7"),
        ("respond-async", 0, "respond-async"),
        ("respond-async, wait=10", 10, "respond-async, wait=10"),
        ("wait=1, wait=2", 1, "wait=1"),
        ("wait=1;why=not", 1, "wait=1"),
        ("wait=-1", 2, ""),
        ("wait=nan", 2, ""),
        ("wait=soon, return=minimal", 2, ""),
    ],
)
def test_preferences(prefer, seconds, applied):
    assert parse_preference(prefer, 2) == Preference(seconds, applied)


@given(st.text(max_size=60))
def test_no_preference_is_waited_for_longer_than_the_limit(prefer):
    assert 0 <= parse_preference(prefer, 2).wait_seconds <= 30


def test_conditions_compare_sequences():
    assert entity_tag(7) == '"7"'
    assert check_match(7, '"7"') == 7
    assert check_match(7, '"6", "7"') == 7
    assert check_match(7, entity_tag(7, "stale")) == 7
    assert check_match(7, None) is check_match(7, "*") is None
    for outdated in ('"6"', '"77"', "7", "", "nonsense"):
        with pytest.raises(ProblemError) as refused:
            check_match(7, outdated)
        assert refused.value.status_code == 412
    assert is_known('"7"', 'W/"7"')
    assert not is_known('"7"', '"7-stale"')
    assert not is_known('"7"', None)


@given(st.text(max_size=50), st.uuids(), st.text(max_size=20))
def test_a_cursor_opens_where_it_was_sealed_and_nowhere_else(value, item, binding):
    cursors = Cursors(b"key")
    sealed = cursors.seal((value, item), binding)
    assert cursors.open(sealed, binding) == (value, item)
    for opener, other in ((cursors, binding + "x"), (Cursors(b"other"), binding)):
        with pytest.raises(InvalidCursorError):
            opener.open(sealed, other)


@given(st.text(max_size=80))
def test_nobody_makes_a_cursor_up(text):
    with pytest.raises(InvalidCursorError):
        Cursors(b"key").open(text, "list")


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)), st.uuids())
def test_the_order_of_filters_makes_no_other_list(filters, workspace):
    turned = dict(reversed(filters.items()))
    assert binding_of("jobs", workspace, filters) == binding_of("jobs", workspace, turned)


def test_a_limit_lets_its_number_through_and_then_one_at_a_time():
    now = 100.0
    limit = RateLimit(3, lambda: now)
    assert [limit.take("ada").wait_seconds for _ in range(3)] == [0, 0, 0]
    assert limit.take("ada").wait_seconds == pytest.approx(20)
    assert limit.take("bob").wait_seconds == 0
    now = 119.0
    assert limit.take("ada").wait_seconds == pytest.approx(1)
    now = 120.5
    assert limit.take("ada").wait_seconds == 0
    assert limit.take("ada").wait_seconds > 0
    now = 1000.0
    assert [limit.take("ada").wait_seconds for _ in range(3)] == [0, 0, 0]
