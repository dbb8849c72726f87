from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from hirewire_chassis import new_id
from hirewire_chassis.processing import Done, Later
from hirewire_contracts.notifications import SendAccountMail


def letter(purpose: str, **changes: Any) -> SendAccountMail:
    defaults: dict[str, Any] = {
        "mail_id": new_id(),
        "purpose": purpose,
        "email": "ada@example.org",
        "name": "Ada <b>",
        "token": "abc.def",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
    }
    return SendAccountMail(**{**defaults, **changes})


@pytest.mark.parametrize(
    ("purpose", "page"),
    [
        ("password_reset", "password-reset"),
        ("email_verification", "email-verification"),
        ("account_exists", "password-reset"),
    ],
)
async def test_the_letter_carries_the_token_and_what_became_of_it_does_not(
    say: Any, post: Any, relay: Any, mail_server: Any, purpose: str, page: str
) -> None:
    handled = await say(letter(purpose), post=replace(post, relay=relay))
    assert isinstance(handled.settlement, Done)
    (envelope,) = mail_server.received
    assert envelope.rcpt_tos == ["ada@example.org"]
    message = message_from_bytes(envelope.content, policy=default)
    address = f"https://hw.example/{page}#token=abc.def"
    text, html = (part.get_content() for part in message.iter_parts())
    assert address in text
    assert f'href="{address}"' in html
    assert "Ada &lt;b&gt;" in html


async def test_an_invitation_says_who_invites_where_and_cannot_say_more(
    say: Any, post: Any, relay: Any, mail_server: Any
) -> None:
    names = {"inviter": "Eve\nBcc: all", "workspace": "<a href=evil>Acme"}
    await say(letter("invitation", **names), post=replace(post, relay=relay))
    message = message_from_bytes(mail_server.received[0].content, policy=default)
    assert message["subject"] == "Eve Bcc: all invites you to <a href=evil>Acme"
    assert message["bcc"] is None
    text, html = (part.get_content() for part in message.iter_parts())
    assert "https://hw.example/invitation#token=abc.def" in text
    assert "<a href=evil>" not in html


async def test_it_waits_for_a_server_that_is_away(say: Any) -> None:
    handled = await say(letter("password_reset"))
    assert isinstance(handled.settlement, Later)


@pytest.mark.parametrize(
    "changes", [{"email": "nobody"}, {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}]
)
async def test_what_helps_nobody_is_not_sent(
    say: Any, post: Any, relay: Any, mail_server: Any, changes: dict[str, Any]
) -> None:
    command = letter("password_reset", **changes)
    handled = await say(command, post=replace(post, relay=relay))
    assert isinstance(handled.settlement, Done)
    assert mail_server.received == []
