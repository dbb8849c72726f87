from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.facts import JobFacts, ResumeFacts
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
def document() -> Callable[..., ParsedDocument]:
    """The text as a parsed plain-text document."""

    def parse(text: str, language: str = "en") -> ParsedDocument:
        result = read_document(text.encode(), ParseLimits())
        assert isinstance(result, ParsedDocument), result
        return replace(result, language=language)

    return parse


@pytest.fixture
def resume(document, taxonomy) -> Callable[..., ResumeFacts]:
    def extract(
        text: str, language: str = "en", today: date | None = date(2026, 11, 20)
    ) -> ResumeFacts:
        return extract_resume(document(text, language), taxonomy, today)

    return extract


@pytest.fixture
def ad(document, taxonomy) -> Callable[..., JobFacts]:
    def extract(text: str, language: str = "en") -> JobFacts:
        return extract_job_ad(document(text, language), taxonomy)

    return extract
