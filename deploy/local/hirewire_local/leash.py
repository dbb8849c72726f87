"""Becomes another program that the kernel ends together with its parent.

``leash.py <signal> <parent pid> <uid> <gid> <program> <arguments>...``, run as a script. It stands
in for code between fork and exec, which is not safe in a process that has threads.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    number, parent, uid, gid = map(int, arguments[:4])
    if uid != os.getuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After setuid: the kernel forgets the signal when the credentials change.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit("the parent ended before the start")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvp(arguments[4], arguments[4:])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
