"""Which words of a page a reader cannot see."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from hirewire_ai_worker.parsing.pdf.words import Word

TINY = 2.5
PALE = 0.85
Box = tuple[float, float, float, float]
FAINT_ALPHA = 20
LEAST_CONTRAST = 40
SCALE = 2
INVISIBLE_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn in shades of grey, one byte a pixel."""

    pixels: bytes
    width: int
    height: int
    stride: int

    def contrast(self, word: Word) -> int:
        """Lightest minus darkest pixel in the word's box."""
        left, right = max(0, int(word.left * SCALE)), min(self.width, int(word.right * SCALE) + 1)
        top, bottom = max(0, int(word.top * SCALE)), min(self.height, int(word.bottom * SCALE) + 1)
        rows = [
            self.pixels[y * self.stride + left : y * self.stride + right]
            for y in range(top, bottom)
        ]
        inked = b"".join(rows)
        return max(inked) - min(inked) if inked else 0


def hidden_reasons(
    page: pdfium.PdfPage, words: Sequence[Word], *, scanned: bool
) -> list[str | None]:
    """For each word why it cannot be seen, or None.

    On a scanned page an invisible text layer is what was recognised in the picture, so it counts
    as visible.
    """
    width, height = page.get_size()
    reasons = [_reason(word, width, height, scanned=scanned) for word in words]
    pale = [
        index
        for index, word in enumerate(words)
        if reasons[index] is None and word.look.luminance > PALE and word.look.turns == 0
    ]
    covers = [] if scanned else _covers(page, height)
    beneath = [
        index
        for index, word in enumerate(words)
        if reasons[index] is None and any(_covers_word(cover, word) for cover in covers)
    ]
    if pale or beneath:
        picture = _picture(page)
        for index in {*pale, *beneath}:
            if picture.contrast(words[index]) < LEAST_CONTRAST:
                told = "in the colour of its background" if index in pale else "under a cover"
                reasons[index] = f"text {told}"
    return reasons


def _covers(page: pdfium.PdfPage, height: float) -> list[Box]:
    """Filled shapes and pictures that are drawn after some text, from the top left corner."""
    covers: list[Box] = []
    written = False
    for part in page.get_objects(max_depth=1):
        if part.type == raw.FPDF_PAGEOBJ_TEXT:
            written = True
        elif written and (part.type == raw.FPDF_PAGEOBJ_IMAGE or _is_filled(part)):
            left, bottom, right, top = part.get_bounds()
            covers.append((left, height - top, right, height - bottom))
    return covers


def _is_filled(part: pdfium.PdfObject) -> bool:
    if part.type != raw.FPDF_PAGEOBJ_PATH:
        return False
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(part, mode, stroked)
    return bool(mode.value != raw.FPDF_FILLMODE_NONE)


def _covers_word(cover: Box, word: Word) -> bool:
    left, top, right, bottom = cover
    across = (word.left + word.right) / 2
    return word.look.turns == 0 and left <= across <= right and top <= word.middle <= bottom


def _reason(word: Word, width: float, height: float, *, scanned: bool) -> str | None:
    look = word.look
    if look.size < TINY:
        return "tiny text"
    if look.turns == 0 and not (
        -1 < word.middle < height + 1 and word.right > -1 and word.left < width + 1
    ):
        return "text outside the page"
    if look.alpha < FAINT_ALPHA:
        return "transparent text"
    if look.mode in INVISIBLE_MODES and not scanned:
        return "invisible text"
    return None


def _picture(page: pdfium.PdfPage) -> Picture:
    bitmap = page.render(scale=SCALE, grayscale=True, may_draw_forms=False)
    return Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
