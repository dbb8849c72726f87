"""Reading and ranking in this process: what ai_worker and matching do, without their servers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import NAMESPACE_OID, UUID, uuid5

from hirewire_ai_worker.documents.texts import read_job_text, read_resume_text
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy
from hirewire_contracts.candidates import Candidate, CandidateDetails
from hirewire_contracts.jobs import JobDetails
from hirewire_contracts.values import Skill
from hirewire_embedding import Embedder
from hirewire_matching.main import BENCH
from hirewire_matching.pairs.comparing import Opening, Person, compare, opening, person
from hirewire_matching.ranking import Ranked, rank

SHORT = 300


class UnreadableTextError(Exception):
    """The sentence says why."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """``as_of`` is the day up to which a position that is still held counts."""

    taxonomy: Taxonomy
    languages: LanguageDetector
    tagger: SpanTagger
    embedder: Embedder
    as_of: datetime

    @classmethod
    def load(cls, model_cache: Path, threads: int, as_of: datetime) -> Self:
        embedder = Embedder.load(model_cache, threads=threads)
        tagger = SpanTagger.load(model_cache, threads)
        return cls(load_taxonomy(), LanguageDetector.load(), tagger, embedder, as_of)

    def job(
        self, job_id: str, content: bytes, title: str | None = None, skills: Iterable[str] = ()
    ) -> Opening:
        """``content`` is the ad; title and skills that are given go before what it says."""
        headed = f"{title}\n\n".encode() + content if title else content
        document_id, parsed = _document_id("job", job_id), self._parse(headed)
        facts = read_job_text(document_id, parsed, self.taxonomy, self.tagger)
        read = facts.job or JobDetails(title="Untitled job")
        given = tuple(skill[:SHORT] for skill in skills)
        written = {"title": (title or read.title)[:SHORT]}
        details = read.model_copy(
            update={**written, **({"skills_required": given} if given else {})}
        )
        return opening(self.embedder, job_id, details, facts)

    def candidate(
        self,
        candidate_id: str,
        content: bytes,
        title: str | None = None,
        skills: Iterable[str] = (),
    ) -> Person:
        """``content`` is the résumé; skills that are given are united with those it names."""
        document_id = _document_id("candidate", candidate_id)
        parsed = self._parse(content)
        read = read_resume_text(document_id, parsed, self.taxonomy, self.as_of, self.tagger)
        details = read.candidate
        given = (Skill(name=skill[:SHORT]) for skill in skills)
        update = {
            "skills": (*details.skills, *given),
            "headline": title[:SHORT] if title else details.headline,
        }
        state = self._candidate(document_id, details.model_copy(update=update))
        return person(self.embedder, candidate_id, state)

    def _candidate(self, document_id: UUID, details: CandidateDetails) -> Candidate:
        return Candidate(
            id=document_id,
            workspace_id=document_id,
            sequence=1,
            created_at=self.as_of,
            updated_at=self.as_of,
            **dict(details),
        )

    def _parse(self, content: bytes) -> ParsedDocument:
        parsed = read_document(content, ParseLimits())
        if isinstance(parsed, ParseFailure):
            raise UnreadableTextError(parsed.detail)
        return replace(parsed, language=self.languages.detect(parsed.text))


def today() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def ranking(job: Opening, people: Iterable[Person]) -> tuple[Ranked, ...]:
    return rank(compare(BENCH, job, somebody) for somebody in people)


def _document_id(kind: str, given: str) -> UUID:
    """What evidence names as its document: the same for the same line of input."""
    return uuid5(NAMESPACE_OID, f"{kind}:{given}")
