"""Events that people are told of, and what they do with their notifications."""

from dataclasses import dataclass
from uuid import UUID

from hirewire_chassis import Discard, Outcome, PoisonError, Retry, Transaction, new_id, not_found
from hirewire_contracts.imports import CandidateImportCompleted
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.message import Value
from hirewire_contracts.notifications import (
    DeliverEmail,
    MarkNotificationRead,
    NotificationChanged,
)
from hirewire_contracts.searching import SavedSearchMatched
from hirewire_contracts.values import Reference

from hirewire_notifier.contacts.models import Contact
from hirewire_notifier.contacts.repository import ContactRepository
from hirewire_notifier.notifications import import_finished, matches_ready, search_alert
from hirewire_notifier.notifications.models import Notification
from hirewire_notifier.notifications.repository import NotificationRepository
from hirewire_notifier.notifications.rules import (
    IMPORT_FINISHED,
    MATCHES_READY,
    SEARCH_ALERT,
    Category,
    Person,
    plan,
)
from hirewire_notifier.tables import act_for
from hirewire_notifier.wording import Wording


async def note_match_run(event: MatchRunCompleted, tx: Transaction, wording: Wording) -> Outcome:
    """Who asked for a run is told of it, once. A person not known yet will be soon."""
    run = event.run
    content, resource = matches_ready.content_of(run), matches_ready.resource_of(run)
    news = News(MATCHES_READY, matches_ready.purpose_of(run), content, resource)
    return await _tell(run.created_by, news, tx, wording)


async def note_import(
    event: CandidateImportCompleted, tx: Transaction, wording: Wording
) -> Outcome:
    """Who asked for an import is told once how many candidates it made."""
    found = event.candidate_import
    content, resource = import_finished.content_of(found), import_finished.resource_of(found)
    news = News(IMPORT_FINISHED, import_finished.purpose_of(found), content, resource)
    return await _tell(found.created_by, news, tx, wording)


async def note_search_alert(
    event: SavedSearchMatched, tx: Transaction, wording: Wording
) -> Outcome:
    """Who keeps a search is told of each thing that fits it once, whatever it was in between."""
    alert = event.alert
    content = search_alert.content_of(alert)
    news = News(SEARCH_ALERT, search_alert.purpose_of(alert), content, alert.found)
    return await _tell(alert.user_id, news, tx, wording)


@dataclass(frozen=True, slots=True)
class News:
    """What a person is told; of one ``purpose`` once."""

    category: Category
    purpose: str
    content: Value
    resource: Reference


async def _tell(user_id: UUID | None, news: News, tx: Transaction, wording: Wording) -> Outcome:
    if user_id is None:
        return Discard("no person asked for it")
    await act_for(tx.session, user_id)
    contact = await ContactRepository(tx.session).get(user_id)
    if contact is None:
        return Retry("the person who asked for it is not known yet")
    notifications = NotificationRepository(tx.session, tx.workspace_id, user_id)
    notification = _notification(news, contact, tx, wording)
    choices = await notifications.choices(news.category.name)
    notification.send_by(plan(news.category, Person(contact.obstacles, choices)))
    if not await notifications.add(notification):
        return Discard("the person was told of it already")
    tx.send(NotificationChanged(notification=notification.state()))
    if any(each.status == "queued" for each in notification.deliveries):
        tx.send(DeliverEmail(notification_id=notification.id))
    return None


def _notification(news: News, contact: Contact, tx: Transaction, wording: Wording) -> Notification:
    name = news.category.name
    return Notification(
        id=new_id(),
        workspace_id=tx.workspace_id,
        sequence=1,
        created_by=None,
        created_at=tx.now,
        updated_at=tx.now,
        user_id=contact.user_id,
        category=name,
        purpose=news.purpose,
        title=wording.line(f"{name}/title.txt", contact.locale, news.content),
        body=wording.line(f"{name}/summary.txt", contact.locale, news.content),
        resource=news.resource.model_dump(mode="json"),
        content=news.content.model_dump(mode="json"),
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
