"""What is no text, no time and no number: wherever it stands, it stops nobody."""

import struct
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hirewire_chassis import Context
from hirewire_chassis.dead_letters import Letter
from hirewire_chassis.frames import UNREADABLE, tolerate_garbage
from hirewire_chassis.headers import death_headers
from hirewire_contracts import Envelope
from pamqp import commands, frame
from pamqp.header import ContentHeader

PLACE = datetime.fromtimestamp(0x41424344, UTC)


@pytest.mark.parametrize(
    ("properties", "old", "new"),
    [
        ({"headers": {"kkkk": "v"}}, b"kkkk", b"k\xff\xfek"),
        ({"message_id": "mmmm"}, b"mmmm", b"m\xff\xfem"),
        ({"timestamp": PLACE}, struct.pack(">Q", 0x41424344), b"\xff" * 8),
    ],
)
def test_properties_that_cannot_be_decoded_are_dropped(
    properties: dict[str, Any], old: bytes, new: bytes
) -> None:
    tolerate_garbage()
    sent = frame.marshal(ContentHeader(0, 7, commands.Basic.Properties(**properties)), 1)
    assert old in sent
    _, _, found = frame.unmarshal(sent.replace(old, new))
    assert isinstance(found, ContentHeader)
    assert found.body_size == 7
    assert found.properties.headers == {UNREADABLE: True}
    assert found.properties.message_id is None


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_letter_that_json_in_the_database_cannot_hold_keeps_its_bytes(
    number: str, context: Context
) -> None:
    body = (
        f'{{"specversion": "1.0", "id": "{uuid4()}", "source": "/foreign", "type": "jobs.x.v1",'
        f' "time": "2026-11-20T09:00:00Z", "workspaceid": "{context.workspace}",'
        f' "data": {{"n": {number}}}}}'
    ).encode()
    envelope = Envelope.model_validate_json(body)
    row = Letter(uuid4(), "q", "undecodable", body, {}, None, envelope, None).row()
    assert row["envelope"] is None
    assert row["raw"] == body
    assert row["type"] == "jobs.x.v1"


def test_an_error_that_quotes_half_a_character_fits_into_headers() -> None:
    headers = death_headers(uuid4(), "exhausted", ValueError("no \ud800"))
    for value in headers.values():
        assert str(value).encode()
