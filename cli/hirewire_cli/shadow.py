"""Hold the last runs of a workspace against a second version of the weights that nobody sees."""

import asyncio
from pathlib import Path
from statistics import fmean
from typing import Annotated, cast
from uuid import UUID

import typer
from hirewire_chassis import Context
from hirewire_contracts.matching import MatchRun
from hirewire_matching.ranking import Weights
from hirewire_matching.ranking.shadow import Difference, Shown, difference
from hirewire_matching.ranking.tuning import ToldRow
from hirewire_matching.runs.repository import RunRepository
from hirewire_matching.weight_files import read_weights

from hirewire_cli.output import give_up
from hirewire_cli.places import Service, database_of

_FARTHEST = 3


def shadow(
    weights: Annotated[Path, typer.Argument(help="a version that tune-weights wrote")],
    workspace: Annotated[UUID, typer.Option(help="whose runs")],
    runs: Annotated[int, typer.Option(min=1, max=1000, help="how many, the newest")] = 50,
) -> None:
    """Tell how the last runs would differ under other weights; nothing is changed or shown."""
    try:
        other = read_weights(weights)
    except (OSError, ValueError, KeyError) as error:
        give_up(f"{weights}: {error}", 2)
    found = asyncio.run(_differences(other, workspace, runs))
    if not found:
        give_up("this workspace has no runs")
    for run, told in found:
        typer.echo(f"{run}: {_told(told)}")
    overlap = fmean(told.overlap for _, told in found)
    tau = fmean(told.tau for _, told in found)
    typer.echo(
        f"{other.version}, {len(found)} runs: first ten in common {overlap:.2f}, tau {tau:.2f}"
    )


async def _differences(
    weights: Weights, workspace: UUID, most: int
) -> list[tuple[UUID, Difference]]:
    context = Context(workspace_id=workspace)
    async with database_of(Service.MATCHING) as database, database.reading(context) as session:
        runs = await RunRepository(session, workspace).newest(most)
    return [(run.id, _difference(weights, run)) for run in runs]


def _difference(weights: Weights, run: MatchRun) -> Difference:
    """A job's own weights stay on top."""
    own = {kind: run.weights[kind] for kind in weights.shares if kind in run.weights}
    items = [
        Shown(str(item.candidate_id), item.rank, item.score, cast("list[ToldRow]", rows))
        for item in run.items
        if (rows := [verdict.model_dump() for verdict in item.verdicts])
    ]
    return difference(items, {**weights.shares, **own})


def _told(found: Difference) -> str:
    moved = sorted(found.moves, key=lambda move: (-move.distance, move.rank))[:_FARTHEST]
    farthest = ", ".join(f"{m.id} {m.rank} -> {m.shadow_rank}" for m in moved if m.distance)
    return f"common {found.overlap:.2f}, tau {found.tau:.2f}; {farthest or 'the same order'}"
