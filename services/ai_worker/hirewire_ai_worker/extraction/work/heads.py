"""The heading of a position: which part is the title, which the employer, which the place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hirewire_ai_worker.extraction.dates import Period
from hirewire_ai_worker.extraction.locations import REMOTE, Place, find_places
from hirewire_ai_worker.extraction.organizations import has_legal_form
from hirewire_ai_worker.extraction.titles import TitleReading, read_title
from hirewire_ai_worker.extraction.view import TextLine, View
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

CELL_BORDER = re.compile(r"\t|\s*[|\u2022\u00b7]\s*|\s{3,}")
PAIR_BORDER = re.compile(
    r"\s+[\u2014\u2013-]\s+|\s+(?:at|@|bei|chez)\s+|\s+en\s+(?=[A-Z\u00c0-\u00de])|,\s+|:\s+"
)
EDGES = " \t,;:|/\u2022\u00b7\u2014\u2013-"
LABEL = re.compile(
    r"(?:company|employer|position|title|role|firma|arbeitgeber|employeur|empresa|poste|puesto)\s*:\s*",
    re.IGNORECASE,
)
ORGANIZATION_WORD = re.compile(
    r"(?<!\w)(?:university|college|school|hospital|clinic|bank|group|institute|laborator(?:y|ies)|labs?|systems|technolog(?:y|ies)"
    r"|solutions|consulting|partners|studios?|agency|center|centre|foundation|council|ministry|museum|holding|industries|services"
    r"|software|networks|universitat|hochschule|klinik(?:um)?|krankenhaus|stadtwerke|werke|verein|gruppe|hopital|clinique|groupe|societe"
    r"|academy|academia|trust|nursing home|care home|practice|cabinet|kanzlei|praxis|estudio"
    r"|colegio|lycee|mairie|universidad|instituto|grupo|ayuntamiento|escuela|clinica"
    r"|company|firm|church|club|team|society|orchestra|choir)(?!\w)"
)
TEAM_WORDS = frozenset(
    [
        "platform",
        "backend",
        "frontend",
        "infrastructure",
        "payments",
        "growth",
        "data",
        "mobile",
        "web",
        "security",
        "cloud",
        "search",
        "ads",
        "core",
        "product",
        "engineering",
        "operations",
        "marketing",
        "sales",
        "research",
        "design",
        "analytics",
        "team",
        "remote",
    ]
)
TOWN = re.compile(
    r"\s(?:(?:La|Le|Les|El|Los|Las|San|Santa|Saint|St|Bad|New)\s)?[A-Z\u00c0-\u00de][^\W\d_]+"
    r"(?:[\s-][A-Za-z\u00c0-\u017f][^\W\d_]+){0,2}"
)
CAMPUS = re.compile(r"universi|polytechnic|state college")
CLEAR = 0.5
VERY_CLEAR = 0.9


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a heading at `start:end` of the text."""

    start: int
    end: int
    text: str
    reading: TitleReading
    line: int

    @property
    def organization(self) -> float:
        """How much it looks like an employer."""
        words = 0.9 if has_legal_form(self.text) else 0.3
        if ORGANIZATION_WORD.search(fold(self.text)):
            words = max(words, 0.7)
        return words * (1 - 0.6 * self.reading.score)


@dataclass(frozen=True, slots=True)
class Head:
    title: Cell | None = None
    company: Cell | None = None
    place: Place | None = None
    guessed: bool = False
    title_first: bool | None = None


@dataclass(frozen=True, slots=True)
class HeadReader:
    """Reads headings. `title_first` decides where neither part tells which it is."""

    view: View
    taxonomy: Taxonomy
    title_first: bool = True

    def read(self, lines: Sequence[TextLine], periods: Sequence[Period]) -> Head:
        cells, place = self.cells(lines, periods)
        if not cells:
            return Head(place=place)
        if len(cells) == 1:
            return replace(self._alone(cells[0]), place=place)
        return replace(self._several(cells), place=place)

    def cells(
        self, lines: Sequence[TextLine], periods: Sequence[Period]
    ) -> tuple[list[Cell], Place | None]:
        """The parts that are neither dates nor places, and the first place."""
        cells: list[Cell] = []
        place: Place | None = None
        for number, line in enumerate(lines):
            for start, end in self.pieces(line, periods):
                kept, found = self.without_place(start, end)
                place = place or found
                cell = self.cell(start, kept, number)
                if cell is not None:
                    cells.append(cell)
        return cells, place

    def cell(self, start: int, end: int, line: int = 0) -> Cell | None:
        text = self.view.text[start:end]
        start += len(text) - len(text.lstrip(EDGES))
        text = text.strip(EDGES)
        label = LABEL.match(text)
        if label:
            start, text = start + label.end(), text[label.end() :]
        if text.count("(") < text.count(")"):
            text = text.rstrip(")")
        text = text.rstrip("(").rstrip(EDGES)
        if not any(char.isalnum() for char in text):
            return None
        return Cell(start, start + len(text), text, read_title(text, self.taxonomy.titles), line)

    def pieces(self, line: TextLine, periods: Sequence[Period]) -> list[tuple[int, int]]:
        """The line cut at dates and at borders of cells."""
        cuts = [(each.start, each.end) for each in periods if line.start <= each.start < line.end]
        cuts += [
            (line.start + match.start(), line.start + match.end())
            for match in CELL_BORDER.finditer(line.text)
        ]
        pieces: list[tuple[int, int]] = []
        position = line.start
        for start, end in sorted(cuts):
            pieces.append((position, start))
            position = max(position, end)
        pieces.append((position, line.end))
        return [
            (start, end) for start, end in pieces if self.view.text[start:end].strip(EDGES + "()")
        ]

    def without_place(self, start: int, end: int) -> tuple[int, Place | None]:
        """Where the piece ends once a place at its end is taken off, and that place."""
        text = self.view.text[start:end].rstrip(EDGES + ")")
        last = start + len(text)
        for match in REMOTE.finditer(text):
            if start + match.end() >= last - 1:
                return start + match.start(), None
        for place in find_places(self.view, self.taxonomy.places, start, end):
            before = self.view.text[start : place.start]
            separated = not before.strip() or before.rstrip(" ").endswith(
                (",", "(", "-", "\u2013", "\u2014", ":")
            )
            if place.end >= last and separated:
                return place.start, place
        return end, None

    def _alone(self, cell: Cell) -> Head:
        """One part may hold both: `Engineer, Acme Inc` or `Acme - Engineer`."""
        options = [
            head
            for border in PAIR_BORDER.finditer(cell.text)
            if (head := self._pair(cell, border.start(), border.end())) is not None
        ]
        if options:
            return max(options, key=_pair_score)
        if cell.reading.score >= CLEAR:
            return Head(title=cell)
        return Head(company=cell, guessed=cell.organization < CLEAR)

    def _pair(self, cell: Cell, border: int, after: int) -> Head | None:
        left = self.cell(cell.start, cell.start + border)
        right = self.cell(cell.start + after, cell.end)
        if left is None or right is None or _is_team(left) or _is_team(right):
            return None
        title, other = (left, right) if left.reading.score >= right.reading.score else (right, left)
        if title.reading.score < CLEAR or other.reading.score >= title.reading.score:
            return None
        return Head(title, other, guessed=False, title_first=title is left)

    def _several(self, cells: Sequence[Cell]) -> Head:
        title = max(cells, key=lambda cell: cell.reading.score - 0.5 * (cell.organization > CLEAR))
        others = [cell for cell in cells if cell is not title]
        if title.reading.score >= CLEAR:
            company = max(others, key=lambda cell: (cell.organization > CLEAR, -cell.start))
            if company.reading.score >= VERY_CLEAR and company.organization < CLEAR:
                return replace(self._alone(title), guessed=True)
            return Head(title, company, title_first=title.start < company.start)
        first, second = cells[0], cells[1]
        if first.organization > second.organization:
            return Head(second, first, guessed=True)
        if first.organization < second.organization:
            return Head(first, second, guessed=True)
        pair = (first, second) if self.title_first else (second, first)
        return Head(*pair, guessed=True)


def without_town(text: str) -> str:
    """`St Vincent's Hospital, Keighley` without a town that no list knows.

    Only behind what is an organization by its own words.
    """
    name, comma, town = text.rpartition(",")
    known = has_legal_form(name) or ORGANIZATION_WORD.search(fold(name))
    if not comma or not known or not TOWN.fullmatch(town):
        return text
    other = has_legal_form(town) or ORGANIZATION_WORD.search(fold(town))
    return text if other or CAMPUS.search(fold(name)) else name


def _pair_score(head: Head) -> float:
    if head.title is None or head.company is None:
        return 0.0
    return head.title.reading.score + head.company.organization - 0.5 * head.company.reading.score


def _is_team(cell: Cell) -> bool:
    words = re.split(r"[\s&/]+", fold(cell.text))
    return all(word in TEAM_WORDS for word in words)
