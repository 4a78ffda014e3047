"""One real server as a child process of the test run: an ordinary user's, stopped by its pid."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class ServerMissingError(Exception):
    """A server cannot be had on this machine; the message says what to install or set."""


class ServerFailedError(Exception):
    """A server is installed but did not start; the message ends with the tail of its log."""


def unprivileged_user() -> pwd.struct_passwd | None:
    """The user that servers run as: None (ourselves), but ``nobody`` when we are root."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("nobody")


def free_port() -> int:
    """A TCP port of the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    # A run that is killed cannot stop its servers: on Linux the kernel then tells them to.
    pr_set_pdeathsig = 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class ServerProcess:
    """A child process with a folder of its own under the system's temporary folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.user = unprivileged_user()
        self.folder = Path(tempfile.mkdtemp(prefix=f"gongshi-test-{name}-"))
        self.own(self.folder)
        self._uid = self.user.pw_uid if self.user else None
        self._gid = self.user.pw_gid if self.user else None
        self._groups: list[int] | None = [] if self.user else None
        self._child: subprocess.Popen[bytes] | None = None

    def own(self, path: Path) -> None:
        """Give it to the server's user."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def make_folder(self, name: str) -> Path:
        """A new folder that the server's user may write."""
        path = self.folder / name
        path.mkdir()
        self.own(path)
        return path

    def write(self, name: str, text: str) -> Path:
        """A file that only the server's user can read."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text, "utf-8")
        self.own(path)
        return path

    @property
    def log(self) -> Path:
        return self.folder / "output.log"

    def _failed(self, what: str) -> ServerFailedError:
        tail = self.log.read_text("utf-8", "replace").splitlines()[-30:]
        return ServerFailedError("\n".join([f"{self.name}: {what}; end of its log:", *tail]))

    def run(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Run one command to its end as the server's user."""
        with self.log.open("ab") as log:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                user=self._uid,
                group=self._gid,
                extra_groups=self._groups,
            )
        if done.returncode != 0:
            raise self._failed(f"{command[0]} ended with {done.returncode}")

    def start(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
        """Start the server; its pid."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own: Ctrl-C ends the tests first, and they end the server.
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  (no thread runs here yet)
                user=self._uid,
                group=self._gid,
                extra_groups=self._groups,
            )
        return self._child.pid

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Return when ``ready``; raise when the process ends or the deadline passes first."""
        assert self._child is not None, "not started"
        deadline = time.monotonic() + seconds
        while not ready():
            if self._child.poll() is not None:
                raise self._failed(f"ended with {self._child.returncode} while starting")
            if time.monotonic() > deadline:
                raise self._failed(f"not ready after {seconds:.0f} s")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ask the server to end, insist after a while, and remove its folder."""
        self.end(how)
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ask the server to end and insist after a while; it may be started again."""
        child = self._child
        if child is not None and child.poll() is None:
            child.send_signal(how)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._child = None

    def signal_all(self, how: signal.Signals) -> None:
        """A signal to the server and every process it began."""
        assert self._child is not None, "not started"
        os.killpg(self._child.pid, how)

    def children(self) -> list[int]:
        """Process numbers of what the server began itself."""
        assert self._child is not None, "not started"
        pid = self._child.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def stay_until_interrupted() -> None:
    """For a server started by hand: wait for Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
