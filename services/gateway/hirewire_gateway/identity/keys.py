"""The keys that the gateway signs with: given in the settings, or made once in local mode."""

import hmac
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from hirewire_gateway.settings import GatewaySettings

_CURVE = "P-256"
_BLOCK = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Keys:
    """``signing`` holds the key that signs first, then older ones that still verify."""

    signing: KeySet
    secret: bytes

    def derive(self, purpose: str) -> bytes:
        """A key of its own for each purpose, so that one can't be used as another."""
        return hmac.digest(self.secret, purpose.encode(), sha256)

    def public(self) -> dict[str, object]:
        """The JWK set for /.well-known/jwks.json."""
        shown = [key.as_dict(private=False, use="sig", alg="ES256") for key in self.signing.keys]
        return {"keys": shown}


def load_keys(settings: GatewaySettings) -> Keys:
    """Reads or, in local mode, makes the keys. Raises ValueError for a key of another kind."""
    secret = _secret(settings)
    return Keys(read_signing_keys(_signing_pem(settings)), secret.encode())


def read_signing_keys(pem: str) -> KeySet:
    """One or more EC P-256 keys in PEM; the first signs, so it must be a private key."""
    try:
        keys = [ECKey.import_key(block) for block in _BLOCK.findall(pem)]
    except JoseError as error:
        raise ValueError(f"the signing key is no EC key in PEM: {error}") from error
    if not keys or not keys[0].is_private:
        raise ValueError("the signing key is no private key in PEM")
    if any(key.curve_name != _CURVE for key in keys):
        raise ValueError(f"signing keys must be on the curve {_CURVE}")
    named = [ECKey.import_key(_with_id(key)) for key in keys]
    return KeySet(list(named))


def make_signing_key() -> str:
    return ECKey.generate_key(_CURVE).as_pem(private=True).decode()


def _with_id(key: ECKey) -> dict[str, str | list[str]]:
    return {**key.as_dict(private=key.is_private), "kid": key.thumbprint()}


def _secret(settings: GatewaySettings) -> str:
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    return _kept(settings, "secret_key", lambda: secrets.token_urlsafe(48))


def _signing_pem(settings: GatewaySettings) -> str:
    if settings.signing_key is not None:
        return settings.signing_key.get_secret_value()
    if settings.signing_key_file is not None:
        return settings.signing_key_file.read_text("utf-8")
    return _kept(settings, "signing_key.pem", make_signing_key)


def _kept(settings: GatewaySettings, name: str, make: Callable[[], str]) -> str:
    if settings.state_dir is None:
        raise ValueError("GATEWAY_STATE_DIR is not set")
    return _kept_in(settings.state_dir, name, make)


def _kept_in(folder: Path, name: str, make: Callable[[], str]) -> str:
    """The file's content; whoever comes first writes it, and two at once agree on one."""
    path = folder / name
    if not path.exists():
        _write_once(path, make())
    return path.read_text("utf-8")


def _write_once(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(content, "utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
