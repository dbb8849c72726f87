"""What a job asks for, and what it only wishes for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.education_parts import DegreeSpan, LineReader
from hirewire_ai_worker.extraction.facts import (
    CertificateFact,
    DegreeRequirement,
    Evidence,
    LanguageFact,
    LocationFact,
    RequiredSkill,
    TextFact,
)
from hirewire_ai_worker.extraction.locations import Place, find_places, location_fact
from hirewire_ai_worker.extraction.sections import TOP, Section
from hirewire_ai_worker.extraction.skills.mentions import Mention, section_at
from hirewire_ai_worker.extraction.skills.polarity import is_needed, is_wished, sentence_bounds
from hirewire_ai_worker.extraction.skills.skills import grouped, kind_of, span_features
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

ASKING = frozenset(
    {"requirements", "skills", "preferred", "languages", "education", "certificates", "work"}
)
DEMANDING = frozenset({"requirements", "skills"})
SKIPPED = frozenset({"about", "benefits", "application", "contact"})
MOST_EVIDENCE = 5
MOST_REPEATS = 3
MOST_PLACES = 6
LOCATION_LABEL = re.compile(
    r"^(?:locations?|work location|job location|place of work|standorte?|einsatzort"
    r"|arbeitsort|ort|lieu(?:x)?(?: de travail)?|localisation"
    r"|ubicaci[oó]n?|localidad|lugar(?: de trabajo)?|where|ubicació)\s*[:\t]",
    re.IGNORECASE,
)
PLACE_LEAD = re.compile(
    r"(?:based in|located in|offices? (?:in|at)|within|team in|standort|site de"
    r"|bureaux (?:de|à)|base[eé] à|con sede en|oficinas? (?:en|de)|\bin|\bà"
    r"|\ben)\s+(?:our\s+|unserem\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
FIELD_REACH = 120
FULL_DEGREE = 3
TOP_LINES = 8


@dataclass(frozen=True, slots=True)
class RequirementReader:
    view: View
    sections: Sequence[Section]
    taxonomy: Taxonomy
    calibrator: Calibrator

    def skills(self, mentions: Sequence[Mention], head_end: int = 0) -> list[RequiredSkill]:
        """Asked for where one mention asks for it; what the company tells of itself is left out.

        Where the ad has a place for what it demands, its introduction asks nothing; up to
        ``head_end`` stands the title, which does.
        """
        counted = [each for each in mentions if each.section not in SKIPPED and not each.negated]
        groups = grouped(self.view, counted)
        if any(each.section in DEMANDING for each in counted):
            groups = {
                key: group for key, group in groups.items() if not self._told(group, head_end)
            }
        return [self._skill(key, group) for key, group in groups.items()]

    def _told(self, group: Sequence[Mention], head_end: int) -> bool:
        return all(
            each.section == TOP
            and each.start >= head_end
            and not is_needed(self.view.folded, each.start, each.end)
            for each in group
        )

    def _skill(self, key: str, group: Sequence[Mention]) -> RequiredSkill:
        known = next((each.skill for each in group if each.skill is not None), None)
        asking = [each for each in group if each.section in ASKING] or group
        required = [each for each in asking if not self.is_wish(each.start, each.end, each.section)]
        first = " ".join(self.view.text[group[0].start : group[0].end].split())
        features = {
            "known": known is not None,
            "in_section": any(each.section in ASKING for each in group),
            "cue": any(is_needed(self.view.folded, each.start, each.end) for each in group),
            "ambiguous": all(each.ambiguous or each.generic for each in group),
            "tagged": max((each.probability or 0.0 for each in group), default=0.0),
            "repeats": min(MOST_REPEATS, len(group) - 1),
        }
        found = span_features(group)
        return RequiredSkill(
            name=known.name if known else first,
            key=key if known else None,
            kind=known.kind if known else kind_of(group),
            required=bool(required),
            years=max((each.years for each in group if each.years is not None), default=None),
            confidence=self.calibrator.confidence("span", found)
            if found
            else self.calibrator.confidence("requirement", features),
            evidence=tuple(
                self.view.evidence(each.start, each.end, each.section)
                for each in (required or group)[:MOST_EVIDENCE]
            ),
        )

    def is_wish(self, start: int, end: int, section: str) -> bool:
        if section == "preferred":
            return True
        return is_wished(self.view.folded, start, end)

    def _is_wished_fact(self, evidence: Sequence[Evidence]) -> bool:
        first = evidence[0]
        section = section_at(self.sections, first.start)
        return self.is_wish(first.start, first.end, section)

    def languages(self, facts: Sequence[LanguageFact]) -> list[LanguageFact]:
        return [replace(each, required=not self._is_wished_fact(each.evidence)) for each in facts]

    def certificates(self, facts: Sequence[CertificateFact]) -> list[CertificateFact]:
        """Known ones only: the rest of such a section is prose."""
        known = [each for each in facts if each.key is not None]
        kept = [
            each
            for each in known
            if section_at(self.sections, each.evidence[0].start) not in SKIPPED
        ]
        return [replace(each, required=not self._is_wished_fact(each.evidence)) for each in kept]

    def degree(self) -> DegreeRequirement | None:
        """The lowest degree of the first sentence that asks for one."""
        reader = LineReader(self.view, self.taxonomy)
        for section in self.sections:
            if section.kind in SKIPPED or section.kind == "responsibilities" or not section.lines:
                continue
            for line in section.lines:
                spans = [
                    each for each in reader.degrees(line.start, line.end) if self._is_clear(each)
                ]
                if spans:
                    return self._degree(spans, section.kind)
        return None

    def _is_clear(self, span: DegreeSpan) -> bool:
        """Abbreviations of two letters are other things in an ad."""
        written = self.view.text[span.start : span.end]
        return (
            not span.short
            or "." in written
            or (len(written.split()[0]) > FULL_DEGREE - 1 and written[:3].isalpha())
        )

    def _degree(self, spans: Sequence[DegreeSpan], section: str) -> DegreeRequirement:
        lowest = min(spans, key=lambda each: each.degree.level)
        start, end = sentence_bounds(self.view.folded, spans[0].start, spans[-1].end)
        end = min(end, spans[-1].end + FIELD_REACH)
        fields = [
            TextFact(
                value=self.view.text[spans[0].start + hit.start : spans[0].start + hit.end],
                confidence=self.calibrator.confidence("field", {"known": 1.0}),
                evidence=(
                    self.view.evidence(
                        spans[0].start + hit.start, spans[0].start + hit.end, section
                    ),
                ),
                key=key_of(hit.entry.name),
                canonical=hit.entry.name,
            )
            for hit in self.taxonomy.education.fields.find(self.view.folded[spans[0].start : end])
        ]
        return DegreeRequirement(
            name=lowest.degree.name,
            level=lowest.degree.level,
            fields=tuple({each.key: each for each in reversed(fields)}.values())[::-1],
            required=not self.is_wish(lowest.start, lowest.end, section),
            confidence=self.calibrator.confidence(
                "degree", {"in_section": section in ASKING, "short": lowest.short}
            ),
            evidence=(self.view.evidence(max(start, 0), end, section),),
        )

    def locations(self) -> list[LocationFact]:
        """Labelled places, else those of the first lines, else those the text says it is at."""
        for spans in (self._labelled(), self._first_lines()):
            found = [place for start, end in spans for place in self._places(start, end)]
            if found:
                return self._facts(found)
        return self._facts(list(self._announced()))

    def _places(self, start: int, end: int) -> list[Place]:
        return find_places(self.view, self.taxonomy.places, start, end)

    def _labelled(self) -> Iterator[tuple[int, int]]:
        for line in self.view.lines:
            label = LOCATION_LABEL.match(line.text)
            if label:
                yield line.start + label.end(), line.end

    def _first_lines(self) -> Iterator[tuple[int, int]]:
        for line in self.view.lines[:TOP_LINES]:
            if len(line.text.split()) <= 12:  # noqa: PLR2004 - no sentence
                yield line.start, line.end

    def _announced(self) -> Iterator[Place]:
        for section in self.sections:
            for line in section.lines:
                for place in self._places(line.start, line.end):
                    lead = self.view.text[max(line.start, place.start - 40) : place.start]
                    opens = place.start == line.start or not lead.strip("-\u2022* ")
                    if PLACE_LEAD.search(lead) or opens or self._follows_place(place, line.start):
                        yield place

    def _follows_place(self, place: Place, start: int) -> bool:
        before = self._places(start, place.start)
        gap = self.view.text[before[-1].end : place.start].strip() if before else "?"
        return gap in {",", "and", "or", "und", "oder", "et", "ou", "y", "o", "/", "&"}

    def _facts(self, places: Sequence[Place]) -> list[LocationFact]:
        facts: dict[str, LocationFact] = {}
        for place in places:
            facts.setdefault(place.key, location_fact(self.view, place, self.calibrator, TOP))
        cities = {each.country for each in facts.values() if each.city}
        kept = [each for each in facts.values() if each.city or each.country not in cities]
        return kept[:MOST_PLACES]
