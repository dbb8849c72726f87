"""Clerk's events, as far as they concern us: see https://clerk.com/docs/webhooks/overview ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from hirewire_gateway.identity.emails import canonical_email

Kind = Literal["user", "organization", "organizationMembership", "session"]
_ENDED = frozenset({"ended", "removed", "revoked", "abandoned", "expired", "replaced"})


class MalformedEventError(Exception):
    """The event lacks what Clerk's events of its type have."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an object of Clerk's is from ``version`` (milliseconds) on; ``deleted`` for ever."""

    kind: Kind
    id: str
    version: int
    deleted: bool
    state: Mapping[str, Any] = field(default_factory=dict)


class _Verification(BaseModel):
    status: str | None = None


class _Address(BaseModel):
    id: str
    email_address: str
    verification: _Verification | None = None


class _User(BaseModel):
    first_name: str | None = None
    last_name: str | None = None
    primary_email_address_id: str | None = None
    email_addresses: list[_Address] = Field(default_factory=list)


class _Organization(BaseModel):
    id: str
    name: str = ""
    created_by: str | None = None


class _Person(BaseModel):
    user_id: str


class _Membership(BaseModel):
    organization: _Organization
    public_user_data: _Person
    role: str


class _Object(BaseModel):
    id: str = Field(min_length=1, max_length=200)
    updated_at: int | None = None
    deleted: bool = False
    status: str | None = None
    user_id: str | None = None


class _Event(BaseModel):
    type: str
    timestamp: int = 0
    data: dict[str, Any]


def read_event(body: bytes) -> Change | None:
    """None for what does not concern us. Raises MalformedEventError."""
    try:
        event = _Event.model_validate_json(body)
        kind, _, verb = event.type.partition(".")
        if kind not in {"user", "organization", "organizationMembership", "session"}:
            return None
        about = _Object.model_validate(event.data)
        if kind == "session":
            return _session(about, event, verb)
        deleted = about.deleted or verb == "deleted"
        version = about.updated_at or event.timestamp
        state = {} if deleted and not _says_all(event.data) else _READ[kind](event.data)
        return Change(_KINDS[kind], about.id, version, deleted, state)
    except ValidationError as error:
        raise MalformedEventError(f"{error.error_count()} fields are not as documented") from error


def _says_all(data: Mapping[str, Any]) -> bool:
    """Of a membership that has ended Clerk shows what it was, of others only the id."""
    return "organization" in data and "public_user_data" in data


def _session(about: _Object, event: _Event, verb: str) -> Change | None:
    """Only ends matter: a session begins with its first token."""
    if verb not in _ENDED and about.status not in _ENDED:
        return None
    return Change(
        "session", about.id, about.updated_at or event.timestamp, True, {"user_id": about.user_id}
    )


def _user(data: Mapping[str, Any]) -> dict[str, Any]:
    user = _User.model_validate(data)
    primary = next(
        (each for each in user.email_addresses if each.id == user.primary_email_address_id), None
    )
    verified = (
        primary is not None
        and primary.verification is not None
        and primary.verification.status == "verified"
        and is_address(primary.email_address)
    )
    name = " ".join(part for part in (user.first_name, user.last_name) if part)
    email = primary.email_address if primary is not None and verified else None
    return {"email": email, "name": name}


def _organization(data: Mapping[str, Any]) -> dict[str, Any]:
    organization = _Organization.model_validate(data)
    return {"name": organization.name, "created_by": organization.created_by}


def _membership(data: Mapping[str, Any]) -> dict[str, Any]:
    membership = _Membership.model_validate(data)
    return {
        "organization_id": membership.organization.id,
        "user_id": membership.public_user_data.user_id,
        "role": membership.role,
    }


def is_address(text: str) -> bool:
    try:
        canonical_email(text)
    except ValueError:
        return False
    return True


_KINDS: Mapping[str, Kind] = {
    "user": "user",
    "organization": "organization",
    "organizationMembership": "organizationMembership",
}
_READ = {"user": _user, "organization": _organization, "organizationMembership": _membership}
