"""Passwords that are made once and kept in a file that only its owner reads."""

import os
import secrets
from pathlib import Path


def keep_secret(path: Path) -> str:
    """The secret in ``path``, made on the first call."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(24))
        draft.rename(path)
    return path.read_text()
