"""The envelope as foreign programs write it."""

import json
from typing import Any

import pytest
from hirewire_contracts import Envelope
from pydantic import ValidationError

SMALLEST = {
    "specversion": "1.0",
    "id": "01997a10-0000-7000-8000-000000000001",
    "source": "/foreign",
    "type": "jobs.create_job.v1",
    "time": "2026-11-20T09:30:00Z",
    "data": {},
}


def test_the_smallest_cloud_event_starts_a_correlation_of_its_own() -> None:
    envelope = Envelope.model_validate(SMALLEST)

    assert envelope.correlation == envelope.id
    assert envelope.workspaceid is None
    assert envelope.actorroles == ()


def test_unknown_extension_attributes_are_ignored() -> None:
    assert Envelope.model_validate({**SMALLEST, "partitionkey": "x"}) == Envelope.model_validate(
        SMALLEST
    )


def test_a_sequence_is_padded_so_that_text_order_is_number_order() -> None:
    written = [
        json.loads(Envelope.model_validate({**SMALLEST, "sequence": number}).to_json())["sequence"]
        for number in (2, 10, 9)
    ]

    assert sorted(written) == [written[0], written[2], written[1]]
    assert Envelope.model_validate({**SMALLEST, "sequence": written[1]}).sequence == 10


def test_roles_travel_as_one_text() -> None:
    envelope = Envelope.model_validate({**SMALLEST, "actorroles": "admin viewer"})

    assert envelope.actorroles == ("admin", "viewer")
    assert json.loads(envelope.to_json())["actorroles"] == "admin viewer"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"specversion": "0.3"},
        {"type": "jobs.create_job"},
        {"type": "Jobs.CreateJob.v1"},
        {"time": "2026-11-20T09:30:00"},
        {"sequence": -1},
        {"sequence": "ten"},
        {"data": None},
        {"data": []},
        {"datacontenttype": "text/xml"},
        {"source": ""},
    ],
)
def test_what_is_no_cloud_event_of_ours_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Envelope.model_validate({**SMALLEST, **change})
