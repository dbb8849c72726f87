"""A user for whoever tries the platform out."""

from pathlib import Path

import asyncpg
import httpx

from hirewire_local.secret_files import keep_secret

_EMAIL = "demo@example.org"
_NAME = "Demo Recruiter"
_KNOWN_ALREADY = 409


async def ensure_login(gateway_url: str, database_url: str, folder: Path) -> tuple[str, str]:
    """Register the user, an operator, unless it is there; its e-mail address and password.

    ``database_url`` carries an administrator's login.
    """
    password = keep_secret(folder / "secrets" / "login")
    body = {"email": _EMAIL, "password": password, "name": _NAME}
    async with httpx.AsyncClient(base_url=gateway_url, trust_env=False, timeout=30) as client:
        answer = await client.post("/v1/auth/register", json=body)
    if answer.status_code != _KNOWN_ALREADY:
        answer.raise_for_status()
        await _let_operate(database_url)
    return _EMAIL, password


async def _let_operate(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        mark = "update gateway.users set is_operator = true where email_key = $1"
        await connection.execute(mark, _EMAIL)
    finally:
        await connection.close()
