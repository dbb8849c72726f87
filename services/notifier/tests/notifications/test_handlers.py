import asyncio
from collections.abc import Callable
from typing import Any

from hirewire_chassis import Context, Database, Discard, new_id
from hirewire_chassis.processing import Dead, Later
from hirewire_chassis.testing.asserts import all_sent, sent
from hirewire_chassis.testing.handling import deliver, wrap
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import (
    DeliverEmail,
    MarkNotificationRead,
    Notification,
    NotificationChanged,
)
from hirewire_contracts.settlement import CommandSettled
from hirewire_contracts.users import User, UserRegistered
from hirewire_contracts.values import Reference
from hirewire_notifier.mail.post import Post
from hirewire_notifier.main import subscriptions
from hirewire_notifier.notifications.models import Preference
from sqlalchemy import text

Say = Callable[..., Any]
Completed = Callable[..., MatchRunCompleted]


async def told(say: Say, completed: Completed, **state: Any) -> Notification:
    return sent(await say(completed(**state)), NotificationChanged).notification


async def test_who_asked_for_a_run_is_told(
    say: Say, completed: Completed, registered: User
) -> None:
    event = completed()
    handled = await say(event)
    notification = sent(handled, NotificationChanged).notification
    assert (notification.user_id, notification.category) == (registered.id, "matches_ready")
    assert notification.title == "Matches are ready: Backend Engineer"
    assert notification.body == "3 of 12 candidates ranked, the best with 90 %."
    href = f"/v1/jobs/{event.run.job_id}/matches"
    assert notification.resource == Reference(kind="match", id=event.run.id, href=href)
    statuses = {delivery.channel: delivery.status for delivery in notification.deliveries}
    assert statuses == {"in_app": "sent", "email": "queued"}
    assert (notification.sequence, notification.read_at) == (1, None)
    assert sent(handled, DeliverEmail).notification_id == notification.id


async def test_a_run_is_told_once_however_often_and_late_it_comes(
    say: Say,
    completed: Completed,
    registered: User,
    database: Database,
    context: Context,
    post: Post,
) -> None:
    event = completed()
    envelope = wrap(event, context)
    redelivered = (deliver(database, subscriptions(post), envelope) for _ in range(3))
    sent_again = (say(event) for _ in range(3))
    results = await asyncio.gather(*redelivered, *sent_again)
    assert sum(len(all_sent(result, NotificationChanged)) for result in results) == 1
    assert sum(len(all_sent(result, DeliverEmail)) for result in results) == 1


async def test_two_runs_are_told_apart(say: Say, completed: Completed, registered: User) -> None:
    first = await told(say, completed)
    second = await told(say, completed)
    assert first.id != second.id


async def test_a_run_of_a_person_not_known_yet_waits(
    say: Say, completed: Completed, ada: User
) -> None:
    event = completed()
    handled = await say(event)
    assert isinstance(handled.settlement, Later)
    assert "not known yet" in handled.settlement.reason
    await say(UserRegistered(user=ada))
    assert sent(await say(event), NotificationChanged).notification.user_id == ada.id


async def test_a_run_that_nobody_asked_for_is_told_to_nobody(
    say: Say, completed: Completed
) -> None:
    handled = await say(completed(created_by=None))
    assert isinstance(handled.settlement.outcome, Discard)
    assert handled.sent == ()


async def test_the_person_is_told_whoever_carries_the_message(
    say: Say, completed: Completed, registered: User
) -> None:
    for carrier in (None, new_id()):
        handled = await say(completed(), actor_id=carrier, actor_roles=())
        assert sent(handled, NotificationChanged).notification.user_id == registered.id


async def test_a_wish_is_respected(
    say: Say, completed: Completed, registered: User, database: Database, context: Context
) -> None:
    async with database.transaction(context) as tx:
        wish = {"category": "matches_ready", "channel": "email", "enabled": False}
        tx.session.add(Preference(user_id=registered.id, **wish))
    handled = await say(completed())
    email, in_app = sent(handled, NotificationChanged).notification.deliveries
    assert (email.channel, email.status) == ("email", "suppressed")
    assert email.detail == "turned off in the preferences"
    assert (in_app.channel, in_app.status) == ("in_app", "sent")
    assert all_sent(handled, DeliverEmail) == []


async def test_a_run_without_matches_says_so(
    say: Say, completed: Completed, registered: User
) -> None:
    notification = await told(say, completed, items=(), considered=1)
    assert notification.title == "No matches yet: Backend Engineer"
    assert notification.body == "1 candidate was considered and none could be ranked."


async def test_a_title_is_one_clean_line(say: Say, completed: Completed, registered: User) -> None:
    nasty = "Cook\r\nBcc: eve@example.org\u202e" + "x" * 280
    notification = await told(say, completed, job_title=nasty)
    assert notification.title.startswith("Matches are ready: Cook Bcc: eve@example.org xxx")
    assert notification.title.isprintable()


async def test_a_notification_is_read_once(
    say: Say, completed: Completed, registered: User
) -> None:
    notification = await told(say, completed)
    command = MarkNotificationRead(notification_id=notification.id)
    read = sent(await say(command, actor_roles=("viewer",)), NotificationChanged).notification
    assert read.read_at is not None
    assert read.sequence == 2
    assert read.deliveries == notification.deliveries
    again = await say(command)
    assert sent(again, CommandSettled).outcome == "discarded"


async def test_nobody_else_can_read_it(say: Say, completed: Completed, registered: User) -> None:
    command = MarkNotificationRead(notification_id=(await told(say, completed)).id)
    for stranger in ({"actor_id": new_id()}, {"workspace_id": new_id()}):
        settled = sent(await say(command, **stranger), CommandSettled)
        assert settled.problem is not None
        assert settled.problem.status == 404
    for nobody in ({"actor_id": None}, {"workspace_id": None}):
        assert isinstance((await say(command, **nobody)).settlement, Dead)
    sent(await say(command), NotificationChanged)


async def test_personal_rows_are_seen_by_their_person_alone(
    say: Say, completed: Completed, registered: User, database: Database, context: Context
) -> None:
    await told(say, completed)
    count = text("select (select count(*) from notifications) + (select count(*) from contacts)")
    neighbour = Context(workspace_id=context.workspace_id, actor_id=new_id())
    async with database.reading(context) as session:
        assert await session.scalar(count) == 2
    for stranger in (neighbour, Context(workspace_id=context.workspace_id), Context()):
        async with database.reading(stranger) as session:
            assert await session.scalar(count) == 0
    async with database.reading(Context(workspace_id=new_id(), actor_id=registered.id)) as session:
        assert await session.scalar(text("select count(*) from deliveries")) == 0
