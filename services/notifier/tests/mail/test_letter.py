from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hirewire_notifier.mail.letter import Letter, UnusableAddressError, compose, mailbox
from hirewire_notifier.wording import one_line
from hypothesis import given
from hypothesis import strategies as st

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def letter(**parts: object) -> Letter:
    whole = {
        "delivery_id": UUID(int=7),
        "sender": "Hirewire für alle <mail@hirewire.example>",
        "recipient": "ada@example.org",
        "subject": "Matches are ready: Köchin in Łódź 👩‍🍳",
        "text": "Grüße\n.\n",
        "html": "<p>Grüße</p>\n",
        "language": "en",
        "at": AT,
    }
    return Letter(**{**whole, **parts})  # type: ignore[arg-type]


def as_received(sent: Letter) -> EmailMessage:
    raw = compose(sent).as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    received = message_from_bytes(raw, policy=default)
    assert isinstance(received, EmailMessage)
    assert received.defects == []
    return received


def test_a_letter_arrives_as_it_was_written() -> None:
    received = as_received(letter())
    assert received["Subject"] == "Matches are ready: Köchin in Łódź 👩‍🍳"
    assert received["From"].addresses[0].display_name == "Hirewire für alle"
    assert received["From"].addresses[0].addr_spec == "mail@hirewire.example"
    assert received["Date"].datetime == AT
    assert received["Message-ID"] == "<00000000-0000-0000-0000-000000000007@hirewire.example>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Content-Language"] == "en"
    assert "List-Unsubscribe" not in received
    text, html = received.iter_parts()
    assert received.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == ["Grüße", "."]
    assert html.get_content().splitlines() == ["<p>Grüße</p>"]


def test_an_unsubscribe_link_stands_on_one_line() -> None:
    url = "https://hirewire.example/unsubscribe/" + "x" * 120
    raw = compose(letter(unsubscribe_url=url)).as_bytes()
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@given(st.text())
def test_no_text_becomes_a_header_of_its_own(text: str) -> None:
    subject = one_line(text, 150)
    received = as_received(letter(subject=subject))
    assert received["Subject"] == subject
    assert sorted(received.keys()) == sorted(as_received(letter()).keys())


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r"])
def test_a_line_break_in_a_header_is_an_error(breaker: str) -> None:
    evil = f"x{breaker}Bcc: eve@example.org"
    with pytest.raises(ValueError, match=r"linefeed|carriage|CR or LF"):
        compose(letter(subject=evil))
    with pytest.raises(UnusableAddressError):
        compose(letter(recipient=f"ada@example.org{breaker}Bcc: eve@example.org"))


@pytest.mark.parametrize(
    ("address", "ascii_form"),
    [
        ("ada@example.org", "ada@example.org"),
        ("ada+jobs@example.org", "ada+jobs@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ('"a b"@example.org', '"a b"@example.org'),
    ],
)
def test_an_address_is_put_as_servers_take_it(address: str, ascii_form: str) -> None:
    assert mailbox(address).addr_spec == ascii_form


@pytest.mark.parametrize(
    "address",
    ["", "@", "ada", "ada@", "@example.org", "a b@example.org", "ada@x y", "ädä@example.org",
     "ada@example.org, eve@example.org", "ada@example..org", "<ada@example.org>"],
)  # fmt: skip
def test_an_unusable_address_is_refused(address: str) -> None:
    with pytest.raises(UnusableAddressError):
        mailbox(address)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_address_is_either_refused_or_alone(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    try:
        received = as_received(letter(recipient=address))
    except UnusableAddressError:
        return
    assert len(received["To"].addresses) == 1
    assert "Bcc" not in received
