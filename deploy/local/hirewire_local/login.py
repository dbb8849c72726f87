"""A user for whoever tries the platform out."""

from pathlib import Path

import httpx

from hirewire_local.secret_files import keep_secret

_EMAIL = "demo@example.org"
_NAME = "Demo Recruiter"
_KNOWN_ALREADY = 409


async def ensure_login(gateway_url: str, folder: Path) -> tuple[str, str]:
    """Register the user unless it is there; its e-mail address and password."""
    password = keep_secret(folder / "secrets" / "login")
    body = {"email": _EMAIL, "password": password, "name": _NAME}
    async with httpx.AsyncClient(base_url=gateway_url, trust_env=False, timeout=30) as client:
        answer = await client.post("/v1/auth/register", json=body)
    if answer.status_code != _KNOWN_ALREADY:
        answer.raise_for_status()
    return _EMAIL, password
