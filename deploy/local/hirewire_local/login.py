"""A user for whoever tries the platform out."""

from pathlib import Path

import asyncpg
import httpx

from hirewire_local.secret_files import keep_secret

_EMAIL = "demo@example.org"
_NAME = "Demo Recruiter"
_IS_THERE = "select true from gateway.users where email_key = $1"
_LET_OPERATE = "update gateway.users set is_operator = true where email_key = $1"


async def ensure_login(gateway_url: str, database_url: str, folder: Path) -> tuple[str, str]:
    """Register the user, an operator, unless it is there; its e-mail address and password.

    ``database_url`` carries an administrator's login.
    """
    password = keep_secret(folder / "secrets" / "login")
    connection = await asyncpg.connect(database_url)
    try:
        if not await connection.fetchval(_IS_THERE, _EMAIL):
            await _register(gateway_url, password)
            await connection.execute(_LET_OPERATE, _EMAIL)
    finally:
        await connection.close()
    return _EMAIL, password


async def _register(gateway_url: str, password: str) -> None:
    body = {"email": _EMAIL, "password": password, "name": _NAME}
    async with httpx.AsyncClient(base_url=gateway_url, trust_env=False, timeout=30) as client:
        (await client.post("/v1/auth/register", json=body)).raise_for_status()
