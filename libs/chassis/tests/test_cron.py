"""When schedules tick, checked against looking at the clock every minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hirewire_chassis.cron import Cron
from hypothesis import given
from hypothesis import strategies as st

PLANS = {
    "*/15 * * * *": (range(0, 60, 15), range(24), range(7)),
    "7,52 * * * *": ((7, 52), range(24), range(7)),
    "30 2 * * *": ((30,), (2,), range(7)),
    "0 1-3 * * *": ((0,), (1, 2, 3), range(7)),
    "*/20 2 * * SUN": (range(0, 60, 20), (2,), (6,)),
    "5 */2 * * *": ((5,), range(0, 24, 2), range(7)),
    "0 0 * * MON-FRI": ((0,), (0,), range(5)),
}
CHANGES = (
    ("Europe/Berlin", "2026-03-29T01:00Z"),
    ("Europe/Berlin", "2026-10-25T01:00Z"),
    ("America/New_York", "2026-11-01T06:00Z"),
    ("America/Santiago", "2026-09-06T04:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
    ("Pacific/Apia", "2011-12-30T10:00Z"),
    ("Asia/Kathmandu", "2026-06-01T00:00Z"),
    ("UTC", "2026-06-01T00:00Z"),
)


def watched(expression: str, zone: str, since: datetime, until: datetime) -> Iterator[datetime]:
    """Somebody looks at the clock on the wall every minute."""
    minutes, hours, weekdays = PLANS[expression]
    moment = since.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while moment <= until:
        wall = moment.astimezone(ZoneInfo(zone))
        counts = wall.fold == 0 or expression.split()[1] == "*"
        shown = wall.minute in minutes and wall.hour in hours and wall.weekday() in weekdays
        if shown and counts:
            yield moment
        moment += timedelta(minutes=1)


@given(
    st.sampled_from(sorted(PLANS)),
    st.sampled_from(CHANGES),
    st.integers(min_value=-36 * 60, max_value=6 * 60),
)
def test_ticks_are_what_the_clock_on_the_wall_shows(
    expression: str, change: tuple[str, str], minutes: int
) -> None:
    zone, at = change
    since = datetime.fromisoformat(at) + timedelta(minutes=minutes)
    until = since + timedelta(hours=42)
    cron = Cron(expression, zone)

    found = list(takewhile(lambda tick: tick <= until, cron.ticks(since)))

    assert found == list(watched(expression, zone, since, until))
    if found:
        assert cron.after(since) == found[0]
        assert cron.latest(since, until) == found[-1]
        assert cron.latest(found[-1], until) is None


def local(expression: str, since: str, count: int) -> list[str]:
    start = datetime.fromisoformat(since).replace(tzinfo=UTC)
    ticks = islice(Cron(expression, "Europe/Berlin").ticks(start), count)
    return [tick.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M %Z") for tick in ticks]


def test_a_time_that_the_clock_skips_does_not_happen() -> None:
    assert local("30 2 * * *", "2026-03-27", 3) == ["27 02:30 CET", "28 02:30 CET", "30 02:30 CEST"]


def test_a_time_that_the_clock_shows_twice_happens_once() -> None:
    assert local("30 2 * * *", "2026-10-24", 3) == [
        "24 02:30 CEST",
        "25 02:30 CEST",
        "26 02:30 CET",
    ]


def test_with_an_open_hour_every_real_hour_counts() -> None:
    autumn = ["25 01:30 CEST", "25 02:30 CEST", "25 02:30 CET", "25 03:30 CET"]
    assert local("30 * * * *", "2026-10-24T23:00", 4) == autumn
    assert local("30 * * * *", "2026-03-29T00:00", 3) == [
        "29 01:30 CET",
        "29 03:30 CEST",
        "29 04:30 CEST",
    ]


def test_a_long_pause_is_looked_back_over() -> None:
    now = datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)

    assert Cron("* * * * *", "UTC").latest(now - timedelta(days=3650), now) == now.replace(second=0)
    assert Cron("0 0 29 2 *", "UTC").latest(now - timedelta(days=3650), now) == datetime(
        2024, 2, 29, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("expression", "zone", "reason"),
    [
        ("* * * *", "UTC", "five fields"),
        ("0 * * * * *", "UTC", "five fields"),
        ("60 * * * *", "UTC", "Bad minute"),
        ("0 0 31 2 *", "UTC", "Bad day-of-month"),
        ("@daily", "UTC", "five fields"),
        ("* * * * *", "Mars/Olympus", "no time zone"),
        ("* * * * *", "../../etc/passwd", "no time zone"),
        ("* * * * *", "", "no time zone"),
    ],
)
def test_a_plan_that_means_nothing_is_refused(expression: str, zone: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Cron(expression, zone)
