import re

import pytest
from hirewire_ai_worker.taxonomy.check import problems_of
from hirewire_ai_worker.taxonomy.inflection import feminine_forms
from hirewire_ai_worker.taxonomy.load import Tables, load_taxonomy, shipped_folder
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def test_the_shipped_taxonomy_is_sound(taxonomy):
    assert problems_of(taxonomy, Tables(shipped_folder()).skills()) == []


def test_it_is_as_large_as_promised(taxonomy):
    domains = {skill.domain.split("-")[0] for skill in taxonomy.skills.by_name.values()}
    assert len(taxonomy.skills.by_name) >= 3_000
    assert {"technology", "business", "health", "trades"} <= domains
    assert len(taxonomy.titles.by_name) >= 800
    assert len(set(taxonomy.languages.lexicon.entries.values())) >= 60
    assert len(set(taxonomy.certificates.entries.values())) >= 60
    assert len(taxonomy.places.country_codes) >= 195
    assert len({city for group in taxonomy.places.cities.entries.values() for city in group}) >= 400


def test_every_city_and_region_is_in_a_known_country(taxonomy):
    places = taxonomy.places
    cities = {city for group in places.cities.entries.values() for city in group}
    assert {city.country for city in cities} <= places.country_codes.keys()
    assert {
        region.country for region in places.regions.entries.values()
    } <= places.country_codes.keys()
    assert all(
        not city.region or (city.country, city.region) in places.region_codes for city in cities
    )


def test_codes_have_the_form_of_their_standard(taxonomy):
    assert all(re.fullmatch("[A-Z]{2}", code) for code in taxonomy.places.country_codes)
    spoken = set(taxonomy.languages.lexicon.entries.values())
    assert all(re.fullmatch("[a-z]{2,3}", language.code) for language in spoken)
    assert all(1 <= degree.level <= 8 for degree in taxonomy.education.degrees.entries.values())


@pytest.mark.parametrize(
    ("written", "name"),
    [("golang", "Go"), ("K8s", "Kubernetes"), ("Postgres", "PostgreSQL"), ("js", "JavaScript")],
)
def test_aliases_lead_to_the_canonical_skill(taxonomy, written, name):
    assert taxonomy.skills.lexicon.get(written).name == name


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("krankenpfleger", "krankenpflegerin"),
        ("bürokaufmann", "bürokauffrau"),
        ("infirmier", "infirmière"),
        ("vendeur", "vendeuse"),
        ("enfermero", "enfermera"),
        ("chargé de projet", "chargée de projet"),
    ],
)
def test_titles_have_feminine_forms(title, form):
    assert form in list(feminine_forms(title))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("São Paulo", "sao-paulo"),
        ("A/B", "a-b"),
    ],
)
def test_keys_are_stable_and_plain(name, key):
    assert key_of(name) == key


def test_folding_keeps_the_length():
    text = "İstanbul Straße ﬁt Ǆ “Résumé” — Çà et là"
    assert len(fold(text)) == len(text)
    assert fold("Résumé–Größe") == "resume-große"
