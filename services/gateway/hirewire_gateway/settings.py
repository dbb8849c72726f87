"""Everything that can be set from outside, under the prefix GATEWAY_."""

from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import urlsplit

from hirewire_chassis.settings import ServiceSettings
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

_WELL_KNOWN = ("change", "default", "example", "secret", "password", "hirewire", "local")
_MIN_SECRET_LENGTH = 32
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class GatewaySettings(ServiceSettings):
    """``mode=local`` makes the keys that are not given and keeps them in ``state_dir``."""

    service: ClassVar[str] = "gateway"
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    state_dir: Path | None = Field(default=None, description="local mode: generated keys")
    blobs_url: str = Field(description="file:///folder or s3://bucket/prefix")
    public_url: str = "http://127.0.0.1:8000"
    allowed_origins: tuple[str, ...] = Field(default=(), description="browser origins, as JSON")

    secret_key: SecretStr | None = Field(default=None, description="cursors, refresh tokens")
    signing_key: SecretStr | None = Field(default=None, description="EC P-256 private key, PEM")
    signing_key_file: Path | None = Field(default=None, description="the same, in a file")
    checkpoints_url: str | None = Field(
        default=None,
        description="file:///folder or s3://bucket/prefix for signed heads of the audit log",
    )
    checkpoint_minutes: int = Field(default=60, ge=1)
    audience: str = "hirewire"
    access_token_seconds: int = Field(default=600, ge=30, le=3600)
    refresh_leeway_seconds: int = Field(default=20, ge=0, le=120)
    session_idle_days: int = Field(default=30, ge=1)
    session_days: int = Field(default=90, ge=1)
    password_hashers: int = Field(default=2, ge=1, description="hashes computed at a time")

    verified_logins: bool | None = Field(
        default=None,
        description="a password lets in only whose address is verified; unset: not in local mode",
    )
    oidc_issuer: str | None = Field(
        default=None, description="an OpenID provider whose users may log in; https"
    )
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = Field(default=None, description="unset: public client")
    oidc_scopes: str = "openid email profile"
    oidc_redirect_uri: str | None = Field(
        default=None, description="unset: PUBLIC_URL/v1/auth/oidc/callback"
    )
    clerk_issuer: str | None = Field(
        default=None, description="Clerk's Frontend API; its session tokens log in; https"
    )
    clerk_webhook_secret: SecretStr | None = Field(default=None, description="whsec_...")
    clerk_authorized_parties: tuple[str, ...] = Field(
        default=(), description="origins whose session tokens count, as JSON; unset: all"
    )
    clerk_roles: dict[str, str] = Field(
        default={"org:admin": "admin", "org:member": "viewer"},
        description="roles of Clerk's organizations as ours, as JSON; others: viewer",
    )

    socket_check_seconds: float = Field(
        default=4.0, gt=0, le=4.5, description="how often an open socket's login is looked at"
    )
    default_wait_seconds: float = Field(default=2.0, ge=0, le=30)
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    body_seconds: float = Field(default=60.0, gt=0, description="for a whole body to arrive")
    max_upload_bytes: int = Field(default=20 * 1024 * 1024, ge=1024)
    operation_days: int = Field(default=30, ge=1, description="how long a finished one is shown")
    search_days: int = Field(
        default=90, ge=1, description="how long the words of searches are kept for their analytics"
    )
    smallest_group: int = Field(
        default=10, ge=5, description="people of a group, below which no impact ratio is told"
    )
    outbox_bound: int = Field(
        default=100_000, ge=1, description="messages that may wait for the broker; then 503"
    )
    max_import_bytes: int = Field(
        default=200 * 1024 * 1024, ge=1024, description="all files of one bulk import"
    )
    clamd_url: str | None = Field(
        default=None,
        pattern="^(tcp|unix)://",
        description="tcp://host:3310 or unix:///run/clamav/clamd.ctl: scans every file; else 503",
    )
    clamd_seconds: float = Field(default=30.0, gt=0, description="for one file")
    workspace_quota_bytes: int = Field(default=10 * 1024**3, ge=0)
    logins_per_minute: int = Field(default=20, ge=1, description="per address and login name")
    requests_per_minute: int = Field(default=30_000, ge=1, description="per user or API key")
    anonymous_requests_per_minute: int = Field(
        default=600,
        ge=1,
        description="per address (IPv6: /64), with no credentials or such as open nothing",
    )
    management_url: SecretStr | None = Field(
        default=None, description="http://user:password@host:15672; the user is tagged monitoring"
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="addresses and networks that may say X-Forwarded-For, by commas",
    )

    @model_validator(mode="after")
    def _keys_are_there(self) -> Self:
        if self.mode == "local":
            if self.state_dir is None and (self.secret_key is None or not self.has_signing_key):
                raise ValueError("GATEWAY_STATE_DIR is needed to keep the generated keys in")
            return self
        if self.secret_key is None:
            raise ValueError("GATEWAY_SECRET_KEY is missing")
        if is_weak(self.secret_key.get_secret_value()):
            raise ValueError("GATEWAY_SECRET_KEY is too short or a well-known value")
        if not self.has_signing_key:
            raise ValueError("GATEWAY_SIGNING_KEY or GATEWAY_SIGNING_KEY_FILE is missing")
        return self

    @model_validator(mode="after")
    def _providers_are_usable(self) -> Self:
        if self.oidc_issuer is not None and self.oidc_client_id is None:
            raise ValueError("GATEWAY_OIDC_CLIENT_ID is missing")
        for name, url in (("OIDC", self.oidc_issuer), ("CLERK", self.clerk_issuer)):
            if url is not None and not is_trustworthy(url):
                raise ValueError(f"GATEWAY_{name}_ISSUER is not an https address")
        return self

    @property
    def verifies_logins(self) -> bool:
        return self.mode != "local" if self.verified_logins is None else self.verified_logins

    @property
    def has_signing_key(self) -> bool:
        return self.signing_key is not None or self.signing_key_file is not None


def is_trustworthy(url: str) -> bool:
    """https, or a server on this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def is_weak(secret: str) -> bool:
    """Too short, too uniform, or built around a word that examples use."""
    lowered = secret.lower()
    return (
        len(secret) < _MIN_SECRET_LENGTH
        or len(set(secret)) < _MIN_SECRET_LENGTH // 4
        or any(lowered.startswith(word) for word in _WELL_KNOWN)
    )
