"""The login that a socket lives by: taken from a ticket, renewed by an access token."""

from datetime import UTC, datetime

from hirewire_chassis import Context, Database

from hirewire_gateway.identity.access_tokens import AccessTokens, InvalidTokenError
from hirewire_gateway.identity.permissions import Actor, Resource, can
from hirewire_gateway.identity.repository import Access, IdentityRepository
from hirewire_gateway.live.protocol import Closing, Code
from hirewire_gateway.live.tickets import Ticket, redeem


class Login:
    """Good until ``expires_at``, as an access token would be, unless it is renewed."""

    def __init__(self, database: Database, tokens: AccessTokens, actor: Actor) -> None:
        self.actor = actor
        self.expires_at = datetime.now(UTC) + tokens.lifetime
        self._database = database
        self._tokens = tokens

    @property
    def seconds_left(self) -> float:
        return max(0.0, (self.expires_at - datetime.now(UTC)).total_seconds())

    def renew(self, access_token: str) -> datetime:
        """Raises Closing for a token that is not valid or is not of this login."""
        try:
            claims = self._tokens.read(access_token)
        except InvalidTokenError:
            raise Closing(Code.LOGIN_ENDED, "the access token is not valid") from None
        if (claims.user_id, claims.session_id) != (self.actor.user_id, self.actor.session_id):
            raise Closing(Code.LOGIN_ENDED, "the access token is of another login")
        self.expires_at = datetime.fromtimestamp(claims.expires_at, UTC)
        return self.expires_at

    async def check(self) -> None:
        """Raises Closing when the login has ended, ran out, or is not what it was."""
        if not self.seconds_left:
            raise Closing(Code.LOGIN_ENDED, "the login was not renewed")
        actor = self.actor
        holder = Ticket(actor.user_id, actor.workspace_id, actor.session_id)
        access = await _access(self._database, holder)
        if access is None:
            raise Closing(Code.LOGIN_ENDED, "the session has ended")
        if (access.roles, access.granted) != (actor.roles, actor.granted):
            raise Closing(Code.LOGIN_ENDED, "your role has changed; connect again")


async def log_in(database: Database, tokens: AccessTokens, ticket: str) -> Login:
    """Raises Closing for a ticket that lets nobody in."""
    holder = await redeem(database, ticket)
    if holder is None:
        raise Closing(Code.LOGIN_ENDED, "the ticket is not valid, or was used")
    access = await _access(database, holder)
    if access is None:
        raise Closing(Code.LOGIN_ENDED, "the session has ended")
    actor = Actor(
        holder.user_id,
        holder.workspace_id,
        holder.session_id,
        access.roles,
        granted=access.granted,
    )
    if not can(actor, "realtime:open", Resource(actor.workspace_id)):
        raise Closing(Code.LOGIN_ENDED, "your role here opens no socket")
    return Login(database, tokens, actor)


async def _access(database: Database, holder: Ticket) -> Access | None:
    """None when the session has ended or its user is no member of the workspace."""
    context = Context(workspace_id=holder.workspace_id, actor_id=holder.user_id)
    async with database.reading(context) as session:
        access = await IdentityRepository(session).access(
            holder.user_id, holder.session_id, holder.workspace_id
        )
    return None if access is None or access.role is None else access
