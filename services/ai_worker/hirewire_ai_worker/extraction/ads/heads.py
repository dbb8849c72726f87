"""What a job ad is called and whose it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.facts import TextFact
from hirewire_ai_worker.extraction.organizations import has_legal_form
from hirewire_ai_worker.extraction.titles import HEADED, TitleReading, plain_title, read_title
from hirewire_ai_worker.extraction.view import TextLine, View
from hirewire_ai_worker.extraction.work.heads import ORGANIZATION_WORD, without_town
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

TITLE_LABEL = re.compile(
    r"^(?:job\s?title|position|title|role|stelle(?:nbezeichnung)?|jobtitel|poste|intitulé du poste"
    r"|puesto|posición|vacante|vacancy)\s*[:\t]\s*",
    re.IGNORECASE,
)
SOUGHT = re.compile(
    r"""(?:looking\s+for|seeking|hiring|recruiting|wir\s+suchen|sucht|suchen\s+wir|recherchons|recrutons|recherche|recrute|buscamos|busca|precisa)
    \s+(?:(?:an?|our|our\s+next|the|some|two|three|eine?n?|eine/n|une?|un\(e\)|un\.e|una|un/a|tu|der|den|die|ab\s+sofort|zum\s+nächstmöglichen\s+zeitpunkt)\s+)*
    (?P<title>[^.,;:!?\n]{4,70})""",
    re.IGNORECASE | re.VERBOSE,
)
TITLE_END = re.compile(
    r"\s+(?:to|who|with|for|that|in|at|on|based|as|and|für|mit|zur|der|die|das|im|bei|pour|avec|qui|au|para|con|que|en)\s",
    re.IGNORECASE,
)
REFERENCE = re.compile(r"^(?:#?\d{3,}|[A-Z]{1,4}-\d+)\s*[-\u2013:|]\s*")
CELL = re.compile(r"\t|\s[|\u2022\u00b7@]\s|\s[\u2013\u2014-]\s|\sat\s")
COMPANY_LABEL = re.compile(
    r"^(?:company|employer|organi[sz]ation|unternehmen|firma|arbeitgeber|entreprise|employeur|société|empresa)\s*[:\t]\s*",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"^(?:about|über|à propos de|sobre|working at|why|join|life at)\s+(?P<name>[^?!]{2,50})\??$",
    re.IGNORECASE,
)
NOT_COMPANIES = re.compile(
    r"^(?:us|you|me|uns|nous|nosotros|dich|sie|(?-i:l'[a-z].*)"
    r"|(?:the|our|this|your|work|job|role|das|die|den|ihr|la|le|el)\b.*)$",
    re.IGNORECASE,
)
SEEKS = re.compile(
    r"""(?:^|[.!?\n]\s*|\bat\s+|\bjoin\s+|\bbei\s+(?:der\s+)?|\bchez\s+)
    (?P<name>[A-Z\u00c0-\u00de][\w&.'\u2019-]*
        (?:[ ](?:[A-Z\u00c0-\u00de&][\w&.'\u2019-]*|of|de|du|des|del|la|le|les|und|and|y|et)){0,5})
    (?:,\s[A-Z\u00c0-\u00de][\w-]+)?
    (?=,?\s(?:is\s+(?:a|an|the|one)|we\b|you\b
        |(?P<seeks>is\s+(?:looking|seeking|hiring)|needs|sucht|recherche|recrute|busca)(?!\w)
        |ist\s+(?:ein|der)|est\s+(?:un|une|le|la)|es\s+(?:una?|la)))""",
    re.VERBOSE,
)
TOP_LINES = 6
LONGEST_NAME = 7
OTHER_WORDS = (
    "we this the our you it wir nous who what job about there he she as candidate when while if"
    " here that in for each every all they these those with your qui que qué quoi quién was welche"
)
NOT_NAMES = frozenset(OTHER_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Option:
    start: int
    end: int
    reading: TitleReading
    labelled: bool
    first: bool

    @property
    def rank(self) -> float:
        return self.reading.score + 1.0 * self.labelled + 0.6 * self.first


def job_title_of(
    view: View, taxonomy: Taxonomy, calibrator: Calibrator
) -> tuple[TextFact | None, TitleReading | None]:
    """The labelled title, else that of the first lines, else the one the text says is sought."""
    options = [
        each
        for each in _options(view, taxonomy)
        if each.reading.score >= HEADED * 0.9 or each.labelled
    ]
    best = max(options, key=lambda each: (each.rank, -each.start), default=None)
    if best is None:
        return None, None
    features = {"score": best.reading.score, "labelled": best.labelled, "first": best.first}
    known = best.reading.title if best.reading.score > HEADED else None
    evidence = view.evidence(best.start, best.end, "title")
    fact = TextFact(
        value=plain_title(" ".join(evidence.quote.split())),
        confidence=calibrator.confidence("job_title", features),
        evidence=(evidence,),
        key=key_of(known.name) if known else None,
        canonical=known.name if known else None,
    )
    return fact, best.reading


def _options(view: View, taxonomy: Taxonomy) -> Iterator[_Option]:
    for index, line in enumerate(view.lines):
        label = TITLE_LABEL.match(line.text)
        if label:
            yield _option(view, taxonomy, line.start + label.end(), line.end, labelled=True)
        elif index < TOP_LINES and not line.is_item:
            yield from _top(view, taxonomy, line, first=index == 0)
    for match in SOUGHT.finditer(view.text):
        start, end = match.span("title")
        stop = TITLE_END.search(view.text, start, end)
        yield _option(view, taxonomy, start, stop.start() if stop else end, labelled=False)


def _top(view: View, taxonomy: Taxonomy, line: TextLine, *, first: bool) -> Iterator[_Option]:
    """The whole first line, or its part before a company or place."""
    reference = REFERENCE.match(line.text)
    start = line.start + (reference.end() if reference else 0)
    border = CELL.search(view.text, start, line.end)
    end = border.start() if border else line.end
    if len(view.text[start:end].split()) <= 12:  # noqa: PLR2004 - a heading, not a sentence
        option = _option(view, taxonomy, start, end, labelled=False)
        yield _Option(
            option.start, option.end, option.reading, False, first or line.kind == "heading"
        )


def _option(view: View, taxonomy: Taxonomy, start: int, end: int, *, labelled: bool) -> _Option:
    text = view.text[start:end]
    return _Option(start, end, read_title(text, taxonomy.titles), labelled, first=False)


def seeking_spans(view: View) -> list[tuple[int, int]]:
    """Words such as `is hiring a`, which name no skill."""
    return [(match.start(), match.start("title")) for match in SOUGHT.finditer(view.text)]


def job_company_of(view: View, calibrator: Calibrator) -> TextFact | None:
    """A labelled company, the name in `About Acme`, or who says `Acme is looking for`."""
    for start, end, labelled in _companies(view):
        evidence = view.evidence(start, end, "company")
        name = " ".join(evidence.quote.split())
        if name and not NOT_COMPANIES.match(name):
            features = {"labelled": labelled, "legal_form": has_legal_form(name)}
            return TextFact(name, calibrator.confidence("job_company", features), (evidence,))
    return None


def _below_title(view: View) -> Iterator[tuple[int, int, bool]]:
    """What is an employer by its own words in the lines below the first."""
    for line in view.lines[1:TOP_LINES]:
        border = CELL.search(view.text, line.start, line.end)
        text = without_town(view.text[line.start : border.start() if border else line.end])
        named = has_legal_form(text) or ORGANIZATION_WORD.search(fold(text))
        if named and not line.is_item and text[:1].isupper() and len(text.split()) <= LONGEST_NAME:
            yield line.start, line.start + len(text), False


def _companies(view: View) -> Iterator[tuple[int, int, bool]]:
    for line in view.lines:
        label = COMPANY_LABEL.match(line.text)
        if label:
            yield line.start + label.end(), line.end, True
    yield from _below_title(view)
    for line in view.lines:
        about = ABOUT.match(line.text)
        if about and not line.is_item and len(line.text.split()) <= 6:  # noqa: PLR2004 - a heading
            yield line.start + about.start("name"), line.start + about.end("name"), False
    for match in SEEKS.finditer(view.text):
        name = match.group("name")
        announced = match.start("name") > match.start() and view.text[match.start()].isalpha()
        named_again = view.text.count(name) > 1 and name.split()[0].lower() not in NOT_NAMES
        seeks = match.group("seeks") is not None and name.split()[0].lower() not in NOT_NAMES
        if announced or named_again or seeks:
            yield *match.span("name"), False
