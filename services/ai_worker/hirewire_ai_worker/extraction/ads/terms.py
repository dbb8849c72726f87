"""The terms of a job: employment, workplace, pay and years of experience."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.facts import (
    EmploymentFact,
    EmploymentType,
    ExperienceFact,
    WorkplaceFact,
    WorkplaceType,
)
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.skills.polarity import is_wished, sentence_bounds
from hirewire_ai_worker.extraction.view import View

EMPLOYMENT_LABEL = re.compile(
    r"(?:employment\s?type|job\s?type|contract(?:\s?type)?|type of employment"
    r"|anstellungsart|arbeitszeit|vertragsart|type de contrat|contrat|jornada"
    r"|tipo de contrato|tipus de contracte)\s*[:\t]",
)
EMPLOYMENT: Mapping[EmploymentType, re.Pattern[str]] = {
    "internship": re.compile(
        r"\b(?:internship|praktikum|stage de|stage conventionne|werkstudent\w*|practicas"
        r"|alternance|ausbildungsplatz)\b"
    ),
    "part_time": re.compile(
        r"\b(?:part[\s-]?time|teilzeit|temps partiel|media jornada|jornada parcial"
        r"|tiempo parcial)\b"
    ),
    "full_time": re.compile(
        r"\b(?:full[\s-]?time|vollzeit|temps plein|temps complet|jornada completa"
        r"|tiempo completo)\b"
    ),
    "temporary": re.compile(
        r"\b(?:temporary|fixed[\s-]term|befristet\w*|zeitarbeit|cdd|interim|temporal"
        r"|eventual|seasonal|maternity cover)\b"
    ),
    "contract": re.compile(
        r"\b(?:contractor|freelance\w*|freiberuflich|independent contractor|contract role"
        r"|contract position|autonomo|b2b contract|contract)\b"
    ),
}
LASTING = re.compile(r"\b(?:permanent|unbefristet\w*|festanstellung|cdi|indefinid[oa]|indefinit)\b")
EMPLOYMENT_ORDER: tuple[EmploymentType, ...] = (
    "internship",
    "full_time",
    "part_time",
    "temporary",
    "contract",
)
EMPLOYMENT_RULES: tuple[tuple[EmploymentType, re.Pattern[str]], ...] = (
    *((kind, EMPLOYMENT[kind]) for kind in EMPLOYMENT_ORDER),
    ("full_time", LASTING),
)
WORKPLACE_LABEL = re.compile(
    r"(?:workplace|work\s?(?:place|location)?\s?(?:type|model|arrangement)|remote"
    r"|modalidad de trabajo|modalitat de treball|arbeitsmodell|mode de travail)\s*[:\t]"
)
WORKPLACE: Mapping[WorkplaceType, re.Pattern[str]] = {
    "hybrid": re.compile(
        r"\b(?:hybrid\w*|hibrid[oa]|teilweise (?:remote|home[\s-]?office)"
        r"|home[\s-]?office|mobiles arbeiten|teletravail partiel|(?:\d|one|two|three"
        r"|a few)\s+days?\s+(?:a|per|of)?\s*(?:week)?\s*(?:remote|from home|at home"
        r"|in the office|home)|jours? de teletravail|tage(?:n)? home|partly remote"
        r"|teletrabajo parcial)\b"
    ),
    "remote": re.compile(
        r"\b(?:remote(?!ly)|remot[oa]|work from home|work from anywhere|wfh|home[\s-]based"
        r"|100\s?%\s?teletravail|full remote|teletravail complet|teletrabajo|telecommute"
        r"|a distancia|ortsunabhangig)\b"
    ),
    "on_site": re.compile(
        r"\b(?:on[\s-]?site|in[\s-]office|vor ort|sur site|presencial|presentiel|in person)\b"
    ),
}
NO_REMOTE = re.compile(r"\b(?:no|not|kein|keine|pas de|sin|without)\s+(?:\w+\s+){0,2}$")
NUMBERS = {
    word: number
    for number, words in {
        1: "one|ein|einem|einjahrige|un|uno",
        2: "two|zwei|deux|dos",
        3: "three|drei|trois|tres",
        4: "four|vier|quatre|cuatro",
        5: "five|funf|cinq|cinco",
        6: "six|sechs|seis",
        7: "seven|sieben|sept|siete",
        8: "eight|acht|huit|ocho",
        10: "ten|zehn|dix|diez",
    }.items()
    for word in words.split("|")
}
COUNT = rf"(?:\d{{1,2}}(?:[.,]5)?|{'|'.join(NUMBERS)})"
YEARS = re.compile(
    rf"(?<![\w.,])(?P<low>{COUNT})\s*(?:\+|plus)?\s*(?:(?:-|to|bis|a|or|oder|y|et)\s*(?P<high>{COUNT})\s*\+?\s*)?(?:years?|yrs?|jahren?|jahrige\w*|ans|annees|anos|anys)(?!\w)"
)
EXPERIENCE_WORD = re.compile(
    r"experience|erfahrung|experiencia|berufspraxis|practice|track record|background"
    r"|working as|worked"
)
AGE_OR_HISTORY = re.compile(
    r"\byears? (?:old|ago)\b|\bfounded\b|\bseit uber\b|\bfor (?:over"
    r"|more than) \w+ years\b|\bhistory\b|\bour \d+"
)
MOST_YEARS = 25
SKIPPED = frozenset({"about", "benefits", "application"})
ASKING = frozenset({"requirements", "preferred"})


@dataclass(frozen=True, slots=True)
class TermReader:
    view: View
    sections: Sequence[Section]
    calibrator: Calibrator

    def employment(self) -> EmploymentFact | None:
        label = EMPLOYMENT_LABEL.search(self.view.folded)
        spans = [(label.end(), self._line_end(label.end()), True)] if label else []
        spans.append((0, len(self.view.folded), False))
        for start, end, labelled in spans:
            for kind, rule in EMPLOYMENT_RULES:
                match = rule.search(self.view.folded, start, end)
                if match is not None and (labelled or self._counts(match.start())):
                    confidence = self.calibrator.confidence("employment", {"labelled": labelled})
                    evidence = self.view.evidence(*match.span(), "terms")
                    return EmploymentFact(kind, confidence, (evidence,))
        return None

    def workplace(self) -> WorkplaceFact | None:
        label = WORKPLACE_LABEL.search(self.view.folded)
        spans = [(label.end(), self._line_end(label.end()), True)] if label else []
        spans.append((0, len(self.view.folded), False))
        for start, end, labelled in spans:
            for kind, rule in WORKPLACE.items():
                for match in rule.finditer(self.view.folded, start, end):
                    before = self.view.folded[max(0, match.start() - 24) : match.start()]
                    if NO_REMOTE.search(before):
                        continue
                    confidence = self.calibrator.confidence("workplace", {"labelled": labelled})
                    evidence = self.view.evidence(*match.span(), "terms")
                    return WorkplaceFact(kind, confidence, (evidence,))
        return None

    def experience(self) -> ExperienceFact | None:
        """The first number of years that a sentence on experience asks for."""
        for section in self.sections:
            if section.kind in SKIPPED or not section.lines:
                continue
            start, end = section.lines[0].start, section.lines[-1].end
            for match in YEARS.finditer(self.view.folded, start, end):
                fact = self._years(match, section.kind)
                if fact is not None:
                    return fact
        return None

    def _years(self, match: re.Match[str], section: str) -> ExperienceFact | None:
        folded = self.view.folded
        first, last = sentence_bounds(folded, *match.span())
        sentence = folded[first:last]
        low = _number(match.group("low"))
        if AGE_OR_HISTORY.search(sentence) or low > MOST_YEARS:
            return None
        if section not in ASKING and not EXPERIENCE_WORD.search(sentence):
            return None
        high = match.group("high")
        wished = section == "preferred" or is_wished(folded, *match.span())
        return ExperienceFact(
            minimum=low,
            maximum=_number(high) if high else None,
            required=not wished,
            confidence=self.calibrator.confidence(
                "experience", {"in_section": section == "requirements"}
            ),
            evidence=(self.view.evidence(first, last, section),),
        )

    def _line_end(self, offset: int) -> int:
        end = self.view.text.find("\n", offset)
        return end if end >= 0 else len(self.view.text)

    def _counts(self, offset: int) -> bool:
        """Not where a company tells of itself."""
        for section in self.sections:
            if section.lines and section.lines[0].start <= offset < section.lines[-1].end:
                return section.kind != "about"
        return True


def _number(text: str) -> float:
    return float(NUMBERS[text]) if text in NUMBERS else float(text.replace(",", "."))
