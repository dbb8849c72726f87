"""``rabbitmqctl`` against a private node."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path


class RabbitCommandError(RuntimeError):
    """``rabbitmqctl`` refused; its words."""


async def run_ctl(program: Path, environment: Mapping[str, str], arguments: Sequence[str]) -> str:
    """What the command prints. Raises RabbitCommandError."""
    process = await asyncio.create_subprocess_exec(
        str(program),
        "--quiet",
        *arguments,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise RabbitCommandError(f"{arguments[0]}: {errors.decode().strip()}")
    return output.decode()
