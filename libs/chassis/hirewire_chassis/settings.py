"""Settings that every service has. Each service adds its own class with its own prefix."""

import sys
from typing import ClassVar, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hirewire_chassis.default_passwords import fields_with_defaults


class ServiceSettings(BaseSettings):
    """Read once from the environment (``<PREFIX>DATABASE_URL`` ...) and passed by argument.

    Where ``/run/secrets`` exists a file there, named like the variable in lower case, serves too.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    service: ClassVar[str]

    mode: Literal["local", "production"] = Field(
        default="production", description="local: default passwords will do"
    )
    database_url: SecretStr = Field(description="postgresql://user:password@host:port/database")
    amqp_url: SecretStr = Field(description="amqp://user:password@host:port/vhost")
    http_host: str = Field(default="127.0.0.1", description="address of health and metrics")
    http_port: int = Field(default=0, ge=0, le=65535, description="0 takes a free port")
    pool_size: int = Field(default=10, ge=2, description="database connections of one process")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    drain_seconds: float = Field(default=25.0, gt=0, description="patience with running handlers")
    blobs_url: str | None = Field(
        default=None, description="file:///folder or s3://bucket/prefix, one for all services"
    )
    otlp_endpoint: str | None = Field(
        default=None, description="http://collector:4318 for traces; unset: none are made"
    )
    inbox_days: int = Field(
        default=7, ge=1, description="how long a repeated message is recognised"
    )
    dead_letter_days: int = Field(
        default=90, ge=1, description="how long settled dead letters and ended processes are kept"
    )
    sweep_minutes: int = Field(default=60, ge=1, description="how often what is old is removed")
    claim_check: bool = Field(
        default=False,
        description="send what is over 256 KiB by reference; first give all services BLOBS_URL",
    )

    @model_validator(mode="after")
    def _passwords_are_secrets(self) -> Self:
        return self if self.mode == "local" else _without_defaults(self)

    @model_validator(mode="after")
    def _claims_have_a_store(self) -> Self:
        if self.claim_check and self.blobs_url is None:
            raise ValueError("CLAIM_CHECK needs BLOBS_URL")
        return self


class ProvisioningSettings(BaseSettings):
    """What ``hirewire-provision`` needs: administrators' logins and the services' passwords.

    A service logs in to the database and to the broker as ``hirewire_<service>``, with the same
    password.
    """

    model_config = SettingsConfigDict(env_prefix="HIREWIRE_", frozen=True, extra="ignore")

    service: ClassVar[str] = "provision"

    admin_database_url: SecretStr = Field(description="may create roles and the extension vector")
    admin_amqp_url: SecretStr = Field(description="may declare exchanges and queues")
    management_url: SecretStr = Field(description="http://admin:password@host:15672")
    mode: Literal["local", "production"] = Field(
        default="production", description="local: default passwords will do"
    )
    gateway_password: SecretStr
    jobs_password: SecretStr
    ai_worker_password: SecretStr
    matching_password: SecretStr
    notifier_password: SecretStr

    @model_validator(mode="after")
    def _passwords_are_secrets(self) -> Self:
        return self if self.mode == "local" else _without_defaults(self)

    def passwords(self) -> dict[str, str]:
        """Service -> its password."""
        return {
            "gateway": self.gateway_password.get_secret_value(),
            "jobs": self.jobs_password.get_secret_value(),
            "ai_worker": self.ai_worker_password.get_secret_value(),
            "matching": self.matching_password.get_secret_value(),
            "notifier": self.notifier_password.get_secret_value(),
        }


S = TypeVar("S", bound=BaseSettings)


def _without_defaults(settings: S) -> S:
    """Raises ValueError that names the settings, never their values."""
    found = fields_with_defaults(settings)
    if found:
        prefix = settings.model_config.get("env_prefix", "")
        names = ", ".join(f"{prefix}{name}".upper() for name in found)
        raise ValueError(f"{names}: a default password; choose another, or set {prefix}MODE=local")
    return settings


def load(settings: type[S]) -> S:
    """The settings from the environment; a service that lacks one names it and ends (exit 2)."""
    try:
        return settings()
    except ValidationError as error:
        prefix = settings.model_config.get("env_prefix", "")
        service = getattr(settings, "service", settings.__name__)
        for problem in error.errors(include_input=False, include_url=False):
            name = prefix + "__".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"{service}: {name}: {problem['msg']}\n")
        sys.exit(2)
