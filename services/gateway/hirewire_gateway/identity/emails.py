"""E-mail addresses: what is one, and when two of them are the same."""

import re
import unicodedata

_MAX_LOCAL = 64
_MAX_ADDRESS = 254
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]\x00-\x1f\x7f]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def canonical_email(address: str) -> str:
    """The form in which addresses are compared: NFKC, lower case, domain as IDNA.

    Dots and ``+tags`` stay: what they mean is the receiving host's business. Raises ValueError
    with a sentence for people.
    """
    text = unicodedata.normalize("NFKC", address.strip())
    local, at, domain = text.rpartition("@")
    if not at or not _is_local(local):
        raise ValueError("This is not an e-mail address.")
    canonical = f"{local.lower()}@{_domain(domain)}"
    if len(canonical.encode()) > _MAX_ADDRESS:
        raise ValueError("This e-mail address is too long.")
    return canonical


def _is_local(local: str) -> bool:
    dots_fit = not local.startswith(".") and not local.endswith(".") and ".." not in local
    return dots_fit and len(local) <= _MAX_LOCAL and _LOCAL.fullmatch(local) is not None


def _domain(domain: str) -> str:
    try:
        ascii_form = domain.lower().rstrip(".").encode("idna").decode()
    except UnicodeError as error:
        raise ValueError("The domain of this e-mail address is not valid.") from error
    labels = ascii_form.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - a name and a top-level domain
        raise ValueError("The domain of this e-mail address is not valid.")
    return ascii_form
