"""Limits a process sets on itself before it touches a document."""

import resource

from hirewire_ai_worker.parsing.limits import ParseLimits


def confine(limits: ParseLimits) -> None:
    """Binds this process to the limits; called once, by the parser process itself."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_time, limits.cpu_time + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
