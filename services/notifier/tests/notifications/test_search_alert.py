from collections.abc import Callable
from typing import Any

from hirewire_chassis import Database, new_id
from hirewire_chassis.testing.asserts import all_sent, sent
from hirewire_contracts.notifications import NotificationChanged
from hirewire_contracts.searching import SavedSearchMatched
from hirewire_contracts.users import User
from hirewire_notifier.mail.post import Post
from hirewire_notifier.notifications.models import Preference
from hirewire_notifier.tables import act_for


async def test_who_keeps_a_search_is_told_of_each_find_once(
    say: Callable[..., Any],
    registered: User,
    alert: Callable[..., SavedSearchMatched],
) -> None:
    event = alert()
    told = sent(await say(event, actor_id=new_id()), NotificationChanged).notification
    assert told.title == 'New job for "Kubernetes in Berlin": Platform Engineer'
    assert (told.user_id, told.category) == (registered.id, "search_alert")
    assert told.resource == event.alert.found
    assert {each.channel: each.status for each in told.deliveries} == {
        "in_app": "sent",
        "email": "suppressed",
    }
    again = event.alert.model_copy(update={"id": new_id()})
    assert all_sent(await say(SavedSearchMatched(alert=again)), NotificationChanged) == []
    other = alert(search_id=event.alert.search_id)
    assert len(all_sent(await say(other), NotificationChanged)) == 1


async def test_who_wants_a_letter_gets_one(
    say: Callable[..., Any],
    registered: User,
    database: Database,
    context: Any,
    relay: Any,
    mail_server: Any,
    post: Post,
    alert: Callable[..., SavedSearchMatched],
) -> None:
    async with database.transaction(context) as tx:
        await act_for(tx.session, registered.id)
        wish = {"user_id": registered.id, "category": "search_alert", "channel": "email"}
        tx.session.add(Preference(**wish, enabled=True))
    handled = await say(alert())
    for message in handled.sent:
        if type(message).__name__ == "DeliverEmail":
            await say(message, post=Post(post.wording, relay, post.sender, post.public_url))
    (letter,) = mail_server.received
    assert b"Kubernetes in Berlin" in letter.content
    assert b"https://hw.example/v1/jobs/" in letter.content.replace(b"=\r\n", b"")
