"""The mail server that takes our letters, and what its answers mean for a delivery.

A letter counts as handed over once its last byte may have been sent. Before that every failure
can be tried again without harm; after it, silence means that nobody knows.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException
from hirewire_chassis import OutageError, TransientError

SMTPS = 465
FAREWELL = 1.0
_TRANSIENT = range(400, 500)
_PERMANENT = range(500, 600)
_DEAD = ("5.1.1 ", "5.1.2 ", "5.1.3 ", "5.1.6 ", "5.1.10 ")
"""RFC 3463: the enhanced codes that speak of the recipient's address itself."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter in its envelope."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken responsibility for the letter."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The server will never take it; ``dead_address`` when it knows no such mailbox."""

    detail: str
    dead_address: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was handed over and no answer came: it may have been sent or not."""

    detail: str


Answer = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Relay:
    """How to reach the server; ``timeout`` is the patience in seconds with each step.

    ``starttls``: True insists on it, False never uses it, None takes it when it is offered and
    insists on it before a login.
    """

    host: str
    port: int
    login: Login | None = None
    starttls: bool | None = None
    timeout: float = 15.0

    @property
    def patience(self) -> float:
        """Seconds that ``hand_over`` takes at most: connect, envelope, data, answer, farewell."""
        return 4 * self.timeout + FAREWELL

    async def hand_over(self, parcel: Parcel) -> Answer:
        """Raises TransientError, or OutageError for the whole server, before the hand-over."""
        client = self._client(parcel)
        try:
            await self._connect(client)
            refused = await self._address(client, parcel)
            answer = refused or await self._transmit(client, parcel)
            await _part(client)
            return answer
        finally:
            client.close()

    def _client(self, parcel: Parcel) -> SMTP:
        return SMTP(
            hostname=self.host,
            port=self.port,
            local_hostname=parcel.sender.rpartition("@")[2],
            username=self.login.username if self.login else None,
            password=self.login.password if self.login else None,
            use_tls=self.port == SMTPS,
            start_tls=self._upgrade,
            timeout=self.timeout,
        )

    @property
    def _upgrade(self) -> bool | None:
        if self.port == SMTPS:
            return False
        return True if self.starttls is None and self.login else self.starttls

    async def _connect(self, client: SMTP) -> None:
        try:
            async with asyncio.timeout(self.timeout):
                await client.connect()
        except (SMTPException, OSError, TimeoutError) as error:
            raise OutageError(f"the mail server cannot be used: {_words(error)}") from error

    async def _address(self, client: SMTP, parcel: Parcel) -> Refused | None:
        try:
            async with asyncio.timeout(self.timeout):
                await client.mail(parcel.sender)
                await client.rcpt(parcel.recipient)
        except SMTPResponseException as error:
            if error.code in _PERMANENT:
                return _refusal(error)
            raise TransientError(_words(error)) from error
        except (SMTPException, OSError, TimeoutError) as error:
            raise TransientError(_words(error)) from error
        return None

    async def _transmit(self, client: SMTP, parcel: Parcel) -> Answer:
        try:
            await client.data(parcel.content)
        except SMTPResponseException as error:
            if error.code in _TRANSIENT:
                raise TransientError(_words(error)) from error
            return _refusal(error) if error.code in _PERMANENT else Unknown(_words(error))
        except (SMTPException, OSError, TimeoutError) as error:
            return Unknown(_words(error))
        return Accepted()


async def _part(client: SMTP) -> None:
    with suppress(SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(FAREWELL):
            await client.quit()


def _refusal(error: SMTPResponseException) -> Refused:
    dead = isinstance(error, SMTPRecipientRefused) and error.message.startswith(_DEAD)
    return Refused(_words(error), dead)


def _words(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"[:300]
    return f"{type(error).__name__}: {error}"[:300]
