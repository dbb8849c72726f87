"""The countries and languages that are shipped, under the names that people write."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from hirewire_matching.profiles.folding import fold


@cache
def countries() -> Mapping[str, str]:
    """Folded name -> ISO 3166 code in lower case."""
    return _names("countries.tsv")


@cache
def languages() -> Mapping[str, str]:
    """Folded name -> ISO 639-1 code."""
    return _names("languages.tsv")


def language_code(name: str, code: str | None = None) -> str:
    """The ISO code where it is known, else the folded name, which is as good to compare."""
    folded = fold(name)
    return code or languages().get(folded, folded)


def _names(file: str) -> Mapping[str, str]:
    text = (files("hirewire_matching.profiles") / "data" / file).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {fold(name): code for code, names in rows for name in (code, *names.split("|"))}
