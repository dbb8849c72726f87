"""Has a model read a document as well, within its time and the workspace's budget."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hirewire_chassis import Desk
from hirewire_contracts.documents import Failure

from hirewire_ai_worker.extraction.facts import (
    Evidence,
    JobFacts,
    LinkFact,
    ResumeFacts,
    TextFact,
)
from hirewire_ai_worker.extraction.view import view_of
from hirewire_ai_worker.language_model.answer import Item
from hirewire_ai_worker.language_model.client import LanguageModel, ModelError
from hirewire_ai_worker.language_model.memory import Memory
from hirewire_ai_worker.language_model.passages import (
    Passage,
    Span,
    masked,
    occurrences,
    passages_of,
)
from hirewire_ai_worker.language_model.prompt import VERSION, Subject
from hirewire_ai_worker.parsing.document import ParsedDocument

SECTION = "model"


@dataclass(frozen=True, slots=True)
class Opinion:
    """An item whose quote stands in the document, and where."""

    item: Item
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Consultant:
    """``daily_tokens`` is each workspace's budget; ``seconds`` the time for one document."""

    model: LanguageModel
    daily_tokens: int
    seconds: float
    redact: bool = True

    @property
    def version(self) -> str:
        return f"{self.model.name}+prompt.{VERSION}"

    async def consult(
        self, parsed: ParsedDocument, facts: ResumeFacts | JobFacts, desk: Desk
    ) -> Sequence[Opinion] | Failure:
        """Failure when the model is of no help now; it never stops a document."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._read(parsed, facts, Memory(desk, self.model.name))
        except TimeoutError:
            detail = f"the model did not end within {self.seconds:g} s"
            return Failure(code="model_timeout", detail=detail, retryable=True)
        except ModelError as error:
            return Failure(code=error.code, detail=str(error), retryable=True)

    async def _read(
        self, parsed: ParsedDocument, facts: ResumeFacts | JobFacts, memory: Memory
    ) -> Sequence[Opinion]:
        subject: Subject = "resume" if isinstance(facts, ResumeFacts) else "job"
        text = masked(parsed.text, _private(parsed.text, facts)) if self.redact else parsed.text
        view = view_of(parsed)
        opinions = []
        for passage in passages_of(text):
            for item, (start, end) in await self._items(subject, passage, memory):
                opinions.append(Opinion(item, view.evidence(start, end, SECTION)))
        return opinions

    async def _items(
        self, subject: Subject, passage: Passage, memory: Memory
    ) -> list[tuple[Item, Span]]:
        answer = await memory.recall(subject, passage.text)
        if answer is None:
            if await memory.spent_today() >= self.daily_tokens:
                raise ModelError("model_budget", "the workspace's tokens for today are spent")
            said = await self.model.ask(subject, passage.text)
            await memory.keep(subject, passage.text, said)
            answer = said.answer
        located = ((item, passage.locate(item.quote)) for item in answer.items)
        return [(item, span) for item, span in located if span is not None]


def _private(text: str, facts: ResumeFacts | JobFacts) -> list[Span]:
    """Names and contacts of the person, wherever they stand."""
    if isinstance(facts, JobFacts):
        return []
    return occurrences(text, _private_values(facts))


def _private_values(facts: ResumeFacts) -> Iterator[str]:
    if facts.name is not None:
        yield facts.name.value
        yield from facts.name.value.split()
    contacts: Iterable[TextFact | LinkFact] = (*facts.emails, *facts.phones, *facts.links)
    for fact in contacts:
        yield from (place.quote for place in fact.evidence)
        yield fact.value
