"""docs/faults.md says what the catalogue has."""

from tests.faults.cases import CASES
from tests.faults.catalogue import PAGE, SHOWS, page


def test_the_page_lists_the_cases() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run python -m tests.faults.catalogue"


def test_every_case_says_what_it_shows() -> None:
    assert set(CASES) <= set(SHOWS)
