"""`python -m hirewire_ai_worker.parsing LIMITS`: a document in, JSON out.

The document comes on standard input, the answer goes to standard output.
LIMITS is the JSON of `ParseLimits`; without it the defaults hold.
"""

import sys

from hirewire_ai_worker.parsing.confinement import confine
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.wire import read_limits, write_reply


def main() -> None:
    limits = read_limits(sys.argv[1]) if sys.argv[1:] else ParseLimits()
    confine(limits)
    sys.stdout.buffer.write(_reply(sys.stdin.buffer.read(limits.file_size + 1), limits))
    sys.stdout.flush()


def _reply(data: bytes, limits: ParseLimits) -> bytes:
    """A bug that one document brings to light is that document's failure, not the worker's."""
    try:
        return write_reply(read_document(data, limits))
    except MemoryError:
        detail = f"needs more than {limits.memory} bytes of memory"
        return write_reply(ParseFailure("out_of_memory", detail))
    except Exception as error:  # noqa: BLE001 - the process boundary; the kind of error is reported
        return write_reply(ParseFailure("damaged", f"the parser failed: {type(error).__name__}"))


if __name__ == "__main__":
    main()
