"""An SMTP server that delivers nothing: each mail becomes a file that anybody can read."""

import asyncio
import os
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from hirewire_local.ports import LOOPBACK, free_ports

_NAME = re.compile(r"(\d{4,})\.eml")
_SIZE_LIMIT = 32 * 1024 * 1024


class Mailbox:
    """Takes every mail for everybody and keeps it as ``NNNN.eml`` in ``folder``.

    The envelope is kept in the header fields ``X-Envelope-From`` and ``X-Envelope-To``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.host = LOOPBACK
        self.port = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """On a free port; after ``stop`` on the same one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_ports(1)[0]
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, self.host, self.port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def received(self) -> list[EmailMessage]:
        """All mails in the folder, the oldest first; those of earlier runs are among them."""
        return [read_mail(path) for path in self.files()]

    def files(self) -> list[Path]:
        """The mails' files, the oldest first."""
        found = [path for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        return sorted(found, key=_number)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Called by aiosmtpd. The mail is on the disk before its sender hears 250."""
        content = envelope.original_content or b""
        sender = f"X-Envelope-From: {envelope.mail_from}\r\n"
        recipients = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        number = self._keep((sender + recipients).encode() + content)
        return f"250 kept as {number:04}.eml"

    def _keep(self, content: bytes) -> int:
        files = self.files()
        number = _number(files[-1]) + 1 if files else 1
        draft = self.folder / f".{number:04}"
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{number:04}.eml")
        return number

    def _session(self) -> SMTP:
        return SMTP(
            self, hostname="hirewire.local", enable_SMTPUTF8=True, data_size_limit=_SIZE_LIMIT
        )

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()


def read_mail(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(f"{path} is not a mail")
    return message


def _number(path: Path) -> int:
    return int(path.stem)
