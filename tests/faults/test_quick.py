"""A few of the faults of `make faults`, with a fixed seed."""

from pathlib import Path

import pytest

from tests.faults.cases import CASES
from tests.faults.runner import run

SEED = 20
CHOSEN = (2, 4, 8, 18, 30, 32, 41, 42)
"""Workers, relays, the broker, the database, routes, the ladder, the gateway, flows."""


@pytest.mark.timeout(600)
async def test_a_selection_of_faults_loses_and_doubles_nothing(tmp_path: Path) -> None:
    cases = [CASES[number] for number in CHOSEN]
    tally = await run(cases, SEED, tmp_path)
    assert tally.fine, "\n".join([str(tally), *tally.failures])
    assert tally.passed == len(cases)
