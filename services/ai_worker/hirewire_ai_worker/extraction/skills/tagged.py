"""Mentions that the tagger found in prose, beside those that the taxonomy's names gave."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hirewire_ai_worker.extraction.headings import DocumentKind
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.skills.depth import level_beside, years_beside
from hirewire_ai_worker.extraction.skills.lists import Item
from hirewire_ai_worker.extraction.skills.mentions import QUIET_SECTIONS, Mention, MentionReader
from hirewire_ai_worker.extraction.skills.polarity import is_negated
from hirewire_ai_worker.extraction.tagger.prose import ProseSpan, prose_spans
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.taxonomy.entries import Skill, SkillKind

LEAST: dict[tuple[DocumentKind, SkillKind], float] = {
    ("job", "knowledge"): 0.7,
    ("job", "competence"): 0.7,
    ("resume", "knowledge"): 0.85,
}
MOST_WORDS = {"knowledge": 5, "competence": 10}
# The corpus takes degrees for knowledge; here they are facts of their own.
DEGREE = re.compile(r"\b(?:degree|diploma|bachelor|master|phd)(?:\W?s)?\b", re.IGNORECASE)
LONGEST = {"knowledge": 50, "competence": 90}


def mentions_of(
    reader: MentionReader, sections: Sequence[Section], tagger: SpanTagger | None
) -> list[Mention]:
    """What the names find and, in the prose of sections that may speak of skills, the tagger."""
    mentions = reader.read(sections)
    if tagger is None:
        return mentions
    told = [each for each in sections if each.kind not in QUIET_SECTIONS]
    spans = prose_spans(tagger, reader.view, told, reader.list_spans(sections))
    return TaggedMentions(reader).join(mentions, spans)


@dataclass(frozen=True, slots=True)
class TaggedMentions:
    """Joins what the tagger found to the mentions that `reader` found."""

    reader: MentionReader

    def join(self, mentions: Sequence[Mention], spans: Sequence[ProseSpan]) -> list[Mention]:
        """In the order of the text. A mention keeps its own skill; the tagger backs it up.

        Knowledge in a place where the names found none becomes a mention, linked when a name is
        just that and worded as it stands otherwise; so does a competence that a job asks for.
        """
        backed = [replace(each, probability=_backing(each, spans)) for each in mentions]
        added = [
            self._mention(span)
            for span in spans
            if not _is_taken(span, mentions) and self._may_be_skill(span)
        ]
        return sorted([*backed, *added], key=lambda each: each.start)

    def _mention(self, span: ProseSpan) -> Mention:
        folded = self.reader.view.folded
        return Mention(
            start=span.start,
            end=span.end,
            skill=self._link(span),
            section=span.section,
            in_list=False,
            ambiguous=False,
            generic=False,
            negated=is_negated(folded, span.start, span.end),
            level=level_beside(folded, span.end),
            years=years_beside(folded, span.start, span.end),
            kind=span.kind,
            probability=span.probability,
        )

    def _link(self, span: ProseSpan) -> Skill | None:
        return next(
            (
                skill
                for form in _forms(self.reader.view.text[span.start : span.end])
                if (skill := self.reader.taxonomy.skills.lexicon.get(form))
            ),
            None,
        )

    def _may_be_skill(self, span: ProseSpan) -> bool:
        """Forms that mean other things as well were judged by their own rules."""
        least = LEAST.get((self.reader.document, span.kind))
        text = self.reader.view.text[span.start : span.end]
        form = " ".join(self.reader.view.folded[span.start : span.end].split())
        if (
            least is None
            or span.probability < least
            or form in self.reader.taxonomy.skills.ambiguous
        ):
            return False
        if len(text.split()) > MOST_WORDS[span.kind] or len(text) > LONGEST[span.kind]:
            return False
        if DEGREE.search(text):
            return False
        return self.reader.may_be_skill(Item(span.start, span.end, text, ""))


def _backing(mention: Mention, spans: Sequence[ProseSpan]) -> float | None:
    inside = (
        span.probability for span in spans if span.start < mention.end and mention.start < span.end
    )
    return max(inside, default=None)


def _is_taken(span: ProseSpan, mentions: Sequence[Mention]) -> bool:
    """A competence may hold names of tools: `develop services in Go` is more than Go."""
    held = [each for each in mentions if span.start < each.end and each.start < span.end]
    if span.kind == "knowledge":
        return bool(held)
    return any(each.skill is None or each.skill.kind == span.kind for each in held)


def _forms(text: str) -> Iterator[str]:
    """As written, and without the plural's ending."""
    yield text
    yield text.removesuffix("s")
