"""One letter, handed over at most once.

A delivery is claimed (``sending``) in a transaction of its own before the mail server hears of it.
From then on it is sent at most once: a later attempt that finds an old claim cannot know what
became of it, calls it ``uncertain`` and sends nothing. Only a failure that surely came before the
hand-over gives the claim back and is tried again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from hirewire_chassis import Desk, Discard, Outcome, Transaction, TransientError
from hirewire_contracts.notifications import DeliverEmail, DeliveryStatus, NotificationChanged

from hirewire_notifier.contacts.repository import ContactRepository
from hirewire_notifier.mail.letter import UnusableAddressError
from hirewire_notifier.mail.post import Post
from hirewire_notifier.mail.relay import Accepted, Answer, Parcel, Refused, Unknown
from hirewire_notifier.notifications.models import Delivery
from hirewire_notifier.notifications.repository import DeliveryRepository, NotificationRepository
from hirewire_notifier.tables import act_for

NO_LETTER = Discard("there is no such letter")


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that nobody else sends, taken at ``at``."""

    parcel: Parcel
    at: datetime


async def send_letter(command: DeliverEmail, desk: Desk, post: Post) -> Answer | Discard:
    """The slow half: claim, write, hand over."""
    async with desk.database.transaction(desk.context) as tx:
        claim = await _claim(command, tx, post)
    if not isinstance(claim, Claim):
        return claim
    try:
        return await post.relay.hand_over(claim.parcel)
    except TransientError as error:
        async with desk.database.transaction(desk.context) as tx:
            await _give_back(command, tx, claim, str(error))
        raise


async def _claim(command: DeliverEmail, tx: Transaction, post: Post) -> Claim | Answer | Discard:
    delivery = await _delivery(command, tx)
    if delivery is None:
        return NO_LETTER
    match delivery.status:
        case "queued":
            return await _take(delivery, tx, post)
        case "sending":
            left = delivery.at + post.patience - tx.now
            if left.total_seconds() > 0:
                raise TransientError("another attempt may still be at work", after=left)
            return Unknown("an earlier attempt ended before its outcome was known")
        case _:
            return Discard(f"the letter is {delivery.status} already")


async def _take(delivery: Delivery, tx: Transaction, post: Post) -> Claim | Answer | Discard:
    await act_for(tx.session, delivery.user_id)
    contact = await ContactRepository(tx.session).get(delivery.user_id)
    if contact is None:
        raise TransientError("the person's address is not known yet")
    notifications = NotificationRepository(tx.session, tx.workspace_id, delivery.user_id)
    notification = await notifications.get_for_update(delivery.notification_id)
    if notification is None:
        return NO_LETTER
    try:
        parcel = post.parcel(notification, delivery, contact, tx.now)
    except UnusableAddressError as error:
        return Refused(str(error), dead_address=True)
    delivery.settle("sending", None, tx.now)
    return Claim(parcel, tx.now)


async def _give_back(command: DeliverEmail, tx: Transaction, claim: Claim, why: str) -> None:
    delivery = await _delivery(command, tx)
    if delivery is not None and (delivery.status, delivery.at) == ("sending", claim.at):
        delivery.settle("queued", why, tx.now)


async def note_answer(command: DeliverEmail, answer: Answer | Discard, tx: Transaction) -> Outcome:
    """The quick half: keep and tell what became of the letter."""
    if isinstance(answer, Discard):
        return answer
    delivery = await _delivery(command, tx)
    if delivery is None or delivery.status not in {"queued", "sending"}:
        return Discard("the letter was settled meanwhile")
    await act_for(tx.session, delivery.user_id)
    notifications = NotificationRepository(tx.session, tx.workspace_id, delivery.user_id)
    notification = await notifications.get_for_update(delivery.notification_id)
    if notification is None:
        return NO_LETTER
    delivery.settle(*_status(answer), tx.now)
    notification.advance(tx.now)
    if isinstance(answer, Refused) and answer.dead_address:
        await ContactRepository(tx.session).note_unreachable(delivery.user_id, answer.detail)
    tx.send(NotificationChanged(notification=notification.state()))
    return None


def _status(answer: Answer) -> tuple[DeliveryStatus, str | None]:
    match answer:
        case Accepted():
            return "sent", None
        case Refused(detail):
            return "failed", detail
        case Unknown(detail):
            return "uncertain", detail
        case _:
            assert_never(answer)


async def _delivery(command: DeliverEmail, tx: Transaction) -> Delivery | None:
    deliveries = DeliveryRepository(tx.session, tx.workspace_id)
    return await deliveries.get_for_update(command.notification_id, "email")
