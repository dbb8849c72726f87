"""Copies are seen and told, also of an advert in part; what is only alike is not."""

from uuid import UUID

import pytest
from hirewire_ai_worker.documents.likeness import contained, sequences_of
from hirewire_chassis.testing.asserts import sent
from hirewire_contracts.documents import DeleteDocument, DocumentExtracted

PERSON = """Ada King
Skills
Python, SQL, Kafka, Docker, Terraform

Experience
Data Engineer, Northwind Traders, Jan 2019 - Present
"""
DEEDS = " ".join(
    f"In team {at} we moved part {at} of the billing to service {at * 7} within {at} weeks."
    for at in range(2, 14)
)
ADVERT = "We look for someone who " + " ".join(
    f"plans release {at} with the group for region {at * 3} and reports to board {at}."
    for at in range(2, 14)
)


async def codes(desk, text: str, kind: str = "resume") -> tuple[UUID, dict[str, str]]:
    handled = await desk.read(text, kind)
    document = sent(handled, DocumentExtracted).document
    return document.id, {flag.code: flag.detail for flag in document.flags}


async def test_a_copied_resume_is_flagged_with_its_model(desk) -> None:
    first, flags = await codes(desk, PERSON + DEEDS)
    assert flags == {}
    _, flags = await codes(desk, PERSON.replace("Ada King", "Bob Moss") + DEEDS)
    assert list(flags) == ["cloned_resume"]
    assert str(first) in flags["cloned_resume"]
    await desk.say(DeleteDocument(document_id=first))
    _, flags = await codes(desk, PERSON.replace("Ada King", "Cy Dole") + DEEDS)
    assert str(first) not in flags["cloned_resume"]


async def test_an_advert_pasted_into_a_resume_is_flagged(desk) -> None:
    advert, flags = await codes(desk, ADVERT, "job")
    assert flags == {}
    _, flags = await codes(desk, f"{PERSON}{DEEDS}\n\n{ADVERT}")
    assert list(flags) == ["copied_from_advert"]
    assert str(advert) in flags["copied_from_advert"]
    _, flags = await codes(desk, PERSON + " ".join(reversed(DEEDS.split())))
    assert flags == {}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (DEEDS.upper().replace(".", " !"), 1.0, 1.0),
        (DEEDS + " " + ADVERT, 0.3, 0.7),
        (ADVERT, 0.0, 0.0),
        ("Too little to tell.", 0.0, 0.0),
    ],
)
def test_how_much_of_a_text_stands_in_another(text: str, least: float, most: float) -> None:
    own = sequences_of(text)
    assert least <= contained(own, len(own & sequences_of(DEEDS))) <= most
