"""Progress for people at a terminal, and plain lines for everything else."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """One bar per step; where there is no terminal, one line when the step has ended."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def each(self, what: str, total: int, steps: AsyncIterator[Path]) -> None:
        """Run through ``steps``, one tick each."""
        with self.bar(what, total) as bar:
            done = 0
            async for _ in steps:
                done += 1
                bar(done)

    @contextmanager
    def bar(self, what: str, total: int) -> Iterator[Callable[[int], None]]:
        """Gives a function that is told how much is done."""
        columns = (
            TextColumn("{task.description:<24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Bars(*columns, console=self._console, disable=not self._console.is_terminal) as bars:
            task = bars.add_task(what, total=total)
            done = 0

            def update(count: int) -> None:
                nonlocal done
                done = count
                bars.update(task, completed=count)

            yield update
        if not self._console.is_terminal:
            self._console.print(f"{what}: {done}/{total}")
