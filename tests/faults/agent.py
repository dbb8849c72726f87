"""``python -m tests.faults.agent SERVICE``: runs a service and does to it what it is ordered to.

SIGUSR2 shows its tasks. SIGUSR1 reads an order from the file ``FAULTS_ORDERS``: a failpoint's name
and what shall happen when it is reached next (``kill``, ``stop``, ``block SECONDS``, ``nothing``).
Besides, a job whose title starts with ``fault:`` meets that fault in its handler; ``FAULTS_MARKS``
is a folder for counting. ``FAULTS_SKEW`` is how many seconds the process's clock is fast; with
``FAULTS_VERSIONS`` it knows the versions of ``dialects``. The jobs service has the flow and the
schedule of ``trips`` besides its own work.
"""

import asyncio
import importlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from hirewire_chassis import Outcome, Subscription, Transaction, TransientError, failpoints
from hirewire_contracts.jobs import CreateJob

from tests.faults import dialects, trips

Handle = Callable[[Any, Transaction], Awaitable[Outcome]]


def main() -> None:
    service = sys.argv[1]
    signal.signal(signal.SIGUSR1, lambda *_: obey(Path(os.environ["FAULTS_ORDERS"]).read_text()))
    signal.signal(signal.SIGUSR2, show_tasks)
    module = importlib.import_module(f"hirewire_{service}.main")
    if os.environ.get("FAULTS_VERSIONS"):
        dialects.learn()
    if service == "jobs":
        sabotage(module)
        extend(module)
    shift(float(os.environ.get("FAULTS_SKEW", "0")))
    sys.argv = [service]
    module.main()


def show_tasks(*_signal: object) -> None:
    """Where everything waits, into the log: for whoever looks at a process that is stuck."""
    for task in asyncio.all_tasks():
        task.print_stack(file=sys.stderr)


def obey(order: str) -> None:
    failpoint, action, *seconds = order.split()
    actions: dict[str, Callable[[], None]] = {
        "kill": partial(os.kill, os.getpid(), signal.SIGKILL),
        "stop": partial(os.kill, os.getpid(), signal.SIGSTOP),
        "block": lambda: time.sleep(float(seconds[0])),
        "nothing": lambda: None,
    }
    failpoints.arm(failpoint, actions[action])


def sabotage(module: ModuleType) -> None:
    """The service's own table, its ``create_job`` behind a fault that the title may ask for."""
    table = module.subscriptions
    deadline = os.environ.get("FAULTS_DEADLINE")

    def subscriptions(*given: Any) -> tuple[Subscription, ...]:
        return tuple(changed(subscription) for subscription in table(*given))

    def changed(subscription: Subscription) -> Subscription:
        handlers = dict(subscription.handlers)
        if CreateJob in handlers:
            handlers[CreateJob] = partial(beset, handlers[CreateJob])
        seconds = float(deadline) if deadline else subscription.deadline
        return replace(subscription, handlers=handlers, deadline=seconds)

    module.subscriptions = subscriptions


def extend(module: ModuleType) -> None:
    """The service's own work, and the harness's flow and schedule besides."""
    trips.register()
    serve = module.serve

    def serve_more(
        settings: Any,
        subscriptions: Sequence[Any],
        schedules: Sequence[Any] = (),
        processes: Sequence[Any] = (),
    ) -> None:
        everything = (*subscriptions, *trips.SUBSCRIPTIONS)
        serve(settings, everything, (*schedules, trips.TICKING), (*processes, trips.TRIP))

    module.serve = serve_more  # type: ignore[attr-defined]


class LikeDatetime(type(datetime)):  # type: ignore[misc]
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


def shift(seconds: float) -> None:
    """The clock that the services' code and its tokens read; the event loop's stays."""
    if not seconds:
        return
    exact = time.time

    class Shifted(datetime, metaclass=LikeDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=seconds)

    for name, module in tuple(sys.modules.items()):
        if name.startswith(("hirewire_", "jwt")) and getattr(module, "datetime", None) is datetime:
            module.datetime = Shifted  # type: ignore[attr-defined]
    time.time = lambda: exact() + seconds


async def beset(handle: Handle, command: CreateJob, tx: Transaction) -> Outcome:
    title = command.job.title
    if title.startswith("fault:"):
        _, fault, argument, *_ = title.split(":")
        await FAULTS[fault](argument, str(command.job_id))
    return await handle(command, tx)


async def crash(_argument: str, _job: str) -> None:
    os._exit(1)


async def flaky(times: str, job: str) -> None:
    """Fails so many times, counted over all processes."""
    if tries(job) <= int(times):
        raise TransientError("asked to fail", after=timedelta(milliseconds=250))


async def climb(times: str, job: str) -> None:
    """As flaky, by a way that has two steps in the delay ladder."""
    if tries(job) <= int(times):
        raise TransientError(f"asked to climb: {job}", after=timedelta(milliseconds=750))


async def never(_argument: str, _job: str) -> None:
    raise TransientError("asked to fail always", after=timedelta(milliseconds=1))


async def broken(_argument: str, _job: str) -> None:
    raise ZeroDivisionError("asked to be broken")


async def hang(seconds: str, job: str) -> None:
    """The first time only."""
    if tries(job) == 1:
        await asyncio.sleep(float(seconds))


async def slow(seconds: str, _job: str) -> None:
    await asyncio.sleep(float(seconds))


async def block(seconds: str, job: str) -> None:
    """The first time only, and the whole process with it."""
    if tries(job) == 1:
        time.sleep(float(seconds))  # noqa: ASYNC251 - this is the fault


def tries(job: str) -> int:
    """How often this was called for this job, this time included."""
    mark = Path(os.environ["FAULTS_MARKS"]) / job
    with mark.open("ab") as file:
        file.write(b".")
        return file.tell()


FAULTS: dict[str, Callable[[str, str], Awaitable[None]]] = {
    fault.__name__: fault for fault in (crash, flaky, climb, never, broken, hang, slow, block)
}


if __name__ == "__main__":
    main()
