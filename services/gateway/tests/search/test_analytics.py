from datetime import date

import pytest
from hirewire_chassis import new_id
from hirewire_gateway.search.analytics.rules import asker, kept, synonym
from hirewire_gateway.search.suggestions import suggestions
from hirewire_gateway.search.vocabulary import vocabulary
from hirewire_gateway.search.words import understand


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("  Senior  NURSE ", "senior nurse"),
        ("grace@navy.example", None),
        ("+49 (170) 1234567", None),
        ("030/12 34 56", None),
        ("python 3.12 in 2026", "python 3.12 in 2026"),
    ],
)
def test_contacts_are_not_kept(words, folded):
    assert kept(words) == folded


@pytest.mark.parametrize(
    ("fruitless", "fruitful", "pair"),
    [
        ("k9s", "kubernetes", ("k9s", "kubernetes")),
        ("senior k9s expert", "senior kubernetes expert", ("k9s", "kubernetes")),
        ("nurse berlin", "nurse", None),
        ("nurse", "nurse berlin", None),
        ('"k9s"', "kubernetes", None),
        ("k9s", "kubernetes -junior", None),
        ("a b c d e", "f", None),
    ],
)
def test_a_synonym_is_what_differs(fruitless, fruitful, pair):
    assert synonym(fruitless, fruitful) == pair


def test_an_asker_is_the_same_for_a_day_and_nobody_without_the_secret():
    person, today = new_id(), date(2026, 11, 20)
    one = asker(b"secret", person, today)
    assert one == asker(b"secret", person, today)
    others = {
        asker(b"other", person, today),
        asker(b"secret", new_id(), today),
        asker(b"secret", person, date(2026, 11, 21)),
    }
    assert len(others | {one}) == 4
    assert person.bytes not in one


def test_own_synonyms_find_by_the_synonyms_of_what_they_mean():
    (term,) = understand("k9s", vocabulary(), {"k9s": ["kubernetes"]}).terms
    assert {"kubernetes", "k8s"} <= set(term.also)
    assert term.corrected is None


def test_suggestions_begin_as_typed_and_ones_own_come_first():
    own = {"kuba": ["kubernetes"]}
    found = suggestions("  KUB", 4, vocabulary(), own)
    assert found[0] == ("kuba", ("kubernetes",))
    assert len(found) == 4
    assert all(name.startswith("kub") for name, _ in found)
    assert "kubernetes" in [name for name, _ in found]
    assert suggestions(" ", 3, vocabulary(), own) == []
    assert suggestions("zzzzz", 3, vocabulary(), own) == []
