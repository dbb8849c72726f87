import asyncio
import smtplib
from email.message import EmailMessage
from pathlib import Path

from hirewire_local.smtp import Mailbox


def mail(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "jobs@example.org"
    message["To"] = "rené@example.org"
    message["Subject"] = subject
    message.set_content("text: grüße\n.\n..dots\n")
    message.add_alternative("<p>html</p>", subtype="html")
    return message


async def send(mailbox: Mailbox, *messages: EmailMessage) -> None:
    def deliver() -> None:
        with smtplib.SMTP(mailbox.host, mailbox.port, timeout=10) as client:
            for message in messages:
                client.send_message(message, to_addrs=["rené@example.org", "b@example.org"])

    await asyncio.to_thread(deliver)


async def test_a_mail_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    async with Mailbox(tmp_path / "mails") as mailbox:
        await send(mailbox, mail("3 matches für „Python“"))
        (received,) = mailbox.received()
    assert received["Subject"] == "3 matches für „Python“"
    assert received["X-Envelope-To"] == "rené@example.org, b@example.org"
    body = received.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["text: grüße", ".", "..dots"]
    assert [path.name for path in mailbox.files()] == ["0001.eml"]


async def test_mails_of_all_runs_are_numbered_in_order(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    async with mailbox:
        port = mailbox.port
        await send(mailbox, mail("one"), mail("two"))
    async with mailbox:
        assert mailbox.port == port
        await asyncio.gather(*(send(mailbox, mail(f"later {n}")) for n in range(8)))
    subjects = [received["Subject"] for received in Mailbox(tmp_path).received()]
    assert subjects[:2] == ["one", "two"]
    assert sorted(subjects[2:]) == sorted(f"later {n}" for n in range(8))
    assert [path.name for path in mailbox.files()][-1] == "0010.eml"
