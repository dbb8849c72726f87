"""The words of a page with their boxes and looks, as pdfium sees them."""

import ctypes
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from hirewire_ai_worker.parsing.pdf.looks import Look, look_at

LINE_END_HYPHEN = 0xFFFE


@dataclass(slots=True)
class Word:
    """A box in points from the top left corner of the page."""

    text: str
    look: Look
    left: float
    top: float
    right: float
    bottom: float
    spaced: bool = True

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class _Pen:
    """Reads one text page; remembers the look of each text object."""

    page: pdfium.PdfTextPage
    height: float
    looks: dict[int, Look] = field(default_factory=dict)
    box: raw.FS_RECTF = field(default_factory=raw.FS_RECTF)

    def look(self, index: int) -> Look | None:
        handle = raw.FPDFText_GetTextObject(self.page, index)
        if not handle:
            return None
        address = ctypes.addressof(handle.contents)
        if address not in self.looks:
            self.looks[address] = look_at(self.page, index, handle)
        return self.looks[address]

    def word(self, index: int, char: str, look: Look) -> Word:
        raw.FPDFText_GetLooseCharBox(self.page, index, self.box)
        box = self.box
        low, high = sorted((box.bottom, box.top))
        left, right = sorted((box.left, box.right))
        return Word(char, look, *_upright(left, low, right, high, look.turns, self.height))


def read_words(page: pdfium.PdfPage) -> list[Word]:
    """Words in pdfium's text order; a word ends at a space, a jump or a change of line."""
    text_page = page.get_textpage()
    pen = _Pen(text_page, page.get_height())
    words: list[Word] = []
    spaced = True
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if words and code == LINE_END_HYPHEN:
            words[-1].text += "-"
            continue
        look = pen.look(index)
        if look is None or code in {0, 9, 10, 13, 32, 160} or chr(code).isspace():
            spaced = True
            continue
        piece = pen.word(index, chr(code), look)
        if words and not spaced and _continues(words[-1], piece):
            _extend(words[-1], piece)
        else:
            piece.spaced = spaced
            words.append(piece)
        spaced = False
    return words


def _continues(word: Word, piece: Word) -> bool:
    unit = max(word.look.size, piece.look.size, 1.0)
    near = -0.6 * unit < piece.left - word.right < 0.35 * unit
    level = abs(piece.middle - word.middle) < 0.6 * max(word.height, piece.height)
    return near and level and word.look.turns == piece.look.turns


def _extend(word: Word, piece: Word) -> None:
    word.text += piece.text
    word.left, word.right = min(word.left, piece.left), max(word.right, piece.right)
    if piece.look.size >= word.look.size:
        word.top, word.bottom = min(word.top, piece.top), max(word.bottom, piece.bottom)


def _upright(
    left: float, low: float, right: float, high: float, turns: int, height: float
) -> tuple[float, float, float, float]:
    """The box as it would stand if its text ran from left to right."""
    if turns == 1:
        return low, left, high, right
    if turns == 2:  # noqa: PLR2004 - upside down
        return -right, low, -left, high
    if turns == 3:  # noqa: PLR2004 - three quarters
        return -high, -right, -low, -left
    return left, height - high, right, height - low


def upright_words(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Splits the words into those that run in the page's main direction and the others."""
    turns = [word.look.turns for word in words]
    main = max(set(turns), key=turns.count, default=0)
    fits = [word.look.turns == main and not word.look.tilted for word in words]
    straight = [word for word, fit in zip(words, fits, strict=True) if fit]
    return straight, [word for word, fit in zip(words, fits, strict=True) if not fit]
