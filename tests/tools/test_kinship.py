"""Matching's table of skills is what ai_worker's taxonomy says."""

from tools.kinship import FILE, kinship


def test_the_committed_table_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == kinship()
