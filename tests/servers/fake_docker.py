"""Stands in for ``docker`` where no daemon runs: its ``run`` starts the machine's real server.

Every call is noted, a line of JSON each, in the file that FAKE_DOCKER_CALLS names. A container's
number is the process number of what stands for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.servers.server_elasticsearch import ALONE, make_node
from tests.servers.server_process import ServerProcess, stay_until_interrupted

SMALL = "-Xms256m -Xmx256m -XX:TieredStopAtLevel=1"


def main() -> int:
    verb, *rest = sys.argv[1:]
    with Path(os.environ["FAKE_DOCKER_CALLS"]).open("a", encoding="utf-8") as calls:
        calls.write(json.dumps([verb, *rest]) + "\n")
    if verb == "version":
        print("29.0.0")
    elif verb == "run":
        print(_run(rest))
    elif verb in ("inspect", "logs"):
        return 0 if _lives(int(rest[-1])) else 1
    elif verb == "stop":
        _stop(int(rest[-1]))
    return 0


def _run(options: list[str]) -> int:
    port = options[options.index("--publish") + 1].split(":")[1]
    begun = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.fake_docker", "serve", *options, port],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return begun.pid


def _serve(options: list[str], port: int) -> None:
    """Be the container: the server of the image, on the port."""
    if "redis-server" in options:
        arguments = options[options.index("redis-server") :]
        os.execvp("redis-server", [*arguments, "--port", str(port), "--bind", "127.0.0.1"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # it may answer before we know
    process = ServerProcess("elasticsearch")
    try:
        make_node(process, SMALL, settings={**ALONE, "http.port": port}).start()
        stay_until_interrupted()
    finally:
        process.stop()


def _lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # dead, and nobody has asked yet of what


def _stop(number: int) -> None:
    os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + 30
    while _lives(number) and time.monotonic() < deadline:
        time.sleep(0.05)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        with contextlib.suppress(SystemExit):
            _serve(sys.argv[2:-1], int(sys.argv[-1]))
        sys.exit()
    sys.exit(main())
