"""The identity providers of the settings, as parts of the application."""

import httpx2
from hirewire_chassis import Database

from hirewire_gateway.identity.clerk.clerk import Clerk, Trust
from hirewire_gateway.identity.keys import Keys
from hirewire_gateway.identity.oidc.login import OidcLogin
from hirewire_gateway.identity.oidc.provider import Provider, Registration
from hirewire_gateway.identity.sessions import Sessions
from hirewire_gateway.settings import GatewaySettings

_PATIENCE_SECONDS = 5.0


def outside() -> httpx2.AsyncClient:
    """For calls to providers: no redirects, no cookies kept, no patience."""
    return httpx2.AsyncClient(timeout=_PATIENCE_SECONDS, follow_redirects=False)


def oidc_login(
    settings: GatewaySettings,
    keys: Keys,
    database: Database,
    sessions: Sessions,
    client: httpx2.AsyncClient,
) -> OidcLogin | None:
    """None when no provider is named."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    callback = f"{settings.public_url.rstrip('/')}/v1/auth/oidc/callback"
    registration = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=None if secret is None else secret.get_secret_value(),
        redirect_uri=settings.oidc_redirect_uri or callback,
        scopes=settings.oidc_scopes,
    )
    provider = Provider(registration, client)
    return OidcLogin(database, sessions, provider, keys.derive("oidc attempts"))


def clerk(
    settings: GatewaySettings, database: Database, client: httpx2.AsyncClient
) -> Clerk | None:
    """None when no Clerk is named."""
    if settings.clerk_issuer is None:
        return None
    parties = settings.clerk_authorized_parties
    return Clerk(database, client, Trust(settings.clerk_issuer, parties, settings.clerk_roles))
