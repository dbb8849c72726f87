"""A letter as it goes to the mail server: RFC 5322 with a text and an HTML part."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import parseaddr
from uuid import UUID


class UnusableAddressError(ValueError):
    """No mail can be sent to this address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``unsubscribe_url`` adds the headers of a one-click unsubscribe (RFC 8058)."""

    delivery_id: UUID
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    unsubscribe_url: str | None = None


class _Unsubscribe(UnstructuredHeader, BaseHeader):
    """Never folded: signatures over folded unsubscribe links were found to break."""

    def fold(self, *, policy: Policy) -> str:
        return f"List-Unsubscribe: {self}{policy.linesep}"


def _policy() -> "EmailPolicy[EmailMessage]":
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _Unsubscribe)
    return SMTP.clone(header_factory=headers)


def compose(letter: Letter) -> EmailMessage:
    """Raises UnusableAddressError. Every delivery has one Message-ID, however often it is tried."""
    name, sender = parseaddr(letter.sender)
    message = EmailMessage(policy=_policy())
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = mailbox(letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = letter.at
    message["Message-ID"] = f"<{letter.delivery_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url is not None:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def mailbox(address: str) -> Address:
    """The address as every mail server takes it: international domains in their ASCII form."""
    local, _, domain = address.rpartition("@")
    try:
        parsed = Address(addr_spec=f"{local}@{domain.encode('idna').decode()}")
        parsed.addr_spec.encode("ascii")
    except (MessageError, ValueError, IndexError) as error:
        raise UnusableAddressError(f"no mail can be sent to this address: {error}") from error
    return parsed
