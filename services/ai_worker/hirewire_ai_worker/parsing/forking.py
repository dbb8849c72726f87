"""`python -m hirewire_ai_worker.parsing.forking LIMITS`: a process for each document, by forking.

Standard input is a socket. With each byte that comes over it comes a connection; a process that is
forked for it reads one document from there and answers there, as `python -m
hirewire_ai_worker.parsing` does, under the same limits. Its status as of `waitpid` goes back over
the socket. What stays alive has the readers imported and never sees a byte of any document.
"""

import gc
import os
import signal
import socket
import struct
import traceback
from types import FrameType

from hirewire_ai_worker.parsing.__main__ import main
from hirewire_ai_worker.parsing.convert import import_readers

STATUS = struct.Struct("i")
_BROKEN = 1


class Forker:
    """One document at a time."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._child: int | None = None

    def serve(self) -> None:
        """Until the other side closes the socket, or SIGTERM."""
        signal.signal(signal.SIGTERM, self._stop)
        while True:
            asked, connections, _, _ = socket.recv_fds(self._control, 1, 1)
            if not asked:
                return
            status = self._read(connections[0])
            self._control.sendall(STATUS.pack(status))

    def _read(self, connection: int) -> int:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        self._child = os.fork()
        if not self._child:
            self._control.close()
            _read_one(connection)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.close(connection)
        _, status = os.waitpid(self._child, 0)
        self._child = None
        return status

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
        os._exit(0)


def _read_one(connection: int) -> None:
    """Never returns."""
    code = _BROKEN
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.dup2(connection, 0)
        os.dup2(connection, 1)
        os.close(connection)
        main()
        code = 0
    except BaseException:  # noqa: BLE001 - the end of the process, whatever it was
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    import_readers()
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as _control:
        Forker(_control).serve()
