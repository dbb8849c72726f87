from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.main import subscriptions
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.conformance import fingerprint
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.pairs import ReadPair, ScorePair
from hirewire_contracts.settlement import CommandSettled


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder: Path = tmp_path_factory.mktemp("blobs")
    parser = DocumentParser(ParseLimits(), LanguageDetector.load())
    return Reader(BlobStore(folder.as_uri()), parser, load_taxonomy())


def pair(**fields: Any) -> ReadPair:
    texts = {
        "pair_id": new_id(),
        "job": "Python Developer\n\nRequirements\n- 3 years of Python\n- English at C1 level",
        "resume": "Ada King\nDeveloper\n\nSkills\nPython, Django\n\nLanguages\nEnglish - native",
        "answer_by": datetime.now(UTC) + timedelta(minutes=1),
    }
    return ReadPair(**{**texts, **fields})


async def test_two_texts_are_read_passed_on_and_not_kept(
    database: Database, recruiter: Context, reader: Reader
) -> None:
    before = await fingerprint(database, recruiter)
    asked = pair()
    told = sent(await handle(database, subscriptions(lambda: reader), asked, recruiter), ScorePair)
    assert (told.pair_id, told.answer_by) == (asked.pair_id, asked.answer_by)
    assert told.job.job.title == "Python Developer"
    assert {"Python", "English"} <= {row.name for row in told.job.requirements}
    assert {skill.name for skill in told.resume.candidate.skills} == {"Python", "Django"}
    (quote,) = {e.quote for s in told.resume.candidate.skills[:1] for e in s.evidence}
    assert quote in asked.resume
    after = await fingerprint(database, recruiter)
    assert {table for table in after if after[table] != before[table]} <= {"inbox", "outbox"}


@pytest.mark.parametrize(
    ("fields", "role", "status"),
    [
        ({"resume": " \n "}, "hiring_manager", 422),
        ({"answer_by": datetime(2020, 1, 1, tzinfo=UTC)}, "recruiter", 504),
        ({}, "viewer", 403),
    ],
)
async def test_what_cannot_be_compared_is_refused(
    database: Database, recruiter: Context, reader: Reader, fields: Any, role: str, status: int
) -> None:
    who = Context(recruiter.workspace_id, recruiter.actor_id, (role,))
    handled = await handle(database, subscriptions(lambda: reader), pair(**fields), who)
    assert sent(handled, CommandSettled).problem.status == status
