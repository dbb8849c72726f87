"""Passwords that images, examples and tutorials come with: no secret at all."""

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings

_WORDS = """
    admin administrator bitnami change changeit changeme changethis default demo dev development
    docker example guest hirewire letmein local mail mailpit master none null pass passwd password
    postgres postgresql qwerty rabbit rabbitmq root secret smtp test testing user welcome your
    yourpassword yoursecret
"""
_WELL_KNOWN = frozenset(_WORDS.split())
_SHORT = 10
_MARKS = "0123456789 !?.@#$%&*_-"


def is_default(password: str, user: str = "") -> bool:
    """Empty, a few digits, the user's name, or a word that everybody tries, with any digits."""
    plain = "".join(char for char in password.casefold() if char not in _MARKS)
    name = "".join(char for char in user.casefold() if char not in _MARKS)
    is_short = len(password) <= _SHORT
    return (is_short and not plain) or plain == name != "" or plain in _WELL_KNOWN


def fields_with_defaults(settings: BaseSettings) -> list[str]:
    """The fields whose password, or the one within their URL if it has one, is a default."""
    found = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not isinstance(text, str):
            continue
        if name.endswith("_password") and is_default(text):
            found.append(name)
        if name.endswith("_url") and any(is_default(*login) for login in _logins(text)):
            found.append(name)
    return found


def _logins(url: str) -> Iterator[tuple[str, str]]:
    """(password, user): before the host, and as PostgreSQL takes it among the parameters."""
    parts = urlsplit(url)
    user = unquote(parts.username or "")
    if parts.password is not None:
        yield unquote(parts.password), user
    given = parse_qs(parts.query, keep_blank_values=True)
    for password in given.get("password", ()):
        yield password, given.get("user", [user])[0]
