"""The application: its routes, its layers, and what it works with while it runs."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib.metadata import version

from fastapi import FastAPI
from hirewire_chassis.asking import Asker
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.traces import Traces
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from hirewire_gateway import providers
from hirewire_gateway.audit.sealing import Sealing
from hirewire_gateway.files.scanner import Scanner
from hirewire_gateway.housekeeping import duties
from hirewire_gateway.http import problems
from hirewire_gateway.http.body_limits import BodyLimit
from hirewire_gateway.http.cursors import Cursors
from hirewire_gateway.http.docs import add_docs
from hirewire_gateway.http.floods import AnonymousLimit
from hirewire_gateway.http.metrics import RequestMetrics
from hirewire_gateway.http.rate_limits import RateLimit
from hirewire_gateway.http.shell import RequestShell
from hirewire_gateway.http.uploads import FORM_OVERHEAD_BYTES, IMPORT_PATH, UPLOAD_PATHS
from hirewire_gateway.identity.access_tokens import AccessTokens
from hirewire_gateway.identity.accounts import Accounts
from hirewire_gateway.identity.invitations.accepting import Invitations
from hirewire_gateway.identity.keys import Keys, load_keys
from hirewire_gateway.identity.passwords import Passwords
from hirewire_gateway.identity.recovery import Recovery
from hirewire_gateway.identity.sessions import Sessions, Terms
from hirewire_gateway.identity.signing_up import SigningUp
from hirewire_gateway.live.hub import Hub
from hirewire_gateway.routes import ROUTES
from hirewire_gateway.settings import GatewaySettings
from hirewire_gateway.state import State
from hirewire_gateway.views.subscriptions import subscriptions

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[State]]
_LOGINS_PER_ADDRESS = 10


def create_app(settings: GatewaySettings, traces: Traces | None = None) -> FastAPI:
    """The gateway. Raises ValueError for a signing key that can't be used.

    ``traces`` stands in for those that the settings ask for.
    """
    app = FastAPI(
        title="Hirewire",
        summary="Recruitment, event-driven and explained.",
        version=version("hirewire-gateway"),
        lifespan=_lifespan(settings, load_keys(settings), traces),
        middleware=_layers(settings),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes)
    add_docs(app)
    return app


def _layers(settings: GatewaySettings) -> list[Middleware]:
    """From the outside in."""
    uploads = dict.fromkeys(UPLOAD_PATHS, settings.max_upload_bytes + FORM_OVERHEAD_BYTES)
    uploads[IMPORT_PATH] = settings.max_import_bytes + FORM_OVERHEAD_BYTES
    return [
        Middleware(RequestShell, transport_security=settings.public_url.startswith("https:")),
        *_browsers(settings),
        Middleware(AnonymousLimit),
        Middleware(
            BodyLimit,
            limit=settings.max_body_bytes,
            uploads=uploads,
            seconds=settings.body_seconds,
        ),
    ]


def _browsers(settings: GatewaySettings) -> list[Middleware]:
    """Pages of other origins may ask only where some are named."""
    if not settings.allowed_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=["ETag", "Link", "Location", "Preference-Applied", "X-Request-Id"],
        )
    ]


def _lifespan(settings: GatewaySettings, keys: Keys, traces: Traces | None) -> Lifespan:
    @asynccontextmanager
    async def run(_app: FastAPI) -> AsyncIterator[State]:
        async with AsyncExitStack() as stack:
            runtime = Runtime(settings, subscriptions(), duties=duties(settings), traces=traces)
            await stack.enter_async_context(runtime)
            database_url = settings.database_url.get_secret_value()
            hub = await stack.enter_async_context(Hub(database_url, runtime.database))
            await _enter_sealing(stack, settings, keys, runtime)
            amqp_url = settings.amqp_url.get_secret_value()
            asker = Asker(amqp_url, settings.service, runtime.publisher)
            await stack.enter_async_context(asker)
            client = await stack.enter_async_context(providers.outside())
            state = _state(settings, keys, runtime, hub, asker)
            state["oidc"] = providers.oidc_login(
                settings, keys, runtime.database, state["sessions"], client
            )
            state["clerk"] = providers.clerk(settings, runtime.database, client)
            yield state

    return run


async def _enter_sealing(
    stack: AsyncExitStack, settings: GatewaySettings, keys: Keys, runtime: Runtime
) -> None:
    if settings.checkpoints_url is not None:
        every = timedelta(minutes=settings.checkpoint_minutes)
        store = BlobStore(settings.checkpoints_url)
        await stack.enter_async_context(Sealing(runtime.database, store, keys.signing, every))


def _scanner(settings: GatewaySettings) -> Scanner | None:
    url = settings.clamd_url
    return None if url is None else Scanner(url, settings.clamd_seconds)


def _state(
    settings: GatewaySettings, keys: Keys, runtime: Runtime, hub: Hub, asker: Asker
) -> State:
    lifetime = timedelta(seconds=settings.access_token_seconds)
    tokens = AccessTokens(keys.signing, settings.public_url, settings.audience, lifetime)
    passwords = Passwords(settings.password_hashers)
    accounts = Accounts(runtime.database, passwords)
    terms = Terms(
        leeway=timedelta(seconds=settings.refresh_leeway_seconds),
        idle=timedelta(days=settings.session_idle_days),
        absolute=timedelta(days=settings.session_days),
        verified=settings.verifies_logins,
    )
    secret = keys.derive("refresh tokens")
    return State(
        settings=settings,
        runtime=runtime,
        database=runtime.database,
        hub=hub,
        asker=asker,
        blobs=BlobStore(settings.blobs_url),
        scanner=_scanner(settings),
        keys=keys,
        tokens=tokens,
        sessions=Sessions(runtime.database, passwords, tokens, secret, terms),
        accounts=accounts,
        recovery=Recovery(runtime.database, accounts),
        signing_up=SigningUp(verifies=settings.verifies_logins),
        oidc=None,
        clerk=None,
        invitations=Invitations(runtime.database, passwords),
        passwords=passwords,
        cursors=Cursors(keys.derive("cursors")),
        request_limit=RateLimit(settings.requests_per_minute),
        anonymous_limit=RateLimit(settings.anonymous_requests_per_minute),
        address_limit=RateLimit(settings.logins_per_minute * _LOGINS_PER_ADDRESS),
        login_limit=RateLimit(settings.logins_per_minute),
        request_metrics=RequestMetrics(runtime.metrics.registry),
        idempotency_secret=keys.derive("idempotency"),
    )
