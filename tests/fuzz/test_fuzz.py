from random import Random

import pytest

from tests.fuzz.damage import MADE, Broken, broken_documents
from tests.fuzz.trial import Trial

CUT = ("zip_of_one_giant", "zip_that_lies", "zip_of_entities", "deep_docx", "circular_pdf")


@pytest.fixture(scope="module")
def trial():
    return Trial.load()


async def test_damaged_documents_are_read_or_say_why_not(trial):
    outcomes = [outcome async for outcome in trial.run(10, seed=3)]
    assert [outcome for outcome in outcomes if outcome.wrong] == []


async def test_hostile_documents_are_refused_by_name(trial):
    codes = {}
    for name in CUT:
        chance = Random(2)  # noqa: S311 - the same documents each time
        outcome = await trial.read(Broken(name, MADE[name](chance)))
        assert not outcome.wrong
        codes[name] = outcome.code
    assert codes.pop("zip_of_one_giant") == "zip_bomb"
    assert set(codes.values()) == {"damaged"}


def test_the_same_seed_makes_the_same_documents():
    first, second = (list(broken_documents(12, 5)) for _ in range(2))
    assert first == second
