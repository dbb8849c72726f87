import pytest
from hirewire_contracts.notifications import Channel
from hirewire_notifier.notifications.rules import MATCHES_READY, Category, Person, obstacle, plan
from hypothesis import given
from hypothesis import strategies as st

USUAL = Category("news", {"in_app": True, "email": False})
CRITICAL = Category("password_changed", {"in_app": True, "email": True}, critical=True)
OFF = "turned off in the preferences"


@pytest.mark.parametrize(
    ("category", "channel", "unreachable", "choice", "expected"),
    [
        (USUAL, "in_app", None, None, None),
        (USUAL, "email", None, None, OFF),
        (USUAL, "email", None, True, None),
        (USUAL, "in_app", None, False, OFF),
        (USUAL, "email", "bounced", True, "bounced"),
        (USUAL, "email", "bounced", None, "bounced"),
        (CRITICAL, "email", None, False, None),
        (CRITICAL, "email", "bounced", False, None),
    ],
)
def test_critical_before_reach_before_wish_before_default(
    category: Category,
    channel: Channel,
    unreachable: str | None,
    *,
    choice: bool | None,
    expected: str | None,
) -> None:
    person = Person(
        unreachable={} if unreachable is None else {channel: unreachable},
        choices={} if choice is None else {channel: choice},
    )
    assert obstacle(category, channel, person) == expected


channels = st.sampled_from(["in_app", "email", "push"])


@given(
    unreachable=st.dictionaries(channels, st.text(min_size=1)),
    choices=st.dictionaries(channels, st.booleans()),
)
def test_a_plan_names_each_channel_once_and_critical_ones_are_free(
    unreachable: dict[Channel, str], choices: dict[Channel, bool]
) -> None:
    person = Person(unreachable, choices)
    assert set(plan(MATCHES_READY, person)) == {"in_app", "email"}
    assert set(plan(CRITICAL, person).values()) == {None}


def test_matches_are_told_in_the_app_and_by_mail_unless_somebody_minds() -> None:
    assert plan(MATCHES_READY, Person({}, {})) == {"in_app": None, "email": None}
