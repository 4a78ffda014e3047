"""A door in front of a real HTTP server: it sees what is asked, and can hold answers back."""

from __future__ import annotations

import http.client
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

#: Headers that are the connection's, not the answer's.
_HOPS = {"connection", "content-length", "transfer-encoding"}


@dataclass
class FrontDoor:
    """What a door lets through, and what it saw."""

    behind: str  # address of the real server
    url: str = ""
    seen: list[str] = field(default_factory=list[str])  # methods and paths let through
    kept: list[str] = field(default_factory=list[str])  # those held back
    held: threading.Event = field(default_factory=threading.Event)  # a request is held back
    left: threading.Event = field(default_factory=threading.Event)  # a held one's client left
    late: threading.Event = field(default_factory=threading.Event)  # a held one was let through
    _hold: str | None = None  # what paths of requests held back contain

    def hold(self, path: str = "") -> None:
        """From now on, hold requests back whose path contains this."""
        self._hold = path

    def let_go(self) -> None:
        """Hold nothing back any more; what was held goes through now, late as it is."""
        self._hold = None

    def holds(self, path: str) -> bool:
        """Whether a request is held back."""
        return self._hold is not None and self._hold in path


class _Passage(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    door: FrontDoor

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        held = self.door.holds(self.path)
        if held:
            self.door.kept.append(f"{self.command} {self.path}")
            self.door.held.set()
        while self.door.holds(self.path):
            # Nothing more is sent by a waiting client: its socket becomes readable when it leaves.
            if select.select([self.connection], [], [], 0.05)[0]:
                self.door.left.set()
                self.close_connection = True
                return
        self.door.seen.append(f"{self.command} {self.path}")
        host = urlsplit(self.door.behind)
        server = http.client.HTTPConnection(host.hostname or "", host.port, timeout=60)
        headers = {key: value for key, value in self.headers.items() if key.lower() != "host"}
        try:
            server.request(self.command, self.path, body, headers)
            answer = server.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # as the server behind did
            return
        finally:
            server.close()
        if held:
            self.door.late.set()
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in _HOPS:
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    # The names that the base class calls.
    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
        """Nothing: a test run is no access log."""


@contextmanager
def front_door(behind: str) -> Iterator[FrontDoor]:
    """Opens a door."""
    door = FrontDoor(behind)
    handler = type("Passage", (_Passage,), {"door": door})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    door.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
