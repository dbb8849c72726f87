"""What each service is told by its environment on this machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from hirewire_local.ports import LOOPBACK, free_ports
from hirewire_local.services import ServiceEntry

_USUAL_GATEWAY_PORT = 8000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the services live in. The URLs carry an administrator's login.

    ``passwords`` has one per service, for its user in the database and, if there is a
    ``management_url`` to make users with, at the broker.
    """

    folder: Path
    database_url: str = field(repr=False)
    amqp_url: str = field(repr=False)
    management_url: str | None = field(repr=False)
    smtp: tuple[str, int]
    passwords: Mapping[str, str] = field(repr=False)


def wire(
    entries: tuple[ServiceEntry, ...], around: Surroundings, given: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Each service's whole environment, by name. What is ``given`` already is left as it is."""
    ports = _ports(entries)
    gateway_port = given.get("GATEWAY_HTTP_PORT", ports.get("gateway", _USUAL_GATEWAY_PORT))
    public_url = given.get("GATEWAY_PUBLIC_URL", f"http://{LOOPBACK}:{gateway_port}")
    return {
        entry.name: {
            **_prefixed(entry.prefix, _common(entry, around, ports[entry.name])),
            **_prefixed(entry.prefix, _own(entry.name, around, public_url)),
            "PYTHONUNBUFFERED": "1",
            **given,
        }
        for entry in entries
    }


def with_login(url: str, user: str, password: str) -> str:
    """The same place for somebody else."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{place}"))


def _ports(entries: tuple[ServiceEntry, ...]) -> dict[str, int]:
    names = sorted((entry.name for entry in entries), key=lambda name: name != "gateway")
    preferred = (_USUAL_GATEWAY_PORT,) if "gateway" in names else ()
    return dict(zip(names, free_ports(len(names), preferred), strict=True))


def _common(entry: ServiceEntry, around: Surroundings, port: int) -> dict[str, str]:
    login = f"hirewire_{entry.name}", around.passwords[entry.name]
    amqp_url = around.amqp_url
    return {
        "MODE": "local",
        "DATABASE_URL": with_login(around.database_url, *login),
        "AMQP_URL": with_login(amqp_url, *login) if around.management_url else amqp_url,
        "HTTP_PORT": str(port),
        "LOG_FORMAT": "console",
        "BLOBS_URL": (around.folder / "files").as_uri(),
        "CLAIM_CHECK": "true",
    }


def _own(name: str, around: Surroundings, public_url: str) -> dict[str, str]:
    tables = {
        "gateway": {
            **_management(around),
            "STATE_DIR": str(around.folder / "gateway"),
            "PUBLIC_URL": public_url,
        },
        "notifier": {
            "SMTP_HOST": around.smtp[0],
            "SMTP_PORT": str(around.smtp[1]),
            "MAIL_FROM": "Hirewire <hirewire@example.org>",
            "PUBLIC_URL": public_url,
        },
    }
    return tables.get(name, {})


def _management(around: Surroundings) -> dict[str, str]:
    if around.management_url is None:
        return {}
    login = "hirewire_gateway", around.passwords.get("gateway", "")
    return {"MANAGEMENT_URL": with_login(around.management_url, *login)}


def _prefixed(prefix: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}{name}": value for name, value in values.items()}
