"""How names are compared: case, accents, dashes and spaces do not count."""

import re
import unicodedata

_SIGNS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "`": "'",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
    "\xa0": " ",
    "\u202f": " ",
}
_KEY_WORDS = (("c++", "c-plus-plus"), ("c#", "c-sharp"), ("f#", "f-sharp"), (".net", "dot-net"))
_NOT_KEY = re.compile(r"[^\w]+")


class _Folding(dict[int, str]):
    """A translation table that is filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", _SIGNS.get(char, char))[0].lower()
        self[code] = base if len(base) == 1 else char
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without accents, character by character: the length never changes."""
    return text.translate(_FOLDING)


def key_of(name: str) -> str:
    """A stable key of a name for use in ids: `C++` -> `c-plus-plus`, `São Paulo` -> `sao-paulo`."""
    folded = fold(name.strip())
    for sign, words in _KEY_WORDS:
        folded = folded.replace(sign, f" {words} ")
    return _NOT_KEY.sub("-", folded.replace("+", " plus ").replace("#", " sharp ")).strip("-_")
