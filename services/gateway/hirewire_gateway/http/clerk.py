"""Events of Clerk: /v1/webhooks/clerk."""

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import fail, not_found
from hirewire_gateway.http.rate_limits import KNOWN
from hirewire_gateway.identity.clerk.clerk import UserMovedError
from hirewire_gateway.identity.clerk.payloads import MalformedEventError
from hirewire_gateway.identity.clerk.signatures import InvalidWebhookError, verified_id
from hirewire_gateway.state import state_of

routes = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])
log = structlog.get_logger(__name__)


@routes.post("/clerk", status_code=204, response_class=Response)
async def receive_clerk_event(request: Request) -> Response:
    """Signed events (Svix, Standard Webhooks): each has one effect, whatever order they come in.

    404 when no Clerk is configured; 503 asks the sender to try again.
    """
    state = state_of(request)
    clerk, secret = state["clerk"], state["settings"].clerk_webhook_secret
    if clerk is None or secret is None:
        raise not_found("webhook")
    body = await request.body()
    try:
        message_id = verified_id(secret.get_secret_value(), request.headers, body)
        request.scope[KNOWN] = True
        await clerk.receive(message_id, body, origin_of(request))
    except InvalidWebhookError as error:
        log.warning("webhook refused", reason=str(error))
        raise fail(400, "signature_invalid", "This is not signed as it should be.") from None
    except MalformedEventError as error:
        log.warning("webhook not understood", reason=str(error))
        raise fail(422, "event_malformed", str(error)) from None
    except UserMovedError:
        detail = "This user was changed meanwhile; send it again."
        raise fail(503, "try_again", detail, {"Retry-After": "1"}) from None
    return Response(status_code=204)
