"""Events that people are told of, and what they do with their notifications."""

from hirewire_chassis import Discard, Outcome, PoisonError, Retry, Transaction, new_id, not_found
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import (
    DeliverEmail,
    MarkNotificationRead,
    NotificationChanged,
)

from hirewire_notifier.contacts.models import Contact
from hirewire_notifier.contacts.repository import ContactRepository
from hirewire_notifier.notifications.matches_ready import content_of, purpose_of, resource_of
from hirewire_notifier.notifications.models import Notification
from hirewire_notifier.notifications.repository import NotificationRepository
from hirewire_notifier.notifications.rules import MATCHES_READY, Person, plan
from hirewire_notifier.tables import act_for
from hirewire_notifier.wording import Wording


async def note_match_run(event: MatchRunCompleted, tx: Transaction, wording: Wording) -> Outcome:
    """Who asked for a run is told of it, once. A person not known yet will be soon."""
    user_id = event.run.created_by
    if user_id is None:
        return Discard("no person asked for this run")
    await act_for(tx.session, user_id)
    contact = await ContactRepository(tx.session).get(user_id)
    if contact is None:
        return Retry("the person who asked for this run is not known yet")
    notifications = NotificationRepository(tx.session, tx.workspace_id, user_id)
    notification = _notification(event, contact, tx, wording)
    choices = await notifications.choices(MATCHES_READY.name)
    notification.send_by(plan(MATCHES_READY, Person(contact.obstacles, choices)))
    if not await notifications.add(notification):
        return Discard("the person was told of this run already")
    tx.send(NotificationChanged(notification=notification.state()))
    if any(each.status == "queued" for each in notification.deliveries):
        tx.send(DeliverEmail(notification_id=notification.id))
    return None


def _notification(
    event: MatchRunCompleted, contact: Contact, tx: Transaction, wording: Wording
) -> Notification:
    content = content_of(event.run)
    return Notification(
        id=new_id(),
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=None,
        created_at=tx.now,
        updated_at=tx.now,
        user_id=contact.user_id,
        category=MATCHES_READY.name,
        purpose=purpose_of(event.run),
        title=wording.line("matches_ready/title.txt", contact.locale, content),
        body=wording.line("matches_ready/summary.txt", contact.locale, content),
        resource=resource_of(event.run).model_dump(mode="json"),
        content=content.model_dump(mode="json"),
    )


async def mark_notification_read(command: MarkNotificationRead, tx: Transaction) -> Outcome:
    """Raises PoisonError for a command that names no actor; everyone may read their own."""
    user_id = tx.context.actor_id
    if user_id is None:
        raise PoisonError("a command must name its actor")
    notifications = NotificationRepository(tx.session, tx.workspace_id, user_id)
    notification = await notifications.get_for_update(command.notification_id)
    if notification is None:
        return not_found("notification")
    if notification.read_at is not None:
        return Discard("it was read already")
    notification.read(tx.now)
    tx.send(NotificationChanged(notification=notification.state()))
    return None
