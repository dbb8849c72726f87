"""Matching's tables are what ai_worker's taxonomy says."""

from tools.matching_tables import generated, stale


def test_the_committed_tables_are_current() -> None:
    assert stale(generated()) == []
