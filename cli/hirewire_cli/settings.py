"""Where the services' databases and the broker are, from the environment."""

import getpass

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from hirewire_cli.output import give_up


def _login() -> str:
    """A process in a container may have no login name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


class OperatorSettings(BaseSettings):
    """A service's own ``<SERVICE>_DATABASE_URL``, and a login that may publish anywhere."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    gateway_database_url: SecretStr | None = None
    jobs_database_url: SecretStr | None = None
    ai_worker_database_url: SecretStr | None = None
    matching_database_url: SecretStr | None = None
    notifier_database_url: SecretStr | None = None
    hirewire_admin_amqp_url: SecretStr | None = Field(
        default=None, description="may publish to hirewire.return"
    )
    hirewire_management_url: SecretStr | None = Field(
        default=None, description="http://... of RabbitMQ's management API, with an administrator"
    )
    hirewire_operator: str = Field(
        default_factory=_login, description="who is named in what is changed; unset: the login"
    )

    def database_url(self, service: str) -> str:
        return _given(getattr(self, f"{service}_database_url"), f"{service.upper()}_DATABASE_URL")

    def amqp_url(self) -> str:
        return _given(self.hirewire_admin_amqp_url, "HIREWIRE_ADMIN_AMQP_URL")

    def management_url(self) -> str:
        return _given(self.hirewire_management_url, "HIREWIRE_MANAGEMENT_URL")


def _given(value: SecretStr | None, name: str) -> str:
    if value is None:
        give_up(f"{name} is not set", 2)
    return value.get_secret_value()
