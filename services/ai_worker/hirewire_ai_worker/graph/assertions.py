"""What a document says of its subject: what it said before against what it says now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from hirewire_chassis import Transaction, new_id
from pydantic import JsonValue
from pydantic_core import to_json

from hirewire_ai_worker.graph.account import Account, Statement
from hirewire_ai_worker.graph.mentions import Ids, Mentions, Place
from hirewire_ai_worker.graph.models import Assertion, Triple


class Content(NamedTuple):
    """Assertions of equal content are one."""

    triple: Triple
    stated: Triple
    mention_id: UUID | None
    negated: bool
    confidence: float
    attributes: bytes
    document_id: UUID | None
    witness: str
    extractor: str
    calibrator: str


@dataclass(frozen=True, slots=True)
class Assertions:
    """The edges that the document speaks for as of now, and those on which its word changed."""

    edges: frozenset[Triple]
    touched: frozenset[Triple]


@dataclass(frozen=True, slots=True)
class Said:
    """An account with the entities that its keys mean: now, and as ``stated``, before merges."""

    account: Account
    ids: Ids
    stated: Ids

    def triple_of(self, statement: Statement) -> Triple:
        return _triple(self.account, statement, self.ids)

    def stated_of(self, statement: Statement) -> Triple:
        return _triple(self.account, statement, self.stated)


async def reconcile_assertions(
    tx: Transaction, former: Iterable[Assertion], said: Said, mentions: Mentions
) -> Assertions:
    """Retracts what is not said any more, adds what is new and leaves the rest as it is."""
    wanted = dict(_wanted(said, mentions))
    edges = frozenset(content.triple for content in wanted if not content.negated)
    touched: set[Triple] = set()
    for assertion in former:
        if wanted.pop(_content_of(assertion), None) is None:
            assertion.retracted_at = tx.now
            touched.add(assertion.triple)
    for content, statement in wanted.items():
        tx.session.add(_assertion(tx, content, statement.attributes))
        touched.add(content.triple)
    await tx.session.flush()
    return Assertions(edges, frozenset(touched))


def _triple(account: Account, statement: Statement, ids: Ids) -> Triple:
    return Triple(ids[account.subject.key], statement.predicate, ids[statement.object])


def _wanted(said: Said, mentions: Mentions) -> Iterator[tuple[Content, Statement]]:
    """One assertion for each place where the statement stands, or one without a place."""
    for statement in said.account.statements:
        object_id = said.ids[statement.object]
        places = [Place(object_id, span.start, span.end) for span in statement.spans]
        found: list[UUID | None] = [mentions.at[place].id for place in places]
        for mention_id in found or [None]:
            yield _content(said, statement, mention_id), statement


def _content(said: Said, statement: Statement, mention_id: UUID | None) -> Content:
    account = said.account
    return Content(
        said.triple_of(statement),
        said.stated_of(statement),
        mention_id,
        statement.negated,
        statement.confidence,
        _canonical(statement.attributes),
        account.document_id,
        account.witness,
        account.extractor,
        account.calibrator,
    )


def _content_of(assertion: Assertion) -> Content:
    return Content(
        assertion.triple,
        assertion.stated,
        assertion.mention_id,
        assertion.negated,
        assertion.confidence,
        _canonical(assertion.attributes),
        assertion.document_id,
        assertion.witness,
        assertion.extractor,
        assertion.calibrator,
    )


def _canonical(attributes: Mapping[str, object]) -> bytes:
    return to_json(dict(sorted(attributes.items())))


def _assertion(tx: Transaction, content: Content, attributes: Mapping[str, JsonValue]) -> Assertion:
    return Assertion(
        id=new_id(),
        workspace_id=tx.workspace_id,
        subject_id=content.triple.subject_id,
        predicate=content.triple.predicate,
        object_id=content.triple.object_id,
        stated_subject_id=content.stated.subject_id,
        stated_object_id=content.stated.object_id,
        negated=content.negated,
        confidence=content.confidence,
        attributes=dict(attributes),
        document_id=content.document_id,
        mention_id=content.mention_id,
        witness=content.witness,
        extractor=content.extractor,
        calibrator=content.calibrator,
        recorded_at=tx.now,
    )
