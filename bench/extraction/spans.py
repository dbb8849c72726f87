"""Spans of skills in SkillSpan's sentences: strict and relaxed F1.

Strict: both ends right. Relaxed: a span counts that overlaps one of the same kind.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hirewire_ai_worker.parsing.failures import ParseFailure

from bench.extraction.reading import Reader

Kind = Literal["knowledge", "competence"]
Span = tuple[int, int]
Spans = Mapping[Kind, Sequence[Span]]
TAGS: Mapping[Kind, str] = {"knowledge": "tags_knowledge", "competence": "tags_skill"}


@dataclass(frozen=True, slots=True)
class SpanSentence:
    """``spans`` count characters of ``text``, the tokens with a blank between them."""

    text: str
    spans: Spans


@dataclass(slots=True)
class SpanScore:
    strict: int = 0
    covered: int = 0
    touched: int = 0
    found: int = 0
    true: int = 0

    def add(self, found: Sequence[Span], true: Sequence[Span]) -> None:
        self.found, self.true = self.found + len(found), self.true + len(true)
        self.strict += len(set(found) & set(true))
        self.touched += sum(any(_overlap(each, other) for other in true) for each in found)
        self.covered += sum(any(_overlap(each, other) for other in found) for each in true)

    def f1(self, *, relaxed: bool = False) -> float:
        right = (self.touched, self.covered) if relaxed else (self.strict, self.strict)
        precision, recall = right[0] / max(self.found, 1), right[1] / max(self.true, 1)
        return 2 * precision * recall / max(precision + recall, 1e-9)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def sentences_in(data: Path) -> Iterator[SpanSentence]:
    file = data / "skills" / "skillspan" / "dev.json"
    for line in file.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        spans = {kind: _spans(said["tokens"], said[tags]) for kind, tags in TAGS.items()}
        yield SpanSentence(" ".join(said["tokens"]), spans)


def _spans(tokens: Sequence[str], tags: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for token, tag in zip(tokens, tags, strict=True):
        end = start + len(token)
        if tag == "B" or (tag == "I" and not spans):
            spans.append((start, end))
        elif tag == "I":
            spans[-1] = (spans[-1][0], end)
        start = end + 1
    return spans


def scores(
    sentences: Sequence[SpanSentence], finder: Callable[[str], Spans]
) -> dict[Kind, SpanScore]:
    found: dict[Kind, SpanScore] = {kind: SpanScore() for kind in TAGS}
    for sentence in sentences:
        spans = finder(sentence.text)
        for kind, score in found.items():
            score.add(spans[kind], sentence.spans[kind])
    return found


def read_spans(reader: Reader, text: str) -> Spans:
    """What the extractor reads out of the sentence as an ad."""
    parsed = reader.parse(text.encode())
    if isinstance(parsed, ParseFailure):
        return {"knowledge": [], "competence": []}
    facts = reader.job(parsed)
    spans: dict[Kind, list[Span]] = {"knowledge": [], "competence": []}
    for skill in facts.skills:
        kind: Kind = "competence" if skill.kind == "competence" else "knowledge"
        spans[kind] += [(each.start, each.end) for each in skill.evidence]
    return spans


def table(rows: Mapping[str, Mapping[Kind, SpanScore]]) -> str:
    lines = [f"{'F1':<14}{'knowledge':>10}{'relaxed':>9}{'competence':>12}{'relaxed':>9}"]
    for name, row in rows.items():
        figures = [score.f1(relaxed=relaxed) for score in row.values() for relaxed in (False, True)]
        lines.append("{:<14}{:>10.3f}{:>9.3f}{:>12.3f}{:>9.3f}".format(name, *figures))
    return "\n".join(lines)
