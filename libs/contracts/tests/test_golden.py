"""Every version that was ever sent stays readable."""

import json
from pathlib import Path

import jsonschema
import pytest
from hirewire_contracts import MESSAGES, Envelope, UnsupportedTypeError, read
from hirewire_contracts.documents import FileSource, SubmitDocument
from hirewire_contracts.registry import Superseded
from pydantic import ValidationError

CONTRACTS = Path(__file__).parents[1]
TYPES = sorted(MESSAGES)
FREE = {
    "timings",
    "external_ids",
    "attributes",
    "components",
    "profile_sequences",
    "job_sequences",
    "changes",
    "corrected",
    "envelope",
    "headers",
    "states",
}


def golden(message_type: str) -> bytes:
    return (CONTRACTS / "golden" / f"{message_type}.json").read_bytes()


@pytest.mark.parametrize("message_type", TYPES)
def test_an_example_of_each_version_is_read_and_means_the_same(message_type: str) -> None:
    envelope = Envelope.model_validate_json(golden(message_type))
    message = read(envelope.type, envelope.data)

    assert envelope.subject == str(message.subject)
    assert envelope.sequence == message.sequence
    if not issubclass(MESSAGES[message_type], Superseded):
        assert message.model_dump(mode="json", exclude_unset=True) == envelope.data


@pytest.mark.parametrize("message_type", TYPES)
def test_an_example_fits_its_committed_schema(message_type: str) -> None:
    schema = json.loads((CONTRACTS / "schema" / f"{message_type}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(json.loads(golden(message_type)), schema)


@pytest.mark.parametrize("message_type", TYPES)
def test_an_envelope_survives_the_way_out_and_back(message_type: str) -> None:
    envelope = Envelope.model_validate_json(golden(message_type))

    assert json.loads(envelope.to_json()) == json.loads(golden(message_type))


@pytest.mark.parametrize("message_type", TYPES)
def test_fields_of_tomorrow_are_ignored_at_every_depth(message_type: str) -> None:
    data = json.loads(golden(message_type))["data"]

    assert read(message_type, _grown(data)) == read(message_type, data)


def _grown(value: object) -> object:
    if isinstance(value, list):
        return [_grown(inner) for inner in value]
    if isinstance(value, dict):
        grown = {key: value[key] if key in FREE else _grown(value[key]) for key in value}
        return {**grown, "field_of_tomorrow": {"a": 1}}
    return value


def test_an_unknown_field_is_refused_when_written() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        SubmitDocument.model_validate({"document_kind": "job", "documnet_id": "typo"})


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(UnsupportedTypeError, match=r"jobs\.create_job\.v999"):
        read("jobs.create_job.v999", {})


def test_the_first_version_of_submit_document_is_lifted_to_the_second() -> None:
    envelope = Envelope.model_validate_json(golden("ai_worker.submit_document.v1"))

    lifted = read(envelope.type, envelope.data)

    assert isinstance(lifted, SubmitDocument)
    assert lifted.source == FileSource.model_validate(envelope.data["file"])
    assert lifted.for_resource is None
