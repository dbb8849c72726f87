"""The countries, cities and languages that are shipped, under the names that people write."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from hirewire_matching.profiles.folding import fold, fold_place


@cache
def countries() -> Mapping[str, str]:
    """Folded name -> ISO 3166 code in lower case."""
    return _names("countries.tsv")


@cache
def languages() -> Mapping[str, str]:
    """Folded name -> ISO 639-1 code."""
    return _names("languages.tsv")


@cache
def cities() -> Mapping[tuple[str | None, str], str]:
    """(Country's code or None, folded form) -> the city's folded name, where it has several."""
    rows = [line.split("\t") for line in _read("cities.tsv").splitlines()[1:]]
    return {
        (place, fold_place(form)): fold_place(name)
        for country, name, forms in rows
        for form in forms.split("|")
        for place in (None, country)
    }


def language_code(name: str, code: str | None = None) -> str:
    """The ISO code where it is known, else the folded name, which is as good to compare."""
    folded = fold(name)
    return code or languages().get(folded, folded)


def _names(file: str) -> Mapping[str, str]:
    rows = (line.split("\t") for line in _read(file).splitlines()[1:])
    return {fold(name): code for code, names in rows for name in (code, *names.split("|"))}


def _read(file: str) -> str:
    return (files("hirewire_matching.profiles") / "data" / file).read_text(encoding="utf-8")
