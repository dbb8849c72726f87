import asyncio
from typing import Any

import pytest
from hirewire_chassis import OutageError, TransientError
from hirewire_notifier.mail.relay import Accepted, Login, Parcel, Refused, Relay, Unknown

PARCEL = Parcel("mail@hirewire.example", "ada@example.org", b"Subject: hi\r\n\r\n.dot\r\n")


async def hang(_server: Any) -> str:
    await asyncio.sleep(3600)
    return "250 too late"


async def hang_up(server: Any) -> str:
    server.transport.abort()
    return "250 nobody hears this"


async def test_a_letter_is_accepted(mail_server: Any, relay: Relay) -> None:
    assert await relay.hand_over(PARCEL) == Accepted()
    (envelope,) = mail_server.received
    assert (envelope.mail_from, envelope.rcpt_tos) == (PARCEL.sender, [PARCEL.recipient])
    assert envelope.content == PARCEL.content


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("line", ["451 4.7.1 greylisted", "421 4.3.2 shutting down"])
async def test_a_temporary_refusal_is_tried_again(
    mail_server: Any, relay: Relay, command: str, line: str
) -> None:
    mail_server.answers[command] = line
    with pytest.raises(TransientError, match=line.split()[1]) as caught:
        await relay.hand_over(PARCEL)
    assert not isinstance(caught.value, OutageError)
    assert mail_server.received == []


@pytest.mark.parametrize(
    ("command", "line", "dead"),
    [
        ("MAIL", "550 5.7.1 you may not send", False),
        ("RCPT", "550 5.1.1 no such user", True),
        ("RCPT", "550 5.1.10 null MX", True),
        ("RCPT", "550 5.7.1 blocked", False),
        ("RCPT", "550 no such user", False),
        ("DATA", "554 5.6.0 looks like spam", False),
    ],
)
async def test_a_final_refusal_is_final(
    mail_server: Any, relay: Relay, command: str, line: str, *, dead: bool
) -> None:
    mail_server.answers[command] = line
    assert await relay.hand_over(PARCEL) == Refused(line, dead)


@pytest.mark.parametrize("silence", [hang, hang_up])
async def test_silence_after_the_hand_over_is_not_knowing(
    mail_server: Any, relay: Relay, silence: Any
) -> None:
    mail_server.answers["DATA"] = silence
    assert isinstance(await relay.hand_over(PARCEL), Unknown)


@pytest.mark.parametrize("silence", [hang, hang_up])
@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
async def test_silence_before_it_is_harmless(
    mail_server: Any, relay: Relay, command: str, silence: Any
) -> None:
    mail_server.answers[command] = silence
    with pytest.raises(TransientError):
        await relay.hand_over(PARCEL)


async def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(OutageError, match="cannot be used"):
        await Relay("127.0.0.1", 1, timeout=0.5).hand_over(PARCEL)
    with pytest.raises(OutageError):
        await Relay("nowhere.invalid", 25, timeout=2).hand_over(PARCEL)


async def test_a_server_that_never_greets_is_an_outage() -> None:
    async def say_nothing(_reader: Any, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(OutageError):
            await Relay("127.0.0.1", port, timeout=0.2).hand_over(PARCEL)


@pytest.mark.parametrize("relay_options", [{"starttls": True}, {"login": Login("me", "secret")}])
async def test_without_tls_nothing_that_needs_it_is_said(
    mail_server: Any, relay_options: dict[str, Any]
) -> None:
    relay = Relay("127.0.0.1", mail_server.port, timeout=0.5, **relay_options)
    with pytest.raises(OutageError):
        await relay.hand_over(PARCEL)
    assert mail_server.received == []


async def test_a_login_may_go_without_tls_where_told_so(mail_server: Any) -> None:
    login = Login("me", "secret")
    relay = Relay("127.0.0.1", mail_server.port, login, starttls=False, timeout=0.5)
    with pytest.raises(OutageError, match="AUTH"):
        await relay.hand_over(PARCEL)
    assert "secret" not in repr(relay)
