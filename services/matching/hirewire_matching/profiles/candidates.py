"""From a candidate's state to a stored profile."""

from dataclasses import dataclass

from hirewire_chassis import Desk, Discard, Outcome, Transaction
from hirewire_contracts.candidates import Candidate, CandidateCreated, CandidateUpdated
from pydantic import TypeAdapter

from hirewire_matching.profiles.people import Portrayal
from hirewire_matching.profiles.repository import ProfileRepository, Row
from hirewire_matching.profiles.texts import passages_of
from hirewire_matching.ranking import CandidateProfile
from hirewire_matching.vectors import Vectoriser, embed

PROFILE = TypeAdapter(CandidateProfile)


@dataclass(frozen=True, slots=True)
class Portrait:
    """A candidate ready to be stored."""

    row: Row
    vectors: tuple[Row, ...] = ()


async def portray(
    vectoriser: Vectoriser, event: CandidateCreated | CandidateUpdated, desk: Desk
) -> Portrait | None:
    """The profile and the vectors; None when this version, or a newer one, is there already."""
    candidate = event.candidate
    async with desk.database.reading(desk.context) as session:
        profiles = ProfileRepository(session, desk.context.workspace)
        if await profiles.has_candidate(candidate.id, candidate.sequence, vectoriser.stamp):
            return None
    if candidate.status != "active":
        return Portrait(_header(candidate, vectoriser.stamp))
    portrayal = Portrayal(candidate)
    passages = passages_of(portrayal)
    vectors = await embed(vectoriser, [passage.text for passage in passages])
    return Portrait(
        {**_header(candidate, vectoriser.stamp), **_facts(portrayal)},
        tuple(
            {
                "kind": passage.kind,
                "key": passage.key,
                "stamp": vectoriser.stamp,
                "embedding": vector,
            }
            for passage, vector in zip(passages, vectors, strict=True)
        ),
    )


async def note_candidate(
    event: CandidateCreated | CandidateUpdated, portrait: Portrait | None, tx: Transaction
) -> Outcome:
    """Who is merged or erased loses profile and vectors, and no older event brings them back."""
    profiles = ProfileRepository(tx.session, tx.workspace_id)
    if portrait and await profiles.store_candidate(portrait.row, portrait.vectors):
        return None
    return Discard(f"version {event.candidate.sequence} is no newer than the one that is here")


def _header(candidate: Candidate, stamp: str) -> Row:
    empty = ("profile", "skill_keys", "language_codes", "years", "country", "city")
    return {
        "candidate_id": candidate.id,
        "sequence": candidate.sequence,
        "stamp": stamp,
        **dict.fromkeys(empty),
    }


def _facts(portrayal: Portrayal) -> Row:
    profile, spot = portrayal.profile(), portrayal.spot()
    skills, languages, years = profile.skills, profile.languages, profile.years_of_experience
    return {
        "profile": PROFILE.dump_python(profile, mode="json", exclude_defaults=True),
        "skill_keys": None if skills is None else sorted({skill.key for skill in skills}),
        "language_codes": None if languages is None else sorted({lang.code for lang in languages}),
        "years": None if years is None else years.value,
        "country": spot and spot.country,
        "city": spot and spot.city,
    }
