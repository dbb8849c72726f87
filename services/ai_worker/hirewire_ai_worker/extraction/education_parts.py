"""Degrees, fields of study and schools in a line of an education section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hirewire_ai_worker.extraction.dates import Period, find_periods
from hirewire_ai_worker.extraction.locations import Place, find_places
from hirewire_ai_worker.extraction.view import TextLine, View
from hirewire_ai_worker.extraction.work.heads import CAMPUS, EDGES, HeadReader, without_town
from hirewire_ai_worker.taxonomy.entries import Degree, Field
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Education, Taxonomy

DASH = re.compile(r"\s+[\u2014\u2013]\s+|\s+-\s+|\s+(?:at|an der|at the)\s+")
SCHOOL = re.compile(
    r"(?<!\w)(?:universit\w*|college|institut\w*|school|academy|academia|akademie|academie|hochschule|fachhochschule"
    r"|universidad|universite|ecole|escuela|lycee|gymnasium|realschule|gesamtschule|berufsschule|berufskolleg|hauptschule"
    r"|conservator\w*|polytechni\w*|politecnico|politecnica|faculty|faculte|facultad|campus|ifsi|iut|iae|hec|essec|insead"
    r"|mit|caltech|ucla|eth|epfl|eth zurich|tu|fh|htw|lmu|rwth|kit|iit|nit|tafe|seminary"
    r"|insa|ensam|ens|polytech|sciences po|epita|epitech|edhec|kedge|neoma|skema|cnam|uned|upm|upc"
    r"|uab|ucm|esade|iese|dhbw|whu|bootcamp|colegio|instituto|ies"
    r"|university|uni|ihk|handwerkskammer|volkshochschule|cfa|gret\w+|afpa)(?!\w)"
    r"|\w+schule(?!\w)|\w+kolleg(?!\w)|georgia tech"
)
NOISE = re.compile(
    r"(?<!\w)(?:gpa|grades?|note|abschlussnote|cum laude|honou?rs?|distinction|mention"
    r"|dean'?s list|coursework|courses|thesis"
    r"|abschlussarbeit|masterarbeit|bachelorarbeit|relevant|expected|graduation|grad|minor|focus|schwerpunkt\w*|specialization"
    r"|scholarship|first class|merit|class of|average|moyenne|nota media|incoming"
    r"|exchange|study abroad|dissertation)(?!\w)"
)
FIELD_LEAD = re.compile(
    r"\s*(?:,|:|\(|\bof\b|\bin\b|\ben\b|\bim\b|\bfur\b|\bfach(?:richtung)?\b|\bmention\b"
    r"|\bspecialite\b|\bder\b|\bdes\b|\bdu\b|\bde la\b|\bde\b|-)\s*"
)
FIELD_END = re.compile(
    r"[,;|\t(\u2022\u00b7]|\s[\u2014\u2013-]\s|\s(?:at|from|with|bei|an der)\s|\.\s"
)
MOST_FIELD_WORDS = 7


@dataclass(frozen=True, slots=True)
class DegreeSpan:
    """The whole phrase stands at `start:end`, its field of study at `field_start:field_end`."""

    start: int
    end: int
    degree: Degree
    short: bool
    field_start: int = 0
    field_end: int = 0
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class SchoolSpan:
    start: int
    end: int
    hinted: bool


Part = DegreeSpan | SchoolSpan | Period | Place


@dataclass(frozen=True, slots=True)
class LineReader:
    view: View
    taxonomy: Taxonomy

    def parts(self, line: TextLine) -> list[Part]:
        """All parts of the line in their order."""
        periods = find_periods(line.text, line.start)
        reader = HeadReader(self.view, self.taxonomy)
        parts: list[Part] = [*periods]
        for start, end in reader.pieces(line, periods):
            parts += self._piece(reader, start, end)
        return sorted(parts, key=lambda part: part.start)

    def _piece(self, reader: HeadReader, start: int, end: int) -> Iterator[Part]:
        kept, place = reader.without_place(start, end)
        rest = self.view.text[start:kept]
        town_only = place is not None and "," not in self.view.text[place.start : place.end]
        of_town = CAMPUS.search(fold(rest)) is not None
        if place is not None and town_only and of_town and rest.rstrip().endswith(","):
            kept, place = end, None
        if place is not None:
            yield place
        for first, last in _split(self.view.text, start, kept):
            yield from self._chunk(first, last)

    def _chunk(self, start: int, end: int) -> Iterator[Part]:
        degrees = list(self.degrees(start, end))
        yield from degrees
        position = start
        for degree in degrees:
            yield from self._school(position, degree.start)
            position = degree.end
        yield from self._school(position, end)

    def degrees(self, start: int, end: int) -> Iterator[DegreeSpan]:
        """Degrees between two offsets, each with its field of study."""
        education = self.taxonomy.education
        hits = [
            (start + hit.start, start + hit.end, hit.entry, False)
            for hit in education.degrees.find(self.view.folded[start:end])
        ]
        places = find_places(self.view, self.taxonomy.places, start, end)
        hits += [
            (match.start(), match.end(), education.short[match.group()], True)
            for match in short_forms(education).finditer(self.view.text, start, end)
            if not any(place.start <= match.start() < place.end for place in places)
        ]
        position = start
        for first, last, degree, short in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if first < position:
                continue
            span = self._with_field(DegreeSpan(first, last, degree, short), start, end)
            position = span.end
            yield span

    def _with_field(self, span: DegreeSpan, start: int, end: int) -> DegreeSpan:
        lead = FIELD_LEAD.match(self.view.folded, span.end, end)
        first = lead.end() if lead else span.end
        stop = FIELD_END.search(self.view.text, first, end)
        last = stop.start() if stop else end
        comma = lead is not None and lead.group().strip() in {",", "-"}
        if self._may_be_field(first, last, comma=comma):
            known = self.taxonomy.education.fields.get(self.view.text[first:last].strip(EDGES))
            return DegreeSpan(span.start, last, span.degree, span.short, first, last, known)
        before = self.view.text[start : span.start].rstrip(EDGES + "(")
        known = self.taxonomy.education.fields.get(before.strip(EDGES))
        if known is None:
            return span
        return DegreeSpan(
            start, span.end, span.degree, span.short, start, start + len(before), known
        )

    def _may_be_field(self, start: int, end: int, *, comma: bool) -> bool:
        text = self.view.text[start:end].strip(EDGES)
        folded = fold(text)
        if not text or not text[0].isalpha() or len(text.split()) > MOST_FIELD_WORDS:
            return False
        if SCHOOL.search(folded) or NOISE.search(folded):
            return False
        known = next(self.taxonomy.education.fields.find(folded), None) is not None
        return known or (not comma and text[0].isupper())

    def _school(self, start: int, end: int) -> Iterator[SchoolSpan]:
        text = self.view.text[start:end]
        start += len(text) - len(text.lstrip(EDGES + "()"))
        text = text.strip(EDGES + "(")
        text = text.rstrip(")") if text.count("(") < text.count(")") else text
        folded = fold(text)
        hinted = SCHOOL.search(folded) is not None
        for lead in re.finditer(r",\s+", text):
            if hinted and not SCHOOL.search(folded[: lead.start()]):
                start, text = start + lead.end(), text[lead.end() :]
                folded = fold(text)
                break
        text = without_town(text) if hinted else text
        noisy = NOISE.search(folded) is not None and not hinted
        if sum(char.isalpha() for char in text) > 1 and not noisy:
            yield SchoolSpan(start, start + len(text), hinted)


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for match in DASH.finditer(text, start, end):
        yield position, match.start()
        position = match.end()
    yield position, end


@lru_cache(maxsize=4)
def _short_pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first))})(?![\w+/])")


def short_forms(education: Education) -> re.Pattern[str]:
    """Finds abbreviations of degrees (`B.Sc.`), which keep their case."""
    return _short_pattern(tuple(education.short))
