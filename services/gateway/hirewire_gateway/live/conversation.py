"""One WebSocket from its ticket to its close: who speaks, who listens, who keeps watch."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import assert_never

from hirewire_chassis import Context
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from hirewire_gateway.live.channel import Channel
from hirewire_gateway.live.feed import events_after, position_of
from hirewire_gateway.live.hub import Hub
from hirewire_gateway.live.login import Login
from hirewire_gateway.live.mailbox import Interest, Mailbox, Replay
from hirewire_gateway.live.protocol import (
    Closing,
    Code,
    Ping,
    Pong,
    Renew,
    Renewed,
    Reset,
    Said,
    Subscribe,
    Subscribed,
    read_request,
)
from hirewire_gateway.live.topics import allowed

_BATCH = 500
_MAILBOX_SIZE = 1_024
_SEND_SECONDS = 10.0


class Conversation:
    """``check_seconds``: how often the login is looked at when nobody tells of its end."""

    def __init__(self, socket: WebSocket, hub: Hub, login: Login, check_seconds: float) -> None:
        self._socket = socket
        self._hub = hub
        self._login = login
        self._check_seconds = check_seconds
        self._workspace_id = login.actor.workspace_id
        self._context = Context(workspace_id=self._workspace_id, actor_id=login.actor.user_id)
        self._alarm = asyncio.Event()
        interest = Interest(login.actor.user_id)
        self._mailbox = Mailbox(interest, _MAILBOX_SIZE, self._alarm.set)

    async def hold(self) -> None:
        """Raises Closing when the server is to end it, WebSocketDisconnect when the client has."""
        session_id = self._login.actor.session_id
        async with self._hub.joined(self._workspace_id, self._mailbox) as channel:
            with self._hub.watched(session_id, self._alarm.set):
                await _first_end(self._listen(channel), self._speak(), self._watch())

    async def _listen(self, channel: Channel) -> None:
        while True:
            request = read_request(await self._receive())
            match request:
                case Subscribe():
                    await self._subscribe(request, channel)
                case Ping():
                    self._mailbox.put(Pong())
                case Renew():
                    expires_at = self._login.renew(request.access_token)
                    self._mailbox.put(Renewed(expires_at=expires_at))
                    self._alarm.set()
                case _:
                    assert_never(request)

    async def _receive(self) -> str:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if not isinstance(text, str):
            raise Closing(Code.BAD_MESSAGE, "messages are texts")
        return text

    async def _subscribe(self, request: Subscribe, channel: Channel) -> None:
        granted, refused = allowed(self._login.actor, request.topics)
        start = await self._start(request)
        interest = Interest(self._login.actor.user_id, frozenset(granted))
        async with channel.present():
            self._mailbox.interest = interest
            if start is not None:
                self._mailbox.put(Replay(interest, start, channel.position))
            elif request.after is not None:
                self._mailbox.put(Reset())
            answer = Subscribed(topics=granted, refused=refused, after=channel.last_id)
            self._mailbox.put(answer)

    async def _start(self, request: Subscribe) -> int | None:
        if request.after is None:
            return None
        async with self._hub.database.reading(self._context) as session:
            return await position_of(session, self._workspace_id, request.after)

    async def _speak(self) -> None:
        while True:
            item = await self._mailbox.take()
            if isinstance(item, Replay):
                await self._replay(item)
            else:
                await self._send(item)

    async def _replay(self, replay: Replay) -> None:
        position = replay.after
        while position < replay.upto:
            async with self._hub.database.reading(self._context) as session:
                events = await events_after(
                    session, self._workspace_id, position, _BATCH, replay.upto
                )
            for event in events:
                frame = replay.interest.frame(event)
                if frame is not None:
                    await self._send(frame)
            position = events[-1].position if events else replay.upto

    async def _send(self, said: Said) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await self._socket.send_text(said.model_dump_json())
        except TimeoutError:
            raise _too_slow() from None

    async def _watch(self) -> None:
        while True:
            patience = min(self._check_seconds, self._login.seconds_left)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._alarm.wait()
            self._alarm.clear()
            if self._mailbox.overflowed:
                raise _too_slow()
            with contextlib.suppress(SQLAlchemyError, OSError):
                await self._login.check()


async def _first_end(*parts: Coroutine[None, None, None]) -> None:
    """Run them together until one of them ends, and end as it did."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _too_slow() -> Closing:
    return Closing(Code.TOO_SLOW, "you read too slowly; resume with after")
