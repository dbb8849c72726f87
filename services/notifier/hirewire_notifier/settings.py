"""Settings of the notifier, read from ``NOTIFIER_*``."""

from email.utils import parseaddr
from typing import Annotated, ClassVar, Self

from hirewire_chassis.settings import ServiceSettings
from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from hirewire_notifier.mail.letter import mailbox


def _sender(value: str) -> str:
    mailbox(parseaddr(value)[1])
    return value


class NotifierSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFIER_", frozen=True, extra="ignore")

    service: ClassVar[str] = "notifier"

    smtp_host: str = Field(min_length=1, description="the mail server; port 465 speaks TLS at once")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_username: str | None = Field(default=None, description="none: no login")
    smtp_password: SecretStr | None = None
    smtp_starttls: bool | None = Field(
        default=None,
        description="true: never without; false: never; unset: when offered, and always to log in",
    )
    smtp_timeout: float = Field(default=15.0, gt=0, description="seconds for one step")
    mail_from: Annotated[str, AfterValidator(_sender)] = Field(
        description="'Hirewire <hirewire@example.org>'"
    )
    public_url: AnyHttpUrl = Field(description="where people reach Hirewire; begins every link")

    @model_validator(mode="after")
    def _whole_login(self) -> Self:
        if self.smtp_username and self.smtp_password is None:
            raise ValueError("NOTIFIER_SMTP_USERNAME needs NOTIFIER_SMTP_PASSWORD")
        return self
