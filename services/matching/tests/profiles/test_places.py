import pytest
from hirewire_matching.profiles.places import keys_against, locate, streets


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        ("Lisbon, Portugal", "pt/lisbon", "Lisbon, Portugal"),
        ("12 Rua Augusta, 1200-001 Lisbon, Portugal", "pt/lisbon", "Lisbon, Portugal"),
        ("10115 München, Deutschland", "de/munich", "München, Deutschland"),
        ("221B Baker Street, London NW1 6XE, UK", "gb/london", "London, UK"),
        ("Austin, TX 78701, USA", "us/austin", "Austin, USA"),
        ("Seattle, WA", "us/seattle", "Seattle, WA"),
        ("Portugal, Lisbon", "pt/lisbon", "Lisbon, Portugal"),
        ("Paris (hybrid)", "?/paris", "Paris"),
        ("Germany", "de", "Germany"),
        ("San Francisco, CA", "?/san francisco", "San Francisco"),
        ("Atlanta, Georgia", "?/atlanta", "Atlanta"),
    ],
)
def test_an_address_becomes_city_and_country(text: str, key: str, name: str) -> None:
    spot = locate(text)
    assert spot is not None
    assert (spot.key, spot.name) == (key, name)


@pytest.mark.parametrize("text", ["", " ,, ", "Remote", "Baker Street 221", "12345"])
def test_what_names_no_place_is_none(text: str) -> None:
    assert locate(text) is None


@pytest.mark.parametrize("street", ["1 High Road", "Hauptstr. 99", "Flat 3, 20 Elm Avenue"])
def test_the_street_makes_no_difference(street: str) -> None:
    assert locate(f"{street}, Berlin, Germany") == locate("Berlin, Germany")


def test_streets_are_what_is_left_out() -> None:
    text = "12 Rua Augusta, 1200-001 Lisbon, Portugal"
    assert streets(text) == ("12 Rua Augusta", "1200-001 Lisbon")
    assert streets("Lisbon, Portugal") == ()


@pytest.mark.parametrize(
    ("place", "asked", "keys"),
    [
        ("de/berlin", ["de/berlin"], ("de/berlin",)),
        ("de/berlin", ["pt/lisbon"], ("de/berlin",)),
        ("de/berlin", ["?/berlin"], ("?/berlin",)),
        ("de/berlin", ["?/lisbon"], ()),
        ("?/berlin", ["de/berlin"], ("de/berlin",)),
        ("?/berlin", ["pt/lisbon"], ()),
        ("de/berlin", ["?/berlin", "de"], ("de/berlin", "?/berlin")),
        ("de", ["de/berlin"], ("de",)),
        ("de", ["?/berlin"], ()),
        ("de/berlin", [], ()),
    ],
)
def test_a_place_without_a_country_is_compared_by_its_city(
    place: str, asked: list[str], keys: tuple[str, ...]
) -> None:
    assert keys_against(place, asked) == keys
