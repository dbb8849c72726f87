"""A cut of `make eval-extraction`: what the labelled set must not lose."""

import numpy as np
import pytest
from hirewire_ai_worker.parsing.language import LanguageDetector

from bench.extraction.calibration import bins_of, brier, ece
from bench.extraction.drawing import draw
from bench.extraction.linking import _measured
from bench.extraction.own import by_language, in_all_layouts, of_ads
from bench.extraction.reading import Reader
from bench.extraction.sources import LAYOUTS, sources_in
from bench.extraction.spans import SpanScore, _spans
from bench.extraction.truths import ad_truth


@pytest.fixture(scope="module")
def reader(taxonomy) -> Reader:
    return Reader(taxonomy, LanguageDetector.load())


def test_the_set_is_as_large_and_as_mixed_as_it_says():
    sources = sources_in()
    assert len(sources) >= 40
    assert {source.layout for source in sources} == set(LAYOUTS)
    own = [source.language for source in sources]
    assert all(own.count(language) >= 6 for language in ("de", "fr", "es"))


def test_resumes_of_the_set_are_read_as_promised(reader):
    fields = by_language(reader, sources_in())["all"]
    assert (fields["email"].f1, fields["phone"].f1) == (1.0, 1.0)
    assert fields["name"].f1 >= 0.95
    assert fields["work triple"].f1 >= 0.9
    assert fields["degree + school"].f1 >= 0.9
    assert fields["listed skills"].f1 >= 0.9


def test_ads_of_the_set_are_read_as_promised(reader):
    sources = [source for source in sources_in() if source.kind == "job"]
    fields = of_ads(reader, sources)
    assert min(fields[name].f1 for name in ("ad company", "ad salary", "ad years")) >= 0.9


def test_words_that_only_look_like_skills_are_none(reader):
    traps = [each for each in sources_in() if each.kind == "job" and ad_truth(each.name).absent]
    assert traps
    for source in traps:
        facts = reader.job(reader.parsed(draw(source), source.name))
        assert {skill.name for skill in facts.skills}.isdisjoint(ad_truth(source.name).absent)


def test_a_source_is_drawn_in_every_layout(reader):
    source = next(each for each in sources_in() if each.name == "en-teacher")
    for drawn in in_all_layouts(source):
        facts = reader.resume(reader.parsed(draw(drawn), drawn.layout))
        assert facts.name.value == "Priyanka Vaidyanathan"
        assert "GeoGebra" in [skill.name for skill in facts.skills]
        assert facts.work[0].company.value == "Whitgift Lane Academy"


def test_errors_of_confidence():
    said = [(0.9, True)] * 9 + [(0.9, False)] + [(0.2, True), (0.2, False)]
    assert [size for size, _, _ in bins_of(said)] == [2, 10]
    assert ece(said) == pytest.approx(2 / 12 * 0.3)
    assert brier([(0.8, True), (0.8, False)]) == pytest.approx((0.04 + 0.64) / 2)


def test_spans_are_scored_strictly_and_by_overlap():
    assert _spans(["Good", "SQL", "and", "Go"], ["O", "B", "O", "B"]) == [(5, 8), (13, 15)]
    score = SpanScore()
    score.add([(0, 4), (10, 14)], [(0, 4), (11, 16)])
    assert score.f1() == pytest.approx(0.5)
    assert score.f1(relaxed=True) == pytest.approx(1.0)


def test_equals_count_against_a_link():
    assert _measured(np.array([0.5, 0.5, 0.1], np.float32), {1}) == (0.5, 1.0)
