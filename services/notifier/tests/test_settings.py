import pytest
from hirewire_chassis.settings import load
from hirewire_notifier.mail.relay import Login
from hirewire_notifier.main import post_office
from hirewire_notifier.settings import NotifierSettings

LEAST = {
    "DATABASE_URL": "postgresql://x",
    "AMQP_URL": "amqp://x",
    "SMTP_HOST": "mail.example.org",
    "MAIL_FROM": "Hirewire <hirewire@example.org>",
    "PUBLIC_URL": "https://hirewire.example.org",
}


def set_environment(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    for name, value in {**LEAST, **more}.items():
        monkeypatch.setenv(f"NOTIFIER_{name}", value)


def test_the_least_that_must_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch)
    post = post_office(load(NotifierSettings))
    assert (post.relay.host, post.relay.port) == ("mail.example.org", 587)
    assert (post.relay.login, post.relay.starttls) == (None, None)
    assert post.public_url == "https://hirewire.example.org/"


def test_all_that_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(
        monkeypatch,
        SMTP_PORT="465",
        SMTP_USERNAME="me",
        SMTP_PASSWORD="of-the-relay-7",
        SMTP_STARTTLS="false",
        SMTP_TIMEOUT="3",
    )
    post = post_office(load(NotifierSettings))
    assert post.relay.login == Login("me", "of-the-relay-7")
    assert (post.relay.port, post.relay.starttls, post.relay.timeout) == (465, False, 3.0)


def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in LEAST:
        monkeypatch.delenv(f"NOTIFIER_{name}", raising=False)
    with pytest.raises(SystemExit) as ended:
        load(NotifierSettings)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert all(f"NOTIFIER_{name}" in told for name in LEAST)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "Hirewire <a b@example.org>"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("SMTP_PORT", "0"),
        ("SMTP_USERNAME", "me-without-a-password"),
    ],
)
def test_what_cannot_be_right_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    set_environment(monkeypatch, **{name: value})
    with pytest.raises(SystemExit):
        load(NotifierSettings)
    assert f"NOTIFIER_{name}" in capsys.readouterr().err
