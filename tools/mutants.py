"""``python tools/mutants.py [NAME ...]``: break each promise on purpose and see a test fail.

Each mutant is a copy of the chassis with one line changed; its tests run against the copy. A
mutant that survives is a missing test, and the exit code is 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "libs/chassis/hirewire_chassis"


@dataclass(frozen=True, slots=True)
class Mutant:
    """``old`` becomes ``new`` in ``file``; ``tests`` must notice (pytest arguments)."""

    name: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    Mutant(
        "no inbox",
        "processing.py",
        "claim(tx, decoded.key, decoded.envelope.id):\n                    return",
        "claim(tx, decoded.key, decoded.envelope.id) and 0:\n                    return",
        "test_processing.py -k second_delivery",
    ),
    Mutant(
        "inbox without the handler's transaction",
        "processing.py",
        "                _undo(outcome)\n",
        "",
        "test_processing.py -k nothing_is_kept",
    ),
    Mutant(
        "ack before the commit",
        "consumer.py",
        "        settlement = await self._processor.process(delivery.body)\n        while",
        "        await delivery.ack()\n"
        "        settlement = await self._processor.process(delivery.body)\n        while",
        "test_runtime.py -k patience",
    ),
    Mutant(
        "a new id for each publish",
        "relay.py",
        'str(row["message_id"])\n',
        'str(__import__("uuid").uuid4())\n',
        "test_relay.py -k own_id",
    ),
    Mutant(
        "delete without confirm",
        "relay.py",
        'return confirmed, (row["id"], str(error)[:500])',
        'confirmed.append(row["id"])',
        "test_relay.py -k unroutable",
    ),
    Mutant(
        "not mandatory",
        "publisher.py",
        "mandatory=True",
        "mandatory=False",
        "test_relay.py -k unroutable",
    ),
    Mutant(
        "later rows pass a failed one",
        "relay.py",
        "earlier.attempts > 0",
        "earlier.attempts > 99",
        "test_relay.py -k unroutable",
    ),
    Mutant(
        "no poll",
        "relay.py",
        "POLL_SECONDS = 1.0",
        "POLL_SECONDS = 3600.0",
        "test_relay.py -k lost_notification",
    ),
    Mutant(
        "not persistent",
        "publisher.py",
        "DeliveryMode.PERSISTENT",
        "DeliveryMode.NOT_PERSISTENT",
        "test_relay.py -k own_id",
    ),
    Mutant(
        "poison is retried",
        "consumer.py",
        "await self._bury(delivery, trail, reason, error)\n            case _",
        "await self._retry(delivery, trail, Later(reason))\n            case _",
        "test_runtime.py -k malformed",
    ),
    Mutant(
        "an outage counts as an attempt",
        "errors.py",
        "class OutageError(TransientError):",
        "class _Outage(TransientError): ...\nclass OutageError(Exception):",
        "test_runtime.py -k outage",
    ),
    Mutant(
        "retries never end",
        "consumer.py",
        "case Later() if trail.attempt < self._attempts(settlement):",
        "case Later():",
        "test_runtime.py -k exhausted",
    ),
    Mutant(
        "the sender of a dead command hears nothing",
        "dead_letters.py",
        "if dead_letter_id is not None and letter.envelope is not None:",
        "if False:",
        "test_runtime.py -k exhausted",
    ),
    Mutant(
        "handlers are cut at once when draining",
        "runtime.py",
        "async with asyncio.timeout(self._drain_seconds):",
        "async with asyncio.timeout(0):",
        "test_runtime.py -k draining",
    ),
    Mutant(
        "consumers are never checked",
        "link.py",
        "if self._check is not None and not broken.is_set():",
        "if False and self._check is not None:",
        "test_runtime.py -k anew",
    ),
    Mutant(
        "every service may do everything at the broker",
        "broker_users.py",
        'configure=f"^{own}$"',
        'configure=".*"',
        "test_broker_users.py -k not_its_own",
    ),
    Mutant(
        "a replay goes to every queue of its type",
        "replay.py",
        "Parcel(RETURN, queue, body",
        'Parcel("hirewire.commands", letter.summary.type or "", body',
        "test_replay.py -k origin_queue",
    ),
    Mutant(
        "a replay is noted though nobody confirmed it",
        "replay.py",
        "await self._publisher.publish(Parcel(RETURN, queue, body, message_id, headers, kind))",
        "await asyncio.gather(self._publisher.publish("
        "Parcel(RETURN, queue, body, message_id, headers, kind)), return_exceptions=True)",
        "test_replay.py -k does_not_confirm",
    ),
    Mutant(
        "a letter is replayed as often as one asks",
        "dead_letter_store.py",
        "_c.replayed_at > func.now() - QUIET",
        "_c.replayed_at > func.now() + QUIET",
        "test_replay.py -k slip",
    ),
    Mutant(
        "an edited letter keeps its message id",
        "replay.py",
        '"id": uuid5(UUID(letter.death_id), words),',
        "",
        "test_replay.py -k caused_by",
    ),
    Mutant(
        "who was overtaken commits",
        "processing.py",
        "await fence(tx)",
        "pass",
        "test_leases.py -k overtaken",
    ),
    Mutant(
        "a redelivery prepares beside the first",
        "leases.py",
        "        where=_c.lease_until <= func.clock_timestamp(),\n",
        "",
        "test_leases.py -k still_runs",
    ),
    Mutant(
        "the model is asked again",
        "preparing.py",
        "if lease.found:",
        "if False:",
        "test_leases.py -k not_asked_for_again",
    ),
    Mutant(
        "waiting for another one's lease is an attempt",
        "consumer.py",
        "settlement.held or ",
        "",
        "test_leases.py -k no_attempt",
    ),
    Mutant(
        "any data is fetched",
        "claims.py",
        "found is None or found",
        "found is None and found",
        "test_claims.py -k other_origins",
    ),
    Mutant(
        "fetched data is not checked",
        "claims.py",
        "if sha256(data).hexdigest() != digest:",
        "if False:",
        "test_claims.py -k changed",
    ),
    Mutant(
        "there is no largest message",
        "outbox.py",
        "if len(body) > MOST_BYTES:",
        "if False:",
        "test_claims.py -k too_large",
    ),
)


def main() -> int:
    """Exit 1 when a mutant survives."""
    wanted = set(sys.argv[1:])
    survivors = [m for m in MUTANTS if (not wanted or m.name in wanted) and survives(m)]
    sys.stdout.write(f"mutants: survived={len(survivors)}\n")
    return 1 if survivors else 0


def survives(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PACKAGE.name
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        source = (copy / mutant.file).read_text(encoding="utf-8")
        if mutant.old not in source:
            sys.stdout.write(f"STALE    {mutant.name}: {mutant.file} has changed\n")
            return True
        changed = source.replace(mutant.old, mutant.new)
        (copy / mutant.file).write_text(changed, encoding="utf-8")
        alive = tested(mutant, Path(folder))
    sys.stdout.write(f"{'SURVIVED' if alive else 'killed  '} {mutant.name}\n")
    sys.stdout.flush()
    return alive


def tested(mutant: Mutant, folder: Path) -> bool:
    """True when every test passed."""
    name, *options = mutant.tests.split()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", f"libs/chassis/tests/{name}", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        check=False,
    )
    if b" passed" not in done.stdout and b" failed" not in done.stdout:
        raise RuntimeError(done.stdout.decode()[-2000:])
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
