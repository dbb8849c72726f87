"""What happens in one workspace, or to one person, is not heard by another."""

from typing import Any

from hirewire_chassis import Context, new_id
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.notifications import Notification, NotificationChanged
from hirewire_gateway.live.topics import TOPICS
from hirewire_gateway.views.subscriptions import subscriptions

ALL = tuple(TOPICS)


async def notify(database: Any, person: Any, at: Any) -> Notification:
    notification = Notification(
        id=new_id(),
        workspace_id=person.workspace_id,
        sequence=1,
        created_at=at,
        updated_at=at,
        user_id=person.user_id,
        category="matches_ready",
        title="Ready",
        body="See.",
    )
    event = NotificationChanged(notification=notification)
    await handle(database, subscriptions(), event, Context(workspace_id=person.workspace_id))
    return notification


async def test_another_workspace_s_events_are_never_heard(
    enter: Any, ada: Any, stranger: Any, post: Any
) -> None:
    known = await post(ada.context)
    async with enter(ada) as mine, enter(stranger) as theirs:
        await mine.subscribe(*ALL)
        await theirs.subscribe(*ALL, f"jobs:{known.id}")
        job = await post(ada.context)
        other = await post(stranger.context)
        assert (await mine.hear())["resource"]["id"] == str(job.id)
        assert (await theirs.hear())["resource"]["id"] == str(other.id)


async def test_another_workspace_s_past_is_never_replayed(
    enter: Any, ada: Any, stranger: Any, post: Any
) -> None:
    async with enter(stranger) as client:
        await client.subscribe(*ALL)
        await post(stranger.context)
        place = (await client.hear())["id"]
    await post(ada.context)
    own = await post(stranger.context)
    async with enter(stranger) as client:
        _, missed = await client.subscribe(*ALL, after=place)
        assert [event["resource"]["id"] for event in missed] == [str(own.id)]


async def test_a_colleague_does_not_hear_what_is_personal(
    enter: Any, enrol: Any, ada: Any, post: Any, database: Any
) -> None:
    bob = await enrol(ada.workspace_id, role="admin")
    job = await post(ada.context)
    async with enter(bob) as his, enter(ada) as mine:
        anchor, _ = await his.subscribe(*ALL)
        await mine.subscribe(*ALL)
        notification = await notify(database, ada, job.created_at)
        following = await post(ada.context)
        assert (await mine.hear())["resource"]["id"] == str(notification.id)
        assert (await mine.hear())["resource"]["id"] == str(following.id)
        assert (await his.hear())["resource"]["id"] == str(following.id)
        _, missed = await his.subscribe(*ALL, after=anchor["after"])
        assert [event["resource"]["id"] for event in missed] == [str(following.id)]
