from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.conformance import check_handler, check_table, handled_messages
from hirewire_contracts import Message
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import (
    DeliverEmail,
    MarkNotificationRead,
    NotificationChanged,
    SendAccountMail,
)
from hirewire_contracts.users import User, UserRegistered
from hirewire_notifier.mail.post import Post
from hirewire_notifier.mail.relay import Relay
from hirewire_notifier.main import listening, subscriptions


def account_mail(user: User) -> SendAccountMail:
    return SendAccountMail(
        mail_id=new_id(),
        purpose="password_reset",
        email=user.email,
        name=user.name,
        token="abc.def",
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )


def test_the_table_is_sound() -> None:
    check_table(listening())


def test_letters_have_a_lane_of_their_own_with_time_for_every_step(post: Post) -> None:
    lanes = {lane.name: lane for lane in subscriptions(post)}
    assert set(lanes) == {"commands", "events", "email"}
    assert lanes["email"].deadline > post.relay.patience


@pytest.mark.parametrize("message", handled_messages(listening()))
async def test_every_handler_keeps_the_promises(
    database: Database,
    context: Context,
    post: Post,
    relay: Relay,
    say: Callable[..., Any],
    completed: Callable[..., MatchRunCompleted],
    registered: User,
    message: type[Message],
) -> None:
    known = sent(await say(completed()), NotificationChanged).notification.id
    examples: dict[type[Message], Message] = {
        UserRegistered: UserRegistered(user=registered.model_copy(update={"sequence": 2})),
        MatchRunCompleted: completed(),
        MarkNotificationRead: MarkNotificationRead(notification_id=known),
        DeliverEmail: DeliverEmail(notification_id=known),
        SendAccountMail: account_mail(registered),
    }
    table = subscriptions(replace(post, relay=relay))
    await check_handler(database, table, examples[message], context)
