"""Mail about somebody's account: tried until the server answers, whatever they prefer.

A crash after the hand-over sends it twice; both letters then carry the same one-use token.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parseaddr

import structlog
from hirewire_chassis import Desk, Outcome, Transaction
from hirewire_contracts.message import Value
from hirewire_contracts.notifications import MailPurpose, SendAccountMail

from hirewire_notifier.mail.letter import Letter, UnusableAddressError, compose, mailbox
from hirewire_notifier.mail.post import Post
from hirewire_notifier.mail.relay import Accepted, Answer, Parcel, Refused
from hirewire_notifier.wording import one_line

log = structlog.get_logger(__name__)
_PAGES: Mapping[MailPurpose, str] = {
    "password_reset": "password-reset",
    "email_verification": "email-verification",
    "invitation": "invitation",
    "account_exists": "password-reset",
}
LATE = "the link in this letter has expired"


class AccountLetter(Value):
    """What the templates show; ``href`` carries the token behind ``#``, which no server sees."""

    href: str
    token: str
    until: str
    inviter: str
    workspace: str


async def send_account_mail(command: SendAccountMail, _desk: Desk, post: Post) -> Answer:
    """The slow half. Raises TransientError before the hand-over."""
    if command.expires_at <= datetime.now(UTC):
        return Refused(LATE)
    try:
        parcel = account_parcel(command, post)
    except UnusableAddressError as error:
        return Refused(str(error), dead_address=True)
    return await post.relay.hand_over(parcel)


async def note_account_mail(command: SendAccountMail, answer: Answer, _tx: Transaction) -> Outcome:
    """The quick half: nothing is kept, for the letter holds a credential."""
    if not isinstance(answer, Accepted):
        log.warning("account mail not sent", mail_id=str(command.mail_id), reason=answer.detail)
    return None


def account_parcel(command: SendAccountMail, post: Post) -> Parcel:
    """Raises UnusableAddressError."""
    folder = f"account/{command.purpose}"
    content = AccountLetter(
        href=f"/{_PAGES[command.purpose]}#token={command.token}",
        token=command.token,
        inviter=one_line(command.inviter or "Somebody", 80),
        workspace=one_line(command.workspace or "Hirewire", 80),
        until=command.expires_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )
    title = post.wording.line(f"{folder}/title.txt", command.locale, content)
    words = {
        "name": one_line(command.name, 80),
        "title": title,
        "public_url": post.public_url.rstrip("/"),
    }
    letter = Letter(
        delivery_id=command.mail_id,
        sender=post.sender,
        recipient=command.email,
        subject=title,
        text=post.wording.text(f"{folder}/email.txt", command.locale, content, **words),
        html=post.wording.text(f"{folder}/email.html", command.locale, content, **words),
        language=post.wording.language(command.locale),
        at=datetime.now(UTC),
    )
    recipient = mailbox(command.email).addr_spec
    return Parcel(parseaddr(post.sender)[1], recipient, compose(letter).as_bytes())
