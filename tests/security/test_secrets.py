"""Secrets come from settings or files, are never printed, and have no default that would do."""

import pytest
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_chassis.settings import ProvisioningSettings, load
from hirewire_gateway.settings import GatewaySettings
from hirewire_jobs.settings import JobsSettings
from hirewire_matching.settings import MatchingSettings
from hirewire_notifier.settings import NotifierSettings
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

CANARY = "canary-Zk3-of-a-secret-Qw8-that-is-long-enough"
ALL: tuple[type[BaseSettings], ...] = (
    GatewaySettings,
    JobsSettings,
    AiWorkerSettings,
    MatchingSettings,
    NotifierSettings,
    ProvisioningSettings,
)
PUBLIC = {"public_url", "blobs_url", "checkpoints_url"}
HARMLESS = {"mail_from": "a@b.example", "public_url": "http://h.example"}


def filled(settings: type[BaseSettings]) -> dict[str, str]:
    """A canary in every secret, something harmless in every other required field."""
    given = {}
    for name, field in settings.model_fields.items():
        if "SecretStr" in str(field.annotation):
            given[name] = f"amqp://user:{CANARY}@host/" if name.endswith("_url") else CANARY
        elif field.is_required():
            given[name] = HARMLESS.get(name, "file:///nowhere")
    return given


@pytest.mark.parametrize("settings", ALL)
def test_settings_never_print_their_secrets(settings: type[BaseSettings]) -> None:
    made = settings.model_validate(filled(settings))
    printed = f"{made!r} {made!s} {made.model_dump()} {made.model_dump_json()}"
    assert CANARY not in printed
    held = [value for value in made.model_dump().values() if isinstance(value, SecretStr)]
    assert any(CANARY in each.get_secret_value() for each in held)


@pytest.mark.parametrize("settings", ALL)
def test_what_is_named_like_a_secret_is_one(settings: type[BaseSettings]) -> None:
    for name, field in settings.model_fields.items():
        if name not in PUBLIC and name.endswith(("password", "secret", "_key", "token")):
            assert "SecretStr" in str(field.annotation), name
            assert not isinstance(field.default, SecretStr), f"{name} has a default"


@pytest.mark.parametrize(
    "secret",
    [None, "", "short", "changeme" * 5, "hirewire-secret-key-of-production-1", "a" * 64],
)
def test_the_gateway_refuses_to_start_with_no_or_a_well_known_secret(
    secret: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**filled(GatewaySettings), "secret_key": secret}.items():
        if value is not None:
            monkeypatch.setenv(f"GATEWAY_{name.upper()}", value)
    with pytest.raises(SystemExit) as refused:
        load(GatewaySettings)
    assert refused.value.code == 2
    told = capsys.readouterr().err
    assert "GATEWAY_SECRET_KEY" in told
    assert CANARY not in told


def test_a_wrong_setting_is_named_without_its_value() -> None:
    with pytest.raises(ValidationError) as refused:
        JobsSettings.model_validate({**filled(JobsSettings), "pool_size": CANARY})
    told = refused.value.errors(include_input=False, include_url=False)
    assert CANARY not in str(told)
