"""Hirewire as its users see it: REST calls with a login, in the terms of the API."""

import asyncio
import mimetypes
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

_PATIENCE_SECONDS = 60
_WAIT = "wait=20"


class RefusedError(Exception):
    """The API answered with a problem; its detail says why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    password: str
    user_id: str
    workspace_id: str


class Client:
    """Calls in the name of one user; every write carries an idempotency key and is waited for."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def register(self, name: str) -> Login:
        """A new user with a workspace of their own, logged in."""
        email, password = f"{uuid4().hex[:12]}@example.org", uuid4().hex
        body = {"email": email, "password": password, "name": name}
        await self._send("POST", "/v1/auth/register", json=body)
        tokens = await self._send(
            "POST", "/v1/auth/login", json={k: body[k] for k in body if k != "name"}
        )
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        me = await self.get("/v1/users/me")
        return Login(email, password, me["id"], me["workspace_id"])

    async def get(self, path: str, **query: str | int) -> Any:
        return await self._send("GET", path, params=query)

    async def items(self, path: str, **query: str | int) -> AsyncIterator[Any]:
        """Every item of a list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = await self.get(path, limit=200, **query, **cursor)
            for item in page["items"]:
                yield item
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": page["next_cursor"]}

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer once the operation has succeeded."""
        return await self._write("POST", path, json=body or {})

    async def upload(self, path: str, file: Path, **form: str) -> Any:
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        content = await asyncio.to_thread(file.read_bytes)
        files = {"file": (file.name, content, media_type)}
        return await self._write("POST", path, files=files, data=form)

    async def _write(self, method: str, path: str, **content: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid4()), "Prefer": _WAIT}
        answer = await self._request(method, path, headers=headers, **content)
        if answer.status_code != httpx.codes.ACCEPTED:
            return _body(answer)
        return await self._outcome(answer.headers["Location"])

    async def _outcome(self, operation: str) -> Any:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (state := await self.get(operation))["status"] == "pending":
                await asyncio.sleep(0.2)
        if state["status"] != "succeeded":
            problem = state.get("problem") or {}
            raise RefusedError(problem.get("status", 500), problem.get("detail", state["status"]))
        return await self.get(state["resource"]["href"])

    async def _send(self, method: str, path: str, **content: Any) -> Any:
        return _body(await self._request(method, path, **content))

    async def _request(self, method: str, path: str, **content: Any) -> httpx.Response:
        answer = await self._http.request(method, path, **content)
        if answer.is_error:
            raise RefusedError(answer.status_code, _detail(answer))
        return answer


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Client]:
    """``url`` is the gateway's, without a path."""
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE_SECONDS, trust_env=False) as http:
        yield Client(http)


def _body(answer: httpx.Response) -> Any:
    return answer.json() if answer.content else None


def _detail(answer: httpx.Response) -> str:
    if "json" not in answer.headers.get("Content-Type", ""):
        return f"{answer.status_code} {answer.reason_phrase}"
    problem = answer.json()
    errors = "; ".join(f"{e['pointer']}: {e['detail']}" for e in problem.get("errors", []))
    return f"{problem.get('detail') or problem.get('title')} {errors}".strip()
