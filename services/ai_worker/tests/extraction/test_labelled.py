"""Figures on labelled documents: this repository's samples, and shared data where it is there."""

import os
from pathlib import Path

import pytest
from hirewire_ai_worker.evaluation.__main__ import facts_of
from hirewire_ai_worker.evaluation.score import Scores
from hirewire_ai_worker.evaluation.truths import truths_in
from hirewire_ai_worker.parsing.language import LanguageDetector

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT / "deploy" / "samples"
SHARED = Path(os.environ.get("HIREWIRE_SHARED_DATA", ROOT.parent / "shared" / "data")) / "resumes"


@pytest.mark.parametrize(
    "folder",
    [
        SAMPLES,
        pytest.param(
            SHARED,
            marks=pytest.mark.skipif(
                not SHARED.exists(), reason=f"no labelled résumés at {SHARED}"
            ),
        ),
    ],
    ids=["samples", "shared"],
)
def test_labelled_resumes_are_read_as_promised(folder, taxonomy):
    scores, languages = Scores(taxonomy), LanguageDetector.load()
    truths = truths_in(folder)
    assert len(truths) >= 9
    for truth in truths:
        scores.add(facts_of(truth, taxonomy, languages), truth)
    fields = scores.fields
    assert (fields["email"].f1, fields["phone"].f1) == (1.0, 1.0)
    assert fields["name"].f1 >= 0.95
    assert fields["work triple"].f1 >= 0.85
    assert fields["degree + school"].f1 >= 0.85
    assert fields["listed skills"].precision >= 0.9
