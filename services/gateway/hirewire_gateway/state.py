"""What one gateway process works with; the lifespan makes it and every request finds it."""

from typing import TypedDict, cast

from hirewire_chassis import Database
from hirewire_chassis.asking import Asker
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.runtime import Runtime
from starlette.requests import HTTPConnection

from hirewire_gateway.files.scanner import Scanner
from hirewire_gateway.http.cursors import Cursors
from hirewire_gateway.http.metrics import RequestMetrics
from hirewire_gateway.http.rate_limits import RateLimit
from hirewire_gateway.identity.access_tokens import AccessTokens
from hirewire_gateway.identity.accounts import Accounts
from hirewire_gateway.identity.clerk.clerk import Clerk
from hirewire_gateway.identity.invitations.accepting import Invitations
from hirewire_gateway.identity.keys import Keys
from hirewire_gateway.identity.oidc.login import OidcLogin
from hirewire_gateway.identity.passwords import Passwords
from hirewire_gateway.identity.recovery import Recovery
from hirewire_gateway.identity.sessions import Sessions
from hirewire_gateway.identity.signing_up import SigningUp
from hirewire_gateway.live.hub import Hub
from hirewire_gateway.settings import GatewaySettings


class State(TypedDict):
    """Parts by name; limits count per user, per address, per login name."""

    settings: GatewaySettings
    runtime: Runtime
    database: Database
    hub: Hub
    asker: Asker
    blobs: BlobStore
    scanner: Scanner | None
    keys: Keys
    tokens: AccessTokens
    passwords: Passwords
    sessions: Sessions
    accounts: Accounts
    recovery: Recovery
    signing_up: SigningUp
    invitations: Invitations
    oidc: OidcLogin | None
    clerk: Clerk | None
    cursors: Cursors
    request_limit: RateLimit
    anonymous_limit: RateLimit
    address_limit: RateLimit
    login_limit: RateLimit
    request_metrics: RequestMetrics
    idempotency_secret: bytes


def state_of(connection: HTTPConnection) -> State:
    return cast("State", connection.scope["state"])
