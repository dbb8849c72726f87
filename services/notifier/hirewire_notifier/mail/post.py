"""Letters made of notifications."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from hirewire_notifier.contacts.models import Contact
from hirewire_notifier.mail.letter import Letter, compose, mailbox
from hirewire_notifier.mail.relay import Parcel, Relay
from hirewire_notifier.notifications.contents import CONTENTS
from hirewire_notifier.notifications.models import Delivery, Notification
from hirewire_notifier.wording import Wording, one_line


@dataclass(frozen=True, slots=True)
class Post:
    """What it takes to write a letter and to hand it over.

    ``sender`` is like ``Hirewire <hirewire@example.org>``; ``public_url`` begins every link.
    """

    wording: Wording
    relay: Relay
    sender: str
    public_url: str

    @property
    def patience(self) -> timedelta:
        """How long an attempt may take; a claim older than this was left behind by a crash."""
        return timedelta(seconds=self.relay.patience + 10)

    def parcel(
        self, notification: Notification, delivery: Delivery, contact: Contact, at: datetime
    ) -> Parcel:
        """Raises UnusableAddressError."""
        content = CONTENTS[notification.category].model_validate(notification.content)
        words = {
            "name": one_line(contact.name, 80),
            "title": notification.title,
            "public_url": self.public_url.rstrip("/"),
        }
        category = notification.category
        letter = Letter(
            delivery_id=delivery.id,
            sender=self.sender,
            recipient=contact.email,
            subject=notification.title,
            text=self.wording.text(f"{category}/email.txt", contact.locale, content, **words),
            html=self.wording.text(f"{category}/email.html", contact.locale, content, **words),
            language=self.wording.language(contact.locale),
            at=at,
        )
        recipient = mailbox(contact.email).addr_spec
        return Parcel(parseaddr(self.sender)[1], recipient, compose(letter).as_bytes())
