"""The command that holds runs against weights that nobody sees."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from hirewire_chassis import Context, new_id
from hirewire_chassis.testing.databases import Databases
from hirewire_contracts.matching import MatchItem, MatchRun, RunInputs, Verdict
from hirewire_matching.runs.repository import RunRepository
from hirewire_matching.weight_files import write_weights

NOW = datetime(2026, 11, 20, tzinfo=UTC)
WORKSPACE, BY_TITLE, BY_SKILL = new_id(), UUID(int=1), UUID(int=2)


def matched(person: UUID, rank: int, title: float, skill: float) -> MatchItem:
    rows = tuple(
        Verdict(
            requirement=kind, kind=kind, required=True, verdict="partial", weight=weight,
            contribution=weight * credit, reason="",
        )
        for kind, weight, credit in (("title", 0.2, title), ("skill", 0.8, skill))
    )  # fmt: skip
    score = round(sum(row.contribution for row in rows), 6)
    return MatchItem(candidate_id=person, score=score, rank=rank, verdicts=rows, components={})


async def test_runs_are_told_with_who_moves_and_how_far(
    hirewire: Any, databases: Databases, tmp_path: Path
) -> None:
    run = MatchRun(
        id=new_id(), workspace_id=WORKSPACE, sequence=1, created_by=new_id(), created_at=NOW,
        updated_at=NOW, job_id=new_id(), job_title="Nurse", considered=2, model_version="m",
        items=(matched(BY_SKILL, 1, 0.1, 0.9), matched(BY_TITLE, 2, 0.9, 0.1)),
        weights_version="w", inputs=RunInputs(job_sequence=1, profile_sequences={}),
        finished_at=NOW,
    )  # fmt: skip
    async with databases.of("matching").transaction(Context(workspace_id=WORKSPACE)) as tx:
        assert await RunRepository(tx.session, WORKSPACE).add(run)
    file = write_weights(tmp_path, {"title": 0.9, "skill": 0.1}, {})

    done = await hirewire("shadow", str(file), "--workspace", str(WORKSPACE))
    other = await hirewire("shadow", str(file), "--workspace", str(new_id()))

    assert done.exit_code == 0, done.output
    assert f"{run.id}: common 1.00, tau -1.00" in done.stdout
    assert f"{BY_SKILL} 1 -> 2, {BY_TITLE} 2 -> 1" in done.stdout
    assert f"{file.stem}, 1 runs: first ten in common 1.00, tau -1.00" in done.stdout
    assert (other.exit_code, other.stderr) == (1, "hirewire: this workspace has no runs\n")
