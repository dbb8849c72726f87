"""Single characters: what is a space, what is invisible, what begins a list item."""

import re
from typing import Final

ZERO_WIDTH: Final = "\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u2063"
TAG_FIRST, TAG_LAST = 0xE0000, 0xE007F
_INVISIBLE = re.compile(f"[{ZERO_WIDTH}\U000e0000-\U000e007f]")
_SPACES = re.compile(r"[^\S\n\t]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BULLET = re.compile(
    r"^\s*(?:[\u2022\u25cf\u25cb\u25e6\u25aa\u25ab\u25a0\u25a1\u2023\u2043\u2219\u00b7\u2756\u27a2\u27a4"
    r"\u25ba\u25b6\u2713\u2714\u2013\u2014\uf0b7\uf0a7*-]|o(?=\s{2,}|\t))\s+"
)
_REPLACED = {
    "\u00ad": "",
    "\ufffe": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
}
_TABLE = str.maketrans(_REPLACED)


def clean(text: str) -> str:
    """Ligatures opened, invisible and control characters dropped, runs of spaces made one."""
    text = _CONTROLS.sub(" ", _INVISIBLE.sub("", text.translate(_TABLE)))
    return _SPACES.sub(" ", text).strip(" ")


def invisible_count(text: str) -> int:
    return len(_INVISIBLE.findall(text))


def hidden_tag_text(text: str) -> str:
    """What the invisible Unicode tag characters in `text` spell."""
    return "".join(chr(ord(char) - TAG_FIRST) for char in text if TAG_FIRST < ord(char) <= TAG_LAST)


def begins_item(text: str) -> bool:
    return _BULLET.match(text) is not None


def without_bullet(text: str) -> str:
    return _BULLET.sub("", text, count=1)
