"""The sentences of a document that are prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.extraction.tagger.words import Word, end_of, words_of
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.entries import SkillKind

FEWEST_WORDS = 3
MOST_SENTENCES = 400
LANGUAGE = "en"
_STOP = re.compile(r"(?<=[.!?])\s+(?=\S)|\n|\t")


@dataclass(frozen=True, slots=True)
class ProseSpan:
    """What the tagger says of `start:end` of the text."""

    start: int
    end: int
    kind: SkillKind
    probability: float
    section: str


def prose_spans(
    tagger: SpanTagger, view: View, sections: Sequence[Section], lists: Sequence[tuple[int, int]]
) -> list[ProseSpan]:
    """Spans in the sentences of these sections, without the rows of `lists`; of English only."""
    if view.language != LANGUAGE:
        return []
    sentences = list(_sentences(view, sections, lists))[:MOST_SENTENCES]
    return [span for words, section in sentences for span in _spans(tagger, words, section)]


def _spans(tagger: SpanTagger, words: Sequence[Word], section: str) -> Iterator[ProseSpan]:
    texts, breaks = [word.text for word in words], [word.breaks for word in words]
    for span in tagger.tag(texts, breaks):
        start, end = words[span.first].start, end_of(words[span.last - 1])
        yield ProseSpan(start, end, span.kind, span.probability, section)


def _sentences(
    view: View, sections: Sequence[Section], lists: Sequence[tuple[int, int]]
) -> Iterator[tuple[list[Word], str]]:
    for section in sections:
        for start, end in _passages(view, section):
            if not any(first <= start < last for first, last in lists):
                for sentence in _cut(view.folded, start, end):
                    words = words_of(view.text, *sentence)
                    if len(words) >= FEWEST_WORDS:
                        yield words, section.kind


def _passages(view: View, section: Section) -> Iterator[tuple[int, int]]:
    """Lines; those in which one paragraph goes on are one."""
    passage: tuple[int, int] | None = None
    for line in section.lines:
        if passage and line.start == passage[1] + 1 and view.folded[passage[1]] == " ":
            passage = passage[0], line.end
            continue
        if passage:
            yield passage
        passage = line.start, line.end
    if passage:
        yield passage


def _cut(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _STOP.finditer(folded, start, end):
        yield start, stop.start()
        start = stop.end()
    yield start, end
