"""Notifications: what a person was told, on which channels, and whether it was read."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from hirewire_contracts.message import Command, Event, Value
from hirewire_contracts.values import Reference, Stamp

Channel = Literal["in_app", "email", "push"]
DeliveryStatus = Literal["queued", "sending", "sent", "failed", "suppressed", "uncertain"]


class Delivery(Value):
    channel: Channel
    status: DeliveryStatus
    detail: str | None = None
    at: AwareDatetime | None = None


class Notification(Stamp):
    """A notification as the REST API shows it; personal to ``user_id``."""

    user_id: UUID
    category: str
    title: str
    body: str
    resource: Reference | None = None
    read_at: AwareDatetime | None = None
    deliveries: tuple[Delivery, ...] = ()


class MarkNotificationRead(Command):
    type: ClassVar[str] = "notifier.mark_notification_read.v1"
    about: ClassVar[str] = "notification_id"

    notification_id: UUID


class DeliverEmail(Command):
    """notifier's word to itself: the slow part, on a queue of its own."""

    type: ClassVar[str] = "notifier.deliver_email.v1"
    about: ClassVar[str] = "notification_id"

    notification_id: UUID


class NotificationChanged(Event):
    """A notification was created, delivered or read."""

    type: ClassVar[str] = "notifier.notification_changed.v1"
    about: ClassVar[str] = "notification"

    notification: Notification


MailPurpose = Literal["password_reset", "email_verification", "invitation", "account_exists"]


class SendAccountMail(Command):
    """Mail about somebody's own account: a matter of security, so no preference stops it.

    ``token`` is a credential until ``expires_at``; it belongs into the letter and nowhere else.
    Only an invitation has an ``inviter`` and a ``workspace``, by name. ``account_exists`` goes to
    the owner of an address that somebody has registered again; its token resets the password.
    """

    type: ClassVar[str] = "notifier.send_account_mail.v1"
    about: ClassVar[str] = "mail_id"

    mail_id: UUID
    purpose: MailPurpose
    email: str
    name: str
    locale: str = "en"
    token: str
    expires_at: AwareDatetime
    inviter: str | None = None
    workspace: str | None = None


MESSAGES = (MarkNotificationRead, DeliverEmail, NotificationChanged, SendAccountMail)
