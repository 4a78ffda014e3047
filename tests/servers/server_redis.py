"""A real Redis, empty, in memory only, on a random loopback port.

By hand: ``python -m tests.servers.server_redis`` prints its address and stays until Ctrl-C.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.server_process import (
    ServerMissingError,
    ServerProcess,
    free_port,
    stay_until_interrupted,
)

VARIABLE = "GONGSHI_TEST_REDIS_URL"
MISSING = (
    "Redis is needed: install it (Debian: apt-get install redis-server), or set "
    f"{VARIABLE} to the address (redis://host:port/number) of a database that tests may empty."
)


def ask(port: int, password: str, command: str) -> bool:
    """Whether a Redis on this machine answers a command with other than an error."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                part = connection.recv(4096)
                if not part:
                    return False
                answer += part
    except OSError:
        return False
    return b"-" not in (answer[:1], answer.split(b"\r\n")[1][:1])


@contextmanager
def redis_server() -> Iterator[str]:
    """Address of the server given in the environment, or of one that ends with the block."""
    given = os.environ.get(VARIABLE, "")
    if given:
        yield given
        return
    binary = shutil.which("redis-server")
    if binary is None:
        raise ServerMissingError(MISSING)
    process = ServerProcess("redis")
    try:
        port, password = free_port(), secrets.token_hex(16)
        config = process.write(
            "redis.conf",
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {process.folder}\n"
            'save ""\nappendonly no\ndaemonize no\n',
        )
        process.start([binary, str(config)])
        process.wait_until(lambda: ask(port, password, "PING"), seconds=30)
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        process.stop()


if __name__ == "__main__":
    with redis_server() as address:
        print(f"export {VARIABLE}={address}", flush=True)
        stay_until_interrupted()
