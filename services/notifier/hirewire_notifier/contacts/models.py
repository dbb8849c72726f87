"""The mapped contact."""

from collections.abc import Mapping
from uuid import UUID

from hirewire_contracts.notifications import Channel
from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_notifier.tables import Base


class Contact(Base):
    """A person with a login. ``unreachable`` says why mail to ``email`` makes no sense."""

    __tablename__ = "contacts"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(BigInteger)
    email: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str]
    unreachable: Mapped[str | None]

    @property
    def obstacles(self) -> Mapping[Channel, str]:
        """The channels that lead nowhere, with the reason."""
        return {} if self.unreachable is None else {"email": self.unreachable}
