"""Several messages in one transaction, each in a savepoint of its own (docs/adr/0044).

What succeeds commits together. Whatever does not (a retry, a rejection, an error) is taken back
and left to be handled alone, where every case is known.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from hirewire_chassis import failpoints
from hirewire_chassis.context import Context
from hirewire_chassis.logs import message_context
from hirewire_chassis.outcome import Discard, Reject, Retry
from hirewire_chassis.processing import Decoded, Done, Processor, tell
from hirewire_chassis.shared import Shared, share
from hirewire_chassis.subscription import Handler

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Member:
    place: int
    decoded: Decoded
    handler: Handler

    def workspace(self) -> str:
        """Groups that take workspaces in one order cannot lock each other out of them."""
        return str(self.decoded.envelope.workspaceid)


class GroupProcessor:
    """Handles messages of one subscription together, as far as that can be done."""

    def __init__(self, processor: Processor, deadline: float) -> None:
        self._processor = processor
        self._deadline = deadline

    async def process(self, bodies: Sequence[bytes]) -> Mapping[int, Done]:
        """The settlements of those that are done, by their place; never raises."""
        started = time.perf_counter()
        members = self._members(bodies)
        try:
            async with asyncio.timeout(self._deadline):
                done = await self._commit(members)
        except Exception as error:  # noqa: BLE001 - each alone will meet its own error again
            log.info("a group fell apart", size=len(members), error=str(error)[:500])
            return {}
        for member in members:
            if member.place in done:
                self._processor.measure(member.decoded.envelope, done[member.place], started)
        return done

    def _members(self, bodies: Sequence[bytes]) -> Sequence[_Member]:
        """Once each; what cannot be decoded or has to be prepared is no member."""
        members: dict[UUID, _Member] = {}
        for place, body in enumerate(bodies):
            plain = self._processor.decode_plain(body)
            if plain is not None:
                members.setdefault(plain[0].envelope.id, _Member(place, *plain))
        return sorted(members.values(), key=_Member.workspace)

    async def _commit(self, members: Sequence[_Member]) -> Mapping[int, Done]:
        done: dict[int, Done] = {}
        async with share(self._processor.database) as shared:
            fresh = await shared.claim([member.decoded.inbox_row for member in members])
            for member in members:
                if member.decoded.inbox_row not in fresh:
                    done[member.place] = Done(duplicate=True)
                elif (settled := await self._attempt(shared, member)) is not None:
                    done[member.place] = settled
            failpoints.reach("before_commit")
        failpoints.reach("after_commit")
        return done

    async def _attempt(self, shared: Shared, member: _Member) -> Done | None:
        try:
            with message_context(self._processor.queue, member.decoded.envelope):
                return await self._handle(shared, member)
        except Exception:  # noqa: BLE001 - judged when it is handled alone
            await shared.take_back(member.decoded.inbox_row)
            return None

    async def _handle(self, shared: Shared, member: _Member) -> Done:
        async with shared.member(Context.caused_by(member.decoded.envelope)) as tx:
            outcome = await member.handler(member.decoded.message, tx)
            if isinstance(outcome, Retry | Reject):
                raise _AloneError
            if isinstance(outcome, Discard):
                tell(tx, member.decoded, "discarded", None)
        return Done(tuple(tx.sent), outcome)


class _AloneError(Exception):
    """The outcome needs a transaction of its own."""
