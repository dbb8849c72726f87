"""Secrets come from settings or files, are never printed, and have no default that would do."""

import pytest
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_chassis.default_passwords import is_default
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


SERVICES = [settings for settings in ALL if settings is not ProvisioningSettings]


def start(settings: type[BaseSettings], given: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    prefix = settings.model_config.get("env_prefix", "")
    for name, value in given.items():
        patch.setenv(f"{prefix}{name}".upper(), value)
    load(settings)


@pytest.mark.parametrize("settings", ALL)
def test_no_service_starts_with_a_default_password_outside_local_mode(
    settings: type[BaseSettings],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = filled(settings)
    guarded = [name for name in given if name.endswith(("_url", "_password"))]
    checked = {name for name in guarded if CANARY in given[name]}
    assert len(checked) >= 2
    for name in sorted(checked):
        default = "amqp://guest:guest@host/" if name.endswith("_url") else "changeme1"
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as refused:
            start(settings, {**given, name: default}, patch)
        assert refused.value.code == 2
        told = capsys.readouterr().err
        prefix = settings.model_config["env_prefix"]
        assert f"{prefix}{name}".upper() in told
        assert "changeme" not in told
        assert "guest" not in told


@pytest.mark.parametrize("settings", SERVICES)
def test_in_local_mode_it_does(
    settings: type[BaseSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    local = {"mode": "local", "amqp_url": "amqp://guest:guest@127.0.0.1/"}
    start(settings, {**filled(settings), **local}, monkeypatch)


@pytest.mark.parametrize(
    ("password", "user", "expected"),
    [
        ("guest", "guest", True),
        ("", "hirewire_jobs", True),
        ("Postgres123!", "", True),
        ("change-me", "", True),
        ("your_password", "", True),
        ("hirewire_jobs", "hirewire_jobs", True),
        ("0123456789", "", True),
        ("83159-40277-61184", "7", False),
        ("correct horse battery", "", False),
        ("postgres is a database", "postgres", False),
        ("Zk3of8aQw", "jobs", False),
    ],
)
def test_which_passwords_are_defaults(password: str, user: str, *, expected: bool) -> None:
    assert is_default(password, user) == expected


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///hirewire?host=/run/postgresql",
        "postgresql://jobs@db/hirewire?sslcert=jobs.pem",
        f"postgresql://jobs:{CANARY}@db/hirewire",
    ],
)
def test_a_url_needs_no_password_but_has_no_default_one(url: str) -> None:
    assert JobsSettings.model_validate({**filled(JobsSettings), "database_url": url})
    for bad in ("postgresql://jobs:@db/h", "postgresql:///h?user=jobs&password=jobs"):
        with pytest.raises(ValidationError):
            JobsSettings.model_validate({**filled(JobsSettings), "database_url": bad})
