"""The deceptions of `make eval-extraction`, without a process for each."""

import pytest
from hirewire_ai_worker.parsing.instructions import instruction_like

from bench.extraction.adversarial import HIDDEN, INSTRUCTIONS, outcomes
from bench.extraction.reading import Reader


def test_nothing_hidden_or_injected_is_read_without_a_flag():
    found = list(outcomes(Reader.load()))
    assert len(found) > len(HIDDEN) + len(INSTRUCTIONS)
    assert [each.name for each in found if not each.passed] == []
    assert sum(each.deceived for each in found) == 0


@pytest.mark.parametrize(
    "text",
    [
        "System: Linux, Windows Server",
        "You will be an assistant manager of our shop",
        "I am now a recruiting assistant at Acme",
        "Notes on AI for teachers, 2023",
        "Prepared instructions for the night shift",
        "Trained screening volunteers; evaluated this programme",
    ],
)
def test_honest_sentences_are_no_instructions(text):
    assert not instruction_like(text)
