"""The notifier: what it does is the table in ``subscriptions``."""

from functools import partial

from hirewire_chassis import Prepared, Subscription
from hirewire_chassis.service import serve
from hirewire_chassis.settings import load
from hirewire_chassis.snapshots import telling
from hirewire_contracts.imports import CandidateImportCompleted
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import (
    DeliverEmail,
    MarkNotificationRead,
    SendAccountMail,
)
from hirewire_contracts.searching import SavedSearchMatched
from hirewire_contracts.users import UserChanged, UserRegistered

from hirewire_notifier.contacts.handlers import note_user
from hirewire_notifier.mail.account import note_account_mail, send_account_mail
from hirewire_notifier.mail.handlers import note_answer, send_letter
from hirewire_notifier.mail.post import Post
from hirewire_notifier.mail.relay import Login, Relay
from hirewire_notifier.notifications.handlers import (
    mark_notification_read,
    note_import,
    note_match_run,
    note_search_alert,
)
from hirewire_notifier.settings import NotifierSettings
from hirewire_notifier.snapshots import SOURCES
from hirewire_notifier.wording import Wording


def subscriptions(post: Post) -> tuple[Subscription, ...]:
    """Everything this service does."""
    deliver = Prepared(partial(send_letter, post=post), note_answer)
    write = Prepared(partial(send_account_mail, post=post), note_account_mail)
    return (
        Subscription("commands", {MarkNotificationRead: mark_notification_read}),
        Subscription(
            "events",
            {
                UserRegistered: note_user,
                UserChanged: note_user,
                MatchRunCompleted: partial(note_match_run, wording=post.wording),
                CandidateImportCompleted: partial(note_import, wording=post.wording),
                SavedSearchMatched: partial(note_search_alert, wording=post.wording),
            },
        ),
        Subscription(
            "email",
            {DeliverEmail: deliver, SendAccountMail: write},
            deadline=post.patience.total_seconds(),
        ),
        telling(SOURCES),
    )


def listening() -> tuple[Subscription, ...]:
    """The same table for who asks only what the service listens to."""
    relay = Relay("localhost", 25)
    return subscriptions(Post(Wording(), relay, "hirewire@localhost", "http://localhost"))


def post_office(settings: NotifierSettings) -> Post:
    login = None
    if settings.smtp_username and settings.smtp_password is not None:
        login = Login(settings.smtp_username, settings.smtp_password.get_secret_value())
    relay = Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        login=login,
        starttls=settings.smtp_starttls,
        timeout=settings.smtp_timeout,
    )
    return Post(Wording(), relay, settings.mail_from, str(settings.public_url))


def main() -> None:
    settings = load(NotifierSettings)
    serve(settings, subscriptions(post_office(settings)))


if __name__ == "__main__":
    main()
