"""Whose résumé it is: the name, and the line that says what the person does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.dates import find_periods
from hirewire_ai_worker.extraction.facts import TextFact
from hirewire_ai_worker.extraction.headings import kind_of_heading
from hirewire_ai_worker.extraction.locations import find_places
from hirewire_ai_worker.extraction.sections import TOP, Section
from hirewire_ai_worker.extraction.titles import HEADED, read_title
from hirewire_ai_worker.extraction.view import TextLine, View
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

NAME_LABEL = re.compile(
    r"^(?:full\s+)?(?:name|nom|nombre|vor- und nachname|nom et prénom)\s*[:\t]\s*", re.IGNORECASE
)
CELL = re.compile(r"\t|\s[|\u2022\u00b7]\s|,\s|\s[\u2013\u2014-]\s")
WORD = re.compile(r"^(?:[^\W\d_]\.?|[^\W\d_][^\W\d_]*(?:['\u2019-][^\W\d_]+)*\.?)$")
PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "der",
        "den",
        "des",
        "du",
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "y",
        "e",
        "af",
        "av",
        "ten",
        "ter",
    ]
)
DOCUMENT_WORDS = re.compile(
    r"\b(?:resume|curriculum|vitae|cv|lebenslauf|bewerbung|profile|sample|template|page"
    r"|seite|updated|candidature|hoja de vida)\b"
)
POST_NOMINAL = re.compile(
    r",?\s+(?:ph\.?d\.?|m\.?d\.?|mba|rn|bsn|cpa|cfa|pmp|msc|bsc|p\.?e\.?|jd|esq\.?|jr\.?|sr\.?|acca)(?=$|[,\s])",
    re.IGNORECASE,
)
TITLE_OF_ADDRESS = re.compile(
    r"^(?:mr|mrs|ms|dr|prof|herr|frau|m|mme|sr|sra|ing)\.?\s+", re.IGNORECASE
)
NICKNAME = re.compile(
    r"(?<=\s)(?:[\"\u201c\u201e\u00ab][^\W\d_]+[\"\u201d\u201c\u00bb]|\([^\W\d_]+\))\s(?=\S)"
)
MOST_WORDS = 5
BIG = 1.25
LEAST_SCORE = 1.5
HEADLINE_REACH = 3
TWO_LINES = 4.0
FIRST_LINES = 40
MOST_HEADLINE_WORDS = 14
ROLE_LABEL = re.compile(
    r"(?:role|title|position|profession|beruf|poste|puesto)\s*[:\t]\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name at `start:end`; `line` is the index of its (last) line."""

    start: int
    end: int
    value: str
    score: float
    line: int


def name_of(
    view: View,
    sections: Sequence[Section],
    emails: Sequence[TextFact],
    taxonomy: Taxonomy,
    calibrator: Calibrator,
) -> tuple[TextFact | None, Candidate | None]:
    """The likeliest name by place, size and agreement with the e-mail address.

    None rather than a guess without any such sign.
    """
    finder = _Finder(view, sections, [each.value.split("@")[0] for each in emails], taxonomy)
    best = max(finder.candidates(), key=lambda each: (each.score, -each.start), default=None)
    if best is None or best.score < LEAST_SCORE:
        return None, None
    confidence = calibrator.confidence("name", {"score": best.score})
    evidence = view.evidence(best.start, best.end, TOP)
    return TextFact(best.value, confidence, (evidence,)), best


@dataclass(frozen=True, slots=True)
class _Finder:
    view: View
    sections: Sequence[Section]
    mailboxes: Sequence[str]
    taxonomy: Taxonomy

    def candidates(self) -> list[Candidate]:
        top = {
            line.start for section in self.sections if section.kind == TOP for line in section.lines
        }
        contact = {
            line.start for each in self.sections if each.kind == "contact" for line in each.lines
        }
        first_page = [line for line in self.view.lines if line.page == 1]
        largest = max((line.size for line in first_page), default=0.0)
        found: list[Candidate] = []
        for index, line in enumerate(first_page):
            big = line.size >= BIG * self.view.body_size and line.size > 0
            agrees = index < FIRST_LINES and self._agreement(line.text.split()) == 1.0
            if line.start not in top | contact and not big and not agrees:
                continue
            place = (0.6 if line.start in top else 0.0) + (0.8 if index == 0 else 0.0)
            size = (1.5 if line.size == largest else 0.7) if big else 0.0
            found += self._from_line(line, index, place + size)
        return [*found, *self._from_two_lines(first_page, largest)]

    def _from_line(self, line: TextLine, index: int, score: float) -> list[Candidate]:
        label = NAME_LABEL.match(line.text)
        start = line.start + (label.end() if label else 0)
        border = CELL.search(self.view.text, start, line.end)
        end = border.start() if border else line.end
        return self._judged(start, end, index, score + (2.0 if label else 0.0))

    def _from_two_lines(self, lines: Sequence[TextLine], largest: float) -> list[Candidate]:
        """A name set in two lines of the largest letters of the page."""
        found: list[Candidate] = []
        for index, (before, after) in enumerate(pairwise(lines)):
            alone = len(before.text.split()) <= 2 and len(after.text.split()) <= 2  # noqa: PLR2004 - given and family names
            same = before.size == after.size == largest > 0 and before.column == after.column
            if alone and same and largest >= BIG * self.view.body_size:
                found += self._judged(before.start, after.end, index + 1, TWO_LINES)
        return found

    def _judged(self, start: int, end: int, index: int, score: float) -> list[Candidate]:
        text = self.view.text[start:end]
        bare = POST_NOMINAL.sub("", text).rstrip(" ,")
        lead = TITLE_OF_ADDRESS.match(bare)
        if lead:
            start, bare = start + lead.end(), bare[lead.end() :]
        words = bare.split()
        if not self._may_be_name(NICKNAME.sub("", bare), NICKNAME.sub("", bare).split()):
            return []
        value = " ".join(words)
        score += 2.5 * self._agreement(words) + (0.4 if len(words) in {2, 3} else 0.0)
        return [Candidate(start, start + len(bare), value, score, index)]

    def _may_be_name(self, text: str, words: Sequence[str]) -> bool:
        if not 1 <= len(words) <= MOST_WORDS or not all(map(WORD.match, words)):
            return False
        if not all(word[0].isupper() or fold(word) in PARTICLES for word in words):
            return False
        folded = fold(text)
        if DOCUMENT_WORDS.search(folded) or kind_of_heading(text, "resume"):
            return False
        if self.taxonomy.skills.lexicon.get(text) or self.taxonomy.places.countries.get(text):
            return False
        start = self.view.text.find(text)
        places = find_places(self.view, self.taxonomy.places, start, start + len(text))
        whole_place = any(place.end - place.start >= len(text) - 1 for place in places)
        return not whole_place and read_title(text, self.taxonomy.titles).score < HEADED

    def _agreement(self, words: Sequence[str]) -> float:
        """The share of the name's longer words that stand in an e-mail address."""
        parts = [_letters(word) for word in words if len(word) > 2]  # noqa: PLR2004 - initials
        shares = [
            sum(part in _letters(mailbox) for part in parts) / len(parts)
            for mailbox in self.mailboxes
            if parts
        ]
        return max(shares, default=0.0)


def _letters(text: str) -> str:
    return key_of(text).replace("-", "")


def headline_of(
    view: View,
    sections: Sequence[Section],
    name: Candidate | None,
    taxonomy: Taxonomy,
    calibrator: Calibrator,
) -> TextFact | None:
    """The line around the name that reads like an occupation."""
    if name is None:
        return None
    for line in _around(view, sections, name):
        label = ROLE_LABEL.match(line.text)
        start = line.start + (label.end() if label else 0)
        text = view.text[start : line.end]
        reading = read_title(text, taxonomy.titles)
        if reading.score >= HEADED and "@" not in text and len(text.split()) <= MOST_HEADLINE_WORDS:
            evidence = view.evidence(start, line.end, TOP)
            known = reading.title if reading.score > HEADED else None
            return TextFact(
                value=" ".join(evidence.quote.split()),
                confidence=calibrator.confidence("headline", {"score": reading.score}),
                evidence=(evidence,),
                key=key_of(known.name) if known else None,
                canonical=known.name if known else None,
            )
    return None


def _around(view: View, sections: Sequence[Section], name: Candidate) -> Iterator[TextLine]:
    """Lines next to the name that belong to the head of the page; those below it first."""
    starts = {line.start for each in sections if each.kind == TOP for line in each.lines}
    lines = [line for line in view.lines if line.page == 1]
    below = lines[name.line + 1 : name.line + 1 + HEADLINE_REACH]
    for line in (*below, *lines[max(0, name.line - 2) : name.line]):
        beside = name.start not in starts and line in below[:1]
        if (line.start in starts or beside) and not find_periods(line.text):
            yield line
