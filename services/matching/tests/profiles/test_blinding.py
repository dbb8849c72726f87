import pytest
from hirewire_contracts.candidates import CandidateDetails
from hirewire_matching.profiles.blinding import Blinder
from hypothesis import given
from hypothesis import strategies as st

ADA = CandidateDetails(
    first_name="Ada Marie",
    last_name="van Loon-Baker",
    emails=[{"value": "ada@example.org"}],
    phone_numbers=[{"value": "0171 55 00 11"}],
    urls=[{"value": "linkedin.example/in/ada"}],
    location="5 Elm Street, 1010 Wien, Austria",
    skills=["Ruby", "Pastry"],
    work=[{"title": "Baker"}],
)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Marie van Loon-Baker",
        "van Loon-Baker, Ada Marie",
        "ADA MARIE VAN LOON-BAKER",
        "Ada",
        "ada@example.org",
        "someone.else@example.org",
        "0171 55 00 11",
        "+49 (0)171 2345678",
        "linkedin.example/in/ada",
        "https://example.org/ada?x=1",
        "5 Elm Street",
        "Date of birth: 1 May 1990",
        "Nationality - Austrian",
        "Geburtsdatum: 01.05.1990",
        "Nationalité : belge",
        "Estado civil: soltera",
        "34 years old",
        "aged 34",
        "born in Graz",
        "Mrs.",
    ],
)
def test_who_the_person_is_goes(text: str) -> None:
    blinder = Blinder.of(ADA)
    assert blinder.shows(text)
    assert blinder.scrub(text) == ""
    assert blinder.scrub(f"Bakes bread.\n{text}\nSells it.") == "Bakes bread.\nSells it."


@pytest.mark.parametrize(
    "text",
    [
        "Baker",
        "Worked 03/2019 - 05/2021 in two shifts.",
        "2018-2020",
        "Kept 1,200,000 rows in PostgreSQL 15.2",
        "Managing age groups and the address space of a kernel",
        "Bakes bread for 25 years",
        "will write code",
    ],
)
def test_what_the_person_does_stays(text: str) -> None:
    assert Blinder.of(ADA).scrub(text) == text
    assert not Blinder.of(ADA).shows(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Date of birth: 10 December 1990", "Date of birth: 3.4.1961"),
        ("Nationality: British", "Nationality: Nigerian, French"),
        ("Geschlecht: weiblich", "Geschlecht: divers"),
    ],
)
def test_what_is_told_within_a_line_makes_no_difference(one: str, other: str) -> None:
    blinder = Blinder.of(ADA)
    texts = {blinder.scrub(f"Bakes bread. {said}. Sells it.") for said in (one, other)}
    assert texts == {"Bakes bread. . Sells it."}


def test_labels_within_other_words_stay() -> None:
    text = "Usage: Python; coverage: high; message: hello"
    assert Blinder.of(ADA).scrub(text) == text


def test_pronouns_are_made_neutral() -> None:
    his = Blinder.of(ADA).scrub("He leads his team; it trusts him.")
    her = Blinder.of(ADA).scrub("She leads her team; it trusts her.")
    assert his == her == "they leads their team; it trusts their."


def test_somebody_of_whom_nothing_is_known_is_blinded_by_form() -> None:
    blinder = Blinder.of(CandidateDetails())
    assert blinder.scrub("Ada writes Go: ada@example.org") == "Ada writes Go:"
    assert blinder.scrub(None) == ""


names = st.sampled_from(["Ada", "Wei", "José", "Olu", "Åsa", "O'Neil", "Jean-Luc", "Müller (jun."])


@given(first=names, last=names, text=st.text(max_size=60))
def test_a_name_never_survives_in_a_sentence(first: str, last: str, text: str) -> None:
    blinder = Blinder.of(CandidateDetails(first_name=first, last_name=last))
    scrubbed = blinder.scrub(f"{text} {first} {last} and {first} and {last} {text}")
    plain = Blinder.of(CandidateDetails()).scrub(text)
    assert f"{first} {last}" not in scrubbed
    assert scrubbed.count(first) <= 2 * plain.count(first)


@given(st.lists(st.sampled_from([*"aA \n,:-5", "Ada", "age", "she", "ada@x.org", "Ms."])))
def test_no_part_of_a_person_survives_among_words(parts: list[str]) -> None:
    scrubbed = Blinder.of(ADA).scrub(" ".join(parts))
    assert not {"Ada", "ada@x.org", "Ms.", "she"} & set(scrubbed.split())
