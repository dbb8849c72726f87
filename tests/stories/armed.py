"""``armed.py MODULE FAILPOINT``: runs a service; SIGUSR1 arms the failpoint, which kills it."""

import runpy
import signal
import sys

from hirewire_chassis import failpoints


def main() -> None:
    module, failpoint = sys.argv[1:3]
    signal.signal(signal.SIGUSR1, lambda *_: failpoints.arm(failpoint))
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
