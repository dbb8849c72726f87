"""What must become of a damaged document: facts with true evidence, or a code that says why not."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Self, get_args

from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.claims import graph_facts
from hirewire_ai_worker.extraction.facts import JobFacts, ResumeFacts
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import FailureCode, ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

from tests.fuzz.damage import Broken, broken_documents

LIMITS = ParseLimits(wall_time=60.0, cpu_time=10)
LONGEST_FACTS = 60.0
"""Seconds for the facts of one text, on a machine that does other things too."""
CODES = frozenset(get_args(FailureCode))


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code`` is ``read`` or that of the failure; ``wrong`` says which promise was broken."""

    name: str
    code: str
    seconds: float
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    parser: DocumentParser
    taxonomy: Taxonomy

    @classmethod
    def load(cls) -> Self:
        return cls(DocumentParser(LIMITS, LanguageDetector.load()), load_taxonomy())

    async def run(self, count: int, seed: int) -> AsyncIterator[Outcome]:
        for broken in broken_documents(count, seed):
            yield await self.read(broken)

    async def read(self, broken: Broken) -> Outcome:
        started = time.perf_counter()
        code, wrong = "raised", ""
        try:
            code, wrong = await self._read(broken.content)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the trial looks for
            wrong = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - started
        if not wrong and seconds > LIMITS.wall_time + LONGEST_FACTS:
            wrong = f"took {seconds:.0f} seconds"
        return Outcome(broken.name, code, seconds, wrong)

    async def _read(self, content: bytes) -> tuple[str, str]:
        parsed = await self.parser.parse(content)
        if isinstance(parsed, ParseFailure):
            known = parsed.code in CODES and bool(parsed.detail)
            return parsed.code, "" if known else f"unknown failure {parsed}"
        resume = extract_resume(parsed, self.taxonomy, date(2026, 11, 20))
        ad = extract_job_ad(parsed, self.taxonomy)
        return "read", _untrue(parsed, resume) or _untrue(parsed, ad)


def _untrue(parsed: ParsedDocument, facts: ResumeFacts | JobFacts) -> str:
    """The first quote that does not stand where its evidence says."""
    entities, relationships = graph_facts(facts)
    for claim in (*entities, *relationships):
        for place in claim.evidence:
            if parsed.text[place.start : place.end] != place.quote:
                return f"{place.quote!r} does not stand at {place.start}"
    return ""
