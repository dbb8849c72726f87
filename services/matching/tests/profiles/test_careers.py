from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from hirewire_contracts.values import Work
from hirewire_matching.profiles.careers import newest_first, years_worked

TODAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stretches", "years"),
    [
        ([("2020-01", "2020-12")], 1.0),
        ([("2020-01", "2020-12"), ("2021-01", "2021-06")], 1.5),
        ([("2020-01", "2021-12"), ("2020-06", "2020-12")], 2.0),
        ([("2018", "2019")], 2.0),
        ([("2025-12", None)], 1.0),
        ([("2030-01", None)], 0.0),
        ([("2020-01", "2019-01")], 0.0),
        ([(None, "2020-01")], None),
        ([], None),
    ],
)
def test_years_are_the_union_of_what_is_dated(stretches: Any, years: float | None) -> None:
    work = [
        Work(start_date=start, end_date=end, current=end is None and start is not None)
        for start, end in stretches
    ]
    for order in permutations(work):
        assert years_worked(order, TODAY) == years


def test_a_stretch_that_is_neither_ended_nor_running_says_nothing() -> None:
    assert years_worked([Work(start_date="2020-01")], TODAY) is None


def test_running_work_is_the_newest() -> None:
    old = Work(title="old", start_date="2010", end_date="2024-12")
    running = Work(title="running", start_date="2015", current=True)
    undated = Work(title="undated")
    recent = Work(title="recent", start_date="2020", end_date="2025-01")
    found = newest_first([undated, old, recent, running])
    assert [work.title for work in found] == ["running", "recent", "old", "undated"]
