"""The WebSocket's address: ``GET /v1/ws?ticket=``."""

import contextlib
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, WebSocket
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocketDisconnect, WebSocketState

from hirewire_gateway.live.conversation import Conversation
from hirewire_gateway.live.login import log_in
from hirewire_gateway.live.protocol import Closing, Code
from hirewire_gateway.settings import GatewaySettings
from hirewire_gateway.state import state_of

router = APIRouter()
log = structlog.get_logger(__name__)


@router.websocket("/v1/ws")
async def converse(socket: WebSocket, ticket: str = "") -> None:
    """Browsers of other origins are turned away before they are heard."""
    state = state_of(socket)
    if not is_allowed(socket.headers.get("origin"), state["settings"]):
        await socket.close()
        return
    await socket.accept()
    try:
        login = await log_in(state["database"], state["tokens"], ticket)
        check_seconds = state["settings"].socket_check_seconds
        await Conversation(socket, state["hub"], login, check_seconds).hold()
    except WebSocketDisconnect:
        return
    except Closing as closing:
        await _close(socket, closing)
    except (SQLAlchemyError, OSError) as error:
        log.warning("a socket is closed", reason=str(error))
        await _close(socket, Closing(Code.TRY_AGAIN_LATER, "a part of the service is away"))


def is_allowed(origin: str | None, settings: GatewaySettings) -> bool:
    """Programs name no origin; browsers always do."""
    own = urlsplit(settings.public_url)
    return origin in (None, f"{own.scheme}://{own.netloc}", *settings.allowed_origins)


async def _close(socket: WebSocket, closing: Closing) -> None:
    if socket.client_state is WebSocketState.CONNECTED:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.close(closing.code, closing.reason)
