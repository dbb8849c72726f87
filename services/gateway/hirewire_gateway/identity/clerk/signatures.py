"""Signatures of webhooks: Standard Webhooks, under its own header names or Svix's."""

import binascii
from collections.abc import Mapping

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

_NAMES = ("id", "timestamp", "signature")


class InvalidWebhookError(Exception):
    """Not signed by who knows the secret, or not now."""


def verified_id(secret: str, headers: Mapping[str, str], body: bytes) -> str:
    """The message's id, which stays the same when it is sent again.

    The signature counts for five minutes. Raises InvalidWebhookError.
    """
    given = {
        f"webhook-{name}": headers.get(f"svix-{name}") or headers.get(f"webhook-{name}") or ""
        for name in _NAMES
    }
    try:
        Webhook(secret).verify(body, given, json_parse=False)
    # Malformed parts raise whatever decoding them does.
    except (WebhookVerificationError, ValueError, binascii.Error, OverflowError) as error:
        raise InvalidWebhookError(type(error).__name__) from error
    return given["webhook-id"]
