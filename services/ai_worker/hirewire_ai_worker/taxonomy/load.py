"""Builds a taxonomy from a folder of tables."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol, TypeVar

from hirewire_ai_worker.taxonomy import readers
from hirewire_ai_worker.taxonomy.enrichment import (
    cautious_forms,
    import_folders,
    with_imported_skills,
    with_imported_titles,
)
from hirewire_ai_worker.taxonomy.entries import City, Skill
from hirewire_ai_worker.taxonomy.importing.imports import SKILLS, TITLES
from hirewire_ai_worker.taxonomy.inflection import feminine_forms
from hirewire_ai_worker.taxonomy.lexicon import Lexicon
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.tables import Row, rows_of
from hirewire_ai_worker.taxonomy.taxonomy import (
    Education,
    Languages,
    Places,
    Skills,
    Taxonomy,
    Titles,
)

VERSION_LENGTH = 12


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


NamedEntry = TypeVar("NamedEntry", bound=Named)


def shipped_folder() -> Traversable:
    return files("hirewire_ai_worker.taxonomy") / "data"


def load_taxonomy(
    folder: Traversable | None = None, imported: Traversable | None = None
) -> Taxonomy:
    """Reads all tables; without a folder, those shipped with this package.

    ``imported`` is a folder that `hirewire taxonomy import` made; its absence is no error.
    """
    tables = Tables(folder or shipped_folder(), imported)
    return Taxonomy(
        version=tables.digest(),
        skills=_skills(tables),
        titles=_titles(tables),
        education=_education(tables),
        languages=_languages(tables),
        certificates=_lexicon(readers.read_certificates(tables.rows("certificates"))),
        places=_places(tables),
    )


class Tables:
    """The files of one folder."""

    def __init__(self, folder: Traversable, imported: Traversable | None = None) -> None:
        self._folder = folder
        self.imported = import_folders(imported)

    def rows(self, name: str) -> Iterator[Row]:
        return rows_of(self._folder / f"{name}.tsv")

    def skills(self) -> Iterator[Skill]:
        for file in self._skill_files():
            yield from readers.read_skills(file.name.removesuffix(".tsv"), rows_of(file))

    def digest(self) -> str:
        digest = hashlib.sha256()
        tables = [file for file in self._folder.iterdir() if file.name.endswith(".tsv")]
        for file in sorted([*tables, *self._skill_files()], key=lambda each: each.name):
            digest.update(file.name.encode() + file.read_bytes())
        for folder in self.imported:
            for name in (SKILLS, TITLES):
                digest.update(folder.name.encode() + (folder / name).read_bytes())
        return digest.hexdigest()[:VERSION_LENGTH]

    def _skill_files(self) -> list[Traversable]:
        found = (self._folder / "skills").iterdir()
        return sorted((each for each in found if each.name.endswith(".tsv")), key=lambda f: f.name)


def _lexicon(entries: Iterable[NamedEntry]) -> Lexicon[NamedEntry]:
    """Canonical names take precedence over aliases."""
    listed = list(entries)
    names = [(entry.name, entry) for entry in listed]
    return Lexicon([*names, *((alias, entry) for entry in listed for alias in entry.aliases)])


def _skills(tables: Tables) -> Skills:
    shipped = list(tables.skills())
    skills = with_imported_skills(shipped, tables.imported)
    cautious = cautious_forms(skills, len(shipped))
    said = (*cautious, *readers.read_ambiguous(tables.rows("ambiguous")))
    ambiguous = {fold(each.form): each for each in said}
    return Skills({each.name: each for each in skills}, ambiguous, _lexicon(skills))


def _titles(tables: Tables) -> Titles:
    shipped = list(readers.read_titles(tables.rows("titles")))
    titles = with_imported_titles(shipped, tables.imported)
    forms = [(title.name, title) for title in titles]
    forms += [(alias, title) for title in titles for alias in title.aliases]
    own = {title.name for title in shipped}
    forms += [
        (other, title)
        for form, title in forms
        if title.name in own
        for other in feminine_forms(form)
    ]
    heads = list(readers.read_heads(tables.rows("title_heads")))
    nouns = [(each.name, each) for each in heads]
    nouns += [(other, each) for each in heads for other in feminine_forms(each.name)]
    suffixes = tuple(fold(form) for form, each in nouns if each.suffix)
    levels = list(readers.read_seniorities(tables.rows("seniorities")))
    cues = Lexicon((cue, level) for level in levels for cue in level.cues)
    by_name = {title.name: title for title in titles}
    return Titles(
        by_name=by_name,
        lexicon=Lexicon(forms),
        heads=Lexicon(nouns),
        suffixes=suffixes,
        seniorities=cues,
        levels={level.level: level for level in levels},
    )


def _education(tables: Tables) -> Education:
    degrees = list(readers.read_degrees(tables.rows("degrees")))
    short = {form: degree for degree in degrees for form in degree.short}
    fields = _lexicon(readers.read_fields(tables.rows("fields")))
    return Education(_lexicon(degrees), short, fields)


def _languages(tables: Tables) -> Languages:
    levels = readers.read_levels(tables.rows("language_levels"))
    cues = Lexicon((cue, level) for level in levels for cue in level.cues)
    return Languages(_lexicon(readers.read_languages(tables.rows("languages"))), cues)


def _places(tables: Tables) -> Places:
    cities: dict[str, list[City]] = defaultdict(list)
    for city in readers.read_cities(tables.rows("cities")):
        for name in (city.name, *city.aliases):
            cities[fold(name)].append(city)
    regions = list(readers.read_regions(tables.rows("regions")))
    countries = list(readers.read_countries(tables.rows("countries")))
    return Places(
        cities=Lexicon((name, tuple(found)) for name, found in cities.items()),
        regions=_lexicon(regions),
        region_codes={(region.country, region.code): region for region in regions},
        countries=_lexicon(countries),
        country_codes={country.code: country for country in countries},
    )
