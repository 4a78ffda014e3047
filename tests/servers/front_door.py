"""A door in front of a real HTTP server: TLS, a check of who asks, and answers held back.

The Elasticsearch of the tests has no security module; what its clients must do about certificates,
keys and passwords is asked of them here, and what they ask then reaches the real server.
"""

from __future__ import annotations

import http.client
import select
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: Headers that are the connection's, not the answer's.
_HOPS = {"connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files: an authority, and a server of the loopback address that it signed."""

    authority: Path
    server: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """A new authority and a server certificate for 127.0.0.1, valid for a day."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name, name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
        for text in ("gongshi test authority", "127.0.0.1")
    )
    begin = datetime.now(UTC) - timedelta(hours=1)

    def signed(
        subject: x509.Name, public: ec.EllipticCurvePublicKey, extension: x509.ExtensionType
    ) -> bytes:
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=1))
            .add_extension(extension, critical=True)
            .sign(ca_key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)

    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    authority = x509.BasicConstraints(ca=True, path_length=None)
    made.authority.write_bytes(signed(ca_name, ca_key.public_key(), authority))
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made.server.write_bytes(signed(name, server_key.public_key(), address))
    made.key.write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


@dataclass
class FrontDoor:
    """What a door lets through, and what it saw."""

    behind: str  # address of the real server
    authorization: str | None = None  # the only header of that name it accepts; None: any
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
        wanted = self.door.authorization
        if wanted is not None and self.headers.get("authorization") != wanted:
            self.send_response(401)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
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
def front_door(
    behind: str, *, certificates: Certificates | None = None, authorization: str | None = None
) -> Iterator[FrontDoor]:
    """Opens a door, with TLS where certificates are given."""
    door = FrontDoor(behind, authorization)
    handler = type("Passage", (_Passage,), {"door": door})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    scheme = "http"
    if certificates is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.server, certificates.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    door.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
