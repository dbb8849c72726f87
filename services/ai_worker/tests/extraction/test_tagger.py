from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hirewire_ai_worker.documents.job_facts import job_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.facts import JobFacts, ResumeFacts
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.extraction.tagger.decoding import spans_in
from hirewire_ai_worker.extraction.tagger.shapes import CAPITALISED, MIXED, PLAIN, UPPER, shape_of
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.extraction.tagger.words import end_of, words_of
from hirewire_chassis import new_id

AD = """Backend Engineer

About us
We have been baking bread in Ghent since 1902.

Requirements
- Experience with Python, Quarkdown and Zanzibar Studio in a production environment
- Degree in computer science or similar
- You will design and develop scalable web services together with product managers
"""
PERSON = """Ada King
ada@example.org

Experience
Engineer, Acme Ltd, Jan 2020 - Mar 2023
- Experience with Python and Quarkdown in a production environment
"""


@pytest.fixture(scope="session")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> SpanTagger:
    return SpanTagger.load(tmp_path_factory.mktemp("tagger"))


@pytest.fixture
def ad(document: Callable, taxonomy, tagger: SpanTagger) -> Callable[..., JobFacts]:
    return lambda language="en": extract_job_ad(document(AD, language), taxonomy, tagger=tagger)


@pytest.fixture
def person(document: Callable, taxonomy, tagger: SpanTagger) -> ResumeFacts:
    return extract_resume(document(PERSON), taxonomy, date(2026, 11, 20), tagger=tagger)


def test_prose_gives_skills_that_no_taxonomy_knows(ad: Callable[..., JobFacts]) -> None:
    found = {fact.name: fact for fact in ad().skills}
    unknown = found["Quarkdown"]
    assert (unknown.key, unknown.kind) == (None, "knowledge")
    assert 0.5 < unknown.confidence < 1
    assert [place.quote for place in unknown.evidence] == ["Quarkdown"]
    assert found["Python"].key == "python"
    assert not any("Degree" in name for name in found)
    assert any(fact.kind == "competence" and fact.key is None for fact in found.values())


def test_evidence_is_the_text_itself(ad: Callable[..., JobFacts], document: Callable) -> None:
    text = document(AD).text
    places = [place for fact in ad().skills for place in fact.evidence]
    assert places
    assert all(text[place.start : place.end] == place.quote for place in places)


def test_nobody_is_asked_for_words_that_only_the_tagger_knows(ad: Callable[..., JobFacts]) -> None:
    told = job_facts(Document(id=new_id(), kind="job"), AD, ad())
    assert [asked.name for asked in told.requirements if asked.kind == "skill"] == ["Python"]


def test_other_languages_are_left_to_the_names(ad: Callable[..., JobFacts]) -> None:
    assert [fact.name for fact in ad("de").skills] == ["Python"]


def test_a_resume_gains_knowledge_and_says_who_found_it(
    person: ResumeFacts, tagger: SpanTagger
) -> None:
    assert {"Python", "Quarkdown"} <= {fact.name for fact in person.skills}
    assert all(fact.kind == "knowledge" or fact.key for fact in person.skills)
    assert person.extractor.endswith(f"+tagger.{tagger.version}")


def test_the_same_words_give_the_same_spans_whatever_the_threads(
    tagger: SpanTagger, tmp_path: Path
) -> None:
    words = ["Knowledge", "of", "Google", "Cloud", "and", "strong", "communication", "skills"]
    graph = next(tmp_path.parent.glob("tagger*/*.onnx"))
    (tmp_path / graph.name).symlink_to(graph)
    two = SpanTagger.load(tmp_path, threads=2)
    found = tagger.tag(words)
    assert found == two.tag(words) == tagger.tag(words)
    assert ("knowledge", 2, 4) in [(span.kind, span.first, span.last) for span in found]


def test_long_sentences_are_read_to_their_end(tagger: SpanTagger) -> None:
    words = [*["and"] * 100, *["experience", "with", "Python", "and", "Docker"]]
    assert {(span.first, span.last) for span in tagger.tag(words)} >= {(102, 103), (104, 105)}
    assert tagger.tag(["x" * 40] * 100) == tagger.tag(["x" * 40] * 100)
    assert tagger.tag([]) == []


def scores(*likely: str) -> np.ndarray:
    return np.array([[5.0 * (tag == each) for tag in "OBI"] for each in likely])


@pytest.mark.parametrize(
    ("likely", "found"),
    [
        ("OBIO", [(1, 3)]),
        ("BB", [(0, 1), (1, 2)]),
        ("BII", [(0, 3)]),
        ("OOO", []),
    ],
)
def test_spans_are_the_best_series_of_tags(likely: str, found: list[tuple[int, int]]) -> None:
    spans = spans_in(scores(*likely), 0.0, [False] * len(likely))
    assert [(span.first, span.last) for span in spans] == found
    assert all(span.probability > 0.9 for span in spans)


def test_no_span_begins_inside_or_goes_on_over_a_break() -> None:
    lone = spans_in(scores("O", "I"), 0.0, [False, False])
    assert all(span.first in {0, 1} and span.last == 2 for span in lone)
    broken = spans_in(scores("B", "I", "I"), 0.0, [False, True, False])
    assert (0, 3) not in [(span.first, span.last) for span in broken]


def test_a_bias_makes_it_more_careful() -> None:
    close = np.array([[1.0, 1.2, 0.0]])
    assert len(spans_in(close, 0.0, [False])) == 1
    assert spans_in(close, 0.5, [False]) == []


def test_words_are_cut_as_in_the_corpus() -> None:
    text = "Tools: C++, CI/CD (Node.js). You'll use .NET"
    words = words_of(text, 0, len(text))
    written = [word.text for word in words]
    assert written == ["Tools:", "C++", "CI/CD", "(", "Node.js", ")", ".", "You'll", "use", ".NET"]
    assert [word.text for word in words if word.breaks] == ["CI/CD"]
    assert text[words[0].start : end_of(words[0])] == "Tools"


@pytest.mark.parametrize(
    ("word", "shape"),
    [("data", PLAIN), ("2020", PLAIN), ("Docker", CAPITALISED), ("SQL", UPPER),
     ("TypeScript", MIXED), ("C#", MIXED), ("k8s", MIXED)],
)  # fmt: skip
def test_the_way_a_word_is_written(word: str, shape: int) -> None:
    assert shape_of(word) == shape
