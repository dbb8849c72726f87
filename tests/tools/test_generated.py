"""What is generated is current, and every message has somebody who listens."""

from hirewire_contracts import MESSAGES

from tools.contracts import messages
from tools.contracts.__main__ import breaking, generated, golden, stale
from tools.contracts.services import heard_by, listeners
from tools.settings_reference import reference


def test_generated_files_are_current() -> None:
    assert stale(generated()) == []


def test_no_message_broke_lost_its_example_or_goes_unheard() -> None:
    assert list(breaking()) == []
    assert list(golden()) == []
    assert messages.unheard(listeners()) == []


def test_every_command_has_one_owner_and_one_queue() -> None:
    listening = listeners()
    takers = {
        name: list(heard_by(listening, message))
        for name, message in MESSAGES.items()
        if message.kind == "command"
    }

    assert {name: len(found) for name, found in takers.items() if len(found) != 1} == {}
    assert all(found[0][0] == name.split(".")[0] for name, found in takers.items())


def test_the_settings_reference_names_every_service() -> None:
    text = reference()

    for prefix in ("GATEWAY_", "JOBS_", "AI_WORKER_", "MATCHING_", "NOTIFIER_"):
        assert f"{prefix}DATABASE_URL=" in text
        assert f"{prefix}AMQP_URL=" in text
