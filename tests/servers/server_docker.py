"""A server from its image, where a docker daemon answers and the machine has no better way to it.

It answers as one of our own does, but nobody can kill or hang it: tests that do are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Event
from typing import Final, TypeVar

from tests.servers.server_process import ServerFailedError, ServerMissingError, free_port

Server = TypeVar("Server")

#: Seconds for an image to be fetched and its server to begin.
_PATIENCE: Final = 600
#: Seconds for the daemon to say that it is there.
_DAEMON: Final = 20


def _docker(
    *arguments: str, seconds: float = _PATIENCE, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Exit code and output of a docker command; 127 where there is none, or none that answers."""
    command = shutil.which("docker")
    if command is None:
        return 127, "no docker"
    try:
        done = subprocess.run(
            [command, *arguments],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 127, str(error)
    return done.returncode, (done.stdout if done.returncode == 0 else done.stderr).strip()


@contextmanager
def or_container(
    own: Callable[[], AbstractContextManager[Server]],
    contained: Callable[[], AbstractContextManager[Server]],
) -> Iterator[Server]:
    """One of our own; where it cannot be had and docker answers, one from an image."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(own())
        except ServerMissingError:
            code, _ = _docker("version", "--format", "{{.Server.Version}}", seconds=_DAEMON)
            if code != 0:
                raise
            server = stack.enter_context(contained())
        yield server


@contextmanager
def container(
    image: str,
    port: int,
    *,
    ready: Callable[[int], bool],
    environment: Mapping[str, str],
    command: Sequence[str] = (),
) -> Iterator[int]:
    """Run an image until the end of the block; the loopback port that leads to its ``port``.

    Values of the environment are handed over by our own, not by the command line. Raises
    ServerMissingError when docker cannot run it, ServerFailedError when it does not get ``ready``.
    """
    given = free_port()
    code, told = _docker(
        *("run", "--detach", "--rm", "--publish", f"127.0.0.1:{given}:{port}"),
        *(part for name in environment for part in ("--env", name)),
        image,
        *command,
        environment=environment,
    )
    if code != 0:
        raise ServerMissingError(f"docker could not run {image}: {told}")
    number = told.splitlines()[-1]
    try:
        deadline = time.monotonic() + _PATIENCE
        while not ready(given):
            running, _ = _docker("inspect", "--format", "{{.State.Running}}", number)
            if running != 0 or time.monotonic() > deadline:
                _, log = _docker("logs", "--tail", "30", number)
                raise ServerFailedError(f"{image} does not answer; end of its log:\n{log}")
            Event().wait(0.2)
        yield given
    finally:
        _docker("stop", number)
