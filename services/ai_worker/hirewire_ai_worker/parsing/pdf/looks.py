"""How characters of a page are drawn."""

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

BOLD_WEIGHT = 600
BOLD_NAMES = (b"bold", b"black", b"heavy", b"semibold", b"demi")
FONT_NAME_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of text is drawn; `turns` counts its quarter turns, `tilted` is any other angle."""

    size: float
    bold: bool
    luminance: float
    alpha: int
    mode: int
    turns: int
    tilted: bool


def look_at(page: pdfium.PdfTextPage, index: int, handle: object) -> Look:
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    if not raw.FPDFText_GetFillColor(page, index, red, green, blue, alpha):
        alpha.value = 255
    angle = raw.FPDFText_GetCharAngle(page, index) / (math.pi / 2)
    return Look(
        size=_drawn_size(page, index),
        bold=_is_bold(page, index),
        luminance=(0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255,
        alpha=alpha.value,
        mode=raw.FPDFTextObj_GetTextRenderMode(handle),
        turns=round(angle) % 4,
        tilted=abs(angle - round(angle)) > 0.1,  # noqa: PLR2004 - nine degrees
    )


def _drawn_size(page: pdfium.PdfTextPage, index: int) -> float:
    size = float(raw.FPDFText_GetFontSize(page, index))
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(page, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return size


def _is_bold(page: pdfium.PdfTextPage, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(page, index) >= BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(FONT_NAME_LENGTH)
    raw.FPDFText_GetFontInfo(page, index, name, FONT_NAME_LENGTH, ctypes.c_int(0))
    return any(part in name.value.lower() for part in BOLD_NAMES)
