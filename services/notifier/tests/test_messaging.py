from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.conformance import check_handler, check_table, handled_messages
from hirewire_contracts import Message
from hirewire_contracts.imports import CandidateImport, CandidateImportCompleted
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import (
    DeliverEmail,
    MarkNotificationRead,
    NotificationChanged,
    SendAccountMail,
)
from hirewire_contracts.searching import SavedSearchMatched
from hirewire_contracts.snapshots import StatesWanted
from hirewire_contracts.users import User, UserChanged, UserRegistered
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


def imported(context: Context, user: User) -> CandidateImport:
    now = datetime.now(UTC)
    return CandidateImport(
        id=new_id(),
        workspace_id=context.workspace,
        sequence=3,
        created_by=user.id,
        created_at=now,
        updated_at=now,
        status="done",
        batch_id=new_id(),
        total=2,
        created=1,
        failed=1,
        waiting=0,
        items=(),
        finished_at=now,
    )


async def test_an_import_is_told_of_once_and_not_by_mail(
    say: Callable[..., Any], context: Context, registered: User
) -> None:
    event = CandidateImportCompleted(candidate_import=imported(context, registered))
    told = sent(await say(event), NotificationChanged).notification
    again = await say(event)

    assert told.title == "Import finished: 1 of 2 files became candidates"
    assert told.body == "1 candidate was created, 1 file failed."
    assert told.resource.href == f"/v1/candidate-imports/{event.candidate_import.id}"
    assert again.sent == ()


def test_the_table_is_sound() -> None:
    check_table(listening())


def test_letters_have_a_lane_of_their_own_with_time_for_every_step(post: Post) -> None:
    lanes = {lane.name: lane for lane in subscriptions(post)}
    assert set(lanes) == {"commands", "events", "email", "snapshots"}
    assert lanes["email"].deadline > post.relay.patience


@pytest.mark.parametrize("message", handled_messages(listening()))
async def test_every_handler_keeps_the_promises(
    database: Database,
    context: Context,
    post: Post,
    relay: Relay,
    say: Callable[..., Any],
    completed: Callable[..., MatchRunCompleted],
    alert: Callable[..., SavedSearchMatched],
    registered: User,
    message: type[Message],
) -> None:
    known = sent(await say(completed()), NotificationChanged).notification.id
    examples: dict[type[Message], Message] = {
        UserRegistered: UserRegistered(user=registered.model_copy(update={"sequence": 2})),
        UserChanged: UserChanged(user=registered.model_copy(update={"sequence": 2})),
        MatchRunCompleted: completed(),
        CandidateImportCompleted: CandidateImportCompleted(
            candidate_import=imported(context, registered)
        ),
        SavedSearchMatched: alert(),
        MarkNotificationRead: MarkNotificationRead(notification_id=known),
        DeliverEmail: DeliverEmail(notification_id=known),
        SendAccountMail: account_mail(registered),
        StatesWanted: StatesWanted(rebuild_id=new_id(), view="notifications"),
    }
    table = subscriptions(replace(post, relay=relay))
    await check_handler(database, table, examples[message], context)
