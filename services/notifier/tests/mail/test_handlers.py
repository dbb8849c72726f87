import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hirewire_chassis import Context, Database, Discard, new_id
from hirewire_chassis.processing import Done, Later
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import Handled, deliver, wrap
from hirewire_contracts import Envelope
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import (
    DeliverEmail,
    Delivery,
    Notification,
    NotificationChanged,
)
from hirewire_contracts.users import User, UserRegistered
from hirewire_notifier.mail.post import Post
from hirewire_notifier.mail.relay import Relay
from hirewire_notifier.main import subscriptions
from sqlalchemy import text

Deliver = Callable[[], Awaitable[Handled]]
Say = Callable[..., Awaitable[Handled]]


@pytest.fixture
async def queued(
    say: Say, completed: Callable[..., MatchRunCompleted], registered: User
) -> Notification:
    """A notification whose letter waits to be sent."""
    event = completed(job_title="Köchin\r\nBcc: eve@example.org")
    return sent(await say(event), NotificationChanged).notification


@pytest.fixture
def command(queued: Notification, context: Context) -> Envelope:
    """The very message that asks for the letter; it may come again."""
    return wrap(DeliverEmail(notification_id=queued.id), replace(context, actor_id=None))


@pytest.fixture
def attempt(database: Database, command: Envelope, post: Post, relay: Relay) -> Deliver:
    """Delivers that message once more, to a service whose mail server answers."""
    office = replace(post, relay=relay)

    async def attempt() -> Handled:
        return await deliver(database, subscriptions(office), command)

    return attempt


def mail(handled: Handled) -> Delivery:
    email, _ = sent(handled, NotificationChanged).notification.deliveries
    assert email.channel == "email"
    return email


async def row(database: Database, context: Context) -> tuple[str, str | None]:
    async with database.reading(context) as session:
        found = await session.execute(
            text("select status, detail from deliveries where channel = 'email'")
        )
        status, detail = found.one()
        return status, detail


async def test_a_letter_is_sent_once(
    attempt: Deliver, mail_server: Any, queued: Notification, registered: User
) -> None:
    handled = await attempt()
    assert (mail(handled).status, mail(handled).detail) == ("sent", None)
    assert sent(handled, NotificationChanged).notification.sequence == 2
    assert (await attempt()).settlement == Done(duplicate=True)
    (envelope,) = mail_server.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("mail@hirewire.example", [registered.email])
    letter = message_from_bytes(envelope.content, policy=default)
    assert isinstance(letter, EmailMessage)
    assert letter["Subject"] == queued.title == "Matches are ready: Köchin Bcc: eve@example.org"
    assert "Bcc" not in letter
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Hello Ada Lovelace," in body.get_content()
    assert "https://hw.example/v1/candidates/" in body.get_content()


async def test_another_command_for_the_same_letter_sends_nothing(
    attempt: Deliver, say: Say, mail_server: Any, queued: Notification, post: Post, relay: Relay
) -> None:
    await attempt()
    again = DeliverEmail(notification_id=queued.id)
    handled = await say(again, post=replace(post, relay=relay))
    assert isinstance(handled.settlement.outcome, Discard)
    assert len(mail_server.received) == 1


async def test_a_letter_that_nobody_wrote_is_discarded(say: Say) -> None:
    handled = await say(DeliverEmail(notification_id=new_id()))
    assert isinstance(handled.settlement.outcome, Discard)


@pytest.mark.parametrize("command_refused", ["MAIL", "RCPT", "DATA"])
async def test_a_temporary_refusal_is_retried_until_it_is_sent(
    attempt: Deliver,
    mail_server: Any,
    database: Database,
    context: Context,
    command_refused: str,
) -> None:
    mail_server.answers[command_refused] = "451 4.7.1 greylisted"
    for _ in range(2):
        later = (await attempt()).settlement
        assert isinstance(later, Later)
        assert not later.outage
        assert await row(database, context) == ("queued", "451 4.7.1 greylisted")
    mail_server.answers.clear()
    assert mail(await attempt()).status == "sent"
    assert len(mail_server.received) == 1


async def test_without_a_mail_server_letters_wait(
    say: Say, queued: Notification, database: Database, context: Context
) -> None:
    handled = await say(DeliverEmail(notification_id=queued.id))
    assert isinstance(handled.settlement, Later)
    assert handled.settlement.outage
    status, detail = await row(database, context)
    assert status == "queued"
    assert detail is not None
    assert "cannot be used" in detail


async def test_a_final_refusal_is_shown(attempt: Deliver, mail_server: Any) -> None:
    mail_server.answers["DATA"] = "554 5.6.0 looks like spam"
    delivery = mail(await attempt())
    assert (delivery.status, delivery.detail) == ("failed", "554 5.6.0 looks like spam")
    assert (await attempt()).settlement == Done(duplicate=True)


async def test_no_more_letters_go_to_a_mailbox_that_is_gone(
    attempt: Deliver,
    mail_server: Any,
    say: Say,
    completed: Callable[..., MatchRunCompleted],
) -> None:
    mail_server.answers["RCPT"] = "550 5.1.1 no such user"
    assert mail(await attempt()).status == "failed"
    delivery = mail(await say(completed()))
    assert (delivery.status, delivery.detail) == ("suppressed", "550 5.1.1 no such user")


async def test_an_unusable_address_fails_without_a_word_to_the_server(
    attempt: Deliver, say: Say, mail_server: Any, registered: User
) -> None:
    address = "ada@example.org\r\nBcc: eve@example.org"
    changed = registered.model_copy(update={"sequence": 2, "email": address})
    await say(UserRegistered(user=changed))
    delivery = mail(await attempt())
    assert delivery.status == "failed"
    assert mail_server.received == []


async def test_silence_after_the_hand_over_is_uncertain_and_final(
    attempt: Deliver, mail_server: Any
) -> None:
    async def hang(_server: Any) -> str:
        await asyncio.sleep(3600)
        return "250 too late"

    mail_server.answers["DATA"] = hang
    assert mail(await attempt()).status == "uncertain"
    mail_server.answers.clear()
    assert (await attempt()).settlement == Done(duplicate=True)
    assert mail_server.received == []


@pytest.fixture
async def abandoned(
    attempt: Deliver, mail_server: Any, database: Database, context: Context
) -> None:
    """An attempt was cut off while the server held the letter in its hands."""
    reached = asyncio.Event()

    async def hold(_server: Any) -> str:
        reached.set()
        await asyncio.sleep(3600)
        return "250 too late"

    mail_server.answers["DATA"] = hold
    running = asyncio.create_task(attempt())
    await reached.wait()
    running.cancel()
    await asyncio.wait([running])
    mail_server.answers.clear()
    assert await row(database, context) == ("sending", None)


async def test_a_fresh_claim_is_left_alone(
    abandoned: None, attempt: Deliver, mail_server: Any, database: Database, context: Context
) -> None:
    later = (await attempt()).settlement
    assert isinstance(later, Later)
    assert later.after is not None
    assert later.after.total_seconds() > 0
    assert await row(database, context) == ("sending", None)
    assert mail_server.received == []


async def test_an_old_claim_is_uncertain_and_nothing_is_sent(
    abandoned: None, attempt: Deliver, mail_server: Any, database: Database, context: Context
) -> None:
    async with database.transaction(context) as tx:
        await tx.session.execute(text("update deliveries set at = at - interval '1 hour'"))
    delivery = mail(await attempt())
    assert delivery.status == "uncertain"
    assert delivery.detail is not None
    assert (await attempt()).settlement == Done(duplicate=True)
    assert mail_server.received == []


async def test_two_deliveries_at_once_send_one_letter(
    attempt: Deliver, mail_server: Any, database: Database, context: Context
) -> None:
    results = await asyncio.gather(*(attempt() for _ in range(4)))
    assert len(mail_server.received) == 1
    assert await row(database, context) == ("sent", None)
    assert sum(len(result.sent) for result in results) == 1
    for result in results:
        assert isinstance(result.settlement, Done | Later)


async def test_a_letter_to_somebody_unknown_waits(
    attempt: Deliver, mail_server: Any, database: Database, context: Context
) -> None:
    async with database.transaction(context) as tx:
        await tx.session.execute(text("delete from contacts"))
    handled = await attempt()
    assert isinstance(handled.settlement, Later)
    assert await row(database, context) == ("queued", None)
    assert mail_server.received == []
