"""A real cluster as a city runs one: HTTPS, users and API keys, a second node when it is asked for.

The distribution of the tests has the security module, but not the analysis module whose filters the
index of users and keys names; ``EmailAnalysis.java`` brings them, compiled by the JDK that runs the
server.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Final

from elasticsearch import Elasticsearch

from tests.servers.certificates import make_certificates
from tests.servers.server_elasticsearch import (
    NO_JAVA,
    VERSION,
    Access,
    ElasticsearchServer,
    fetch,
    find_java,
    make_node,
)
from tests.servers.server_process import (
    ServerFailedError,
    ServerMissingError,
    ServerProcess,
    free_port,
)

#: Its nodes hold a handful of documents.
SMALL: Final = "-Xms256m -Xmx256m -XX:TieredStopAtLevel=1"
ADMINISTRATOR: Final = "administrator"

_HOME = f"elasticsearch-{VERSION}"
_CERTIFICATES = {
    "key": "certs/server.key",
    "certificate": "certs/server.pem",
    "certificate_authorities": "certs/ca.pem",
}
_PLUGIN = f"""\
name=email-analysis
description=what the index of users names
version=1
elasticsearch.version={VERSION}
java.version=21
classname=EmailAnalysis
"""


class SecuredCluster:
    """``first`` is a node by itself, the master; ``second`` joins it and may be lost."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._password = secrets.token_hex(16)
        self._transport = free_port()
        folder = self._process().make_folder("made")
        self._certificates = make_certificates(folder)
        self.authority: Path = self._certificates.authority
        self.first = self._node(
            "first",
            {"cluster.initial_master_nodes": "first", "transport.port": self._transport},
        )
        self.first.start()
        self.second: ElasticsearchServer | None = None

    def add_second(self) -> ElasticsearchServer:
        """Start the second node; returns when it is one of the cluster's."""
        self.second = self._node(
            "second",
            {"node.roles": "[data]", "discovery.seed_hosts": f"127.0.0.1:{self._transport}"},
        )
        self.second.start()
        return self.second

    @property
    def url(self) -> str:
        """Addresses of all nodes."""
        nodes = [self.first] if self.second is None else [self.first, self.second]
        return ",".join(node.url for node in nodes)

    def administrator(self) -> Elasticsearch:
        """A client that may do everything."""
        return Elasticsearch(
            self.url.split(","),
            ca_certs=str(self.authority),
            basic_auth=(ADMINISTRATOR, self._password),
            request_timeout=60,
        )

    def _process(self) -> ServerProcess:
        process = ServerProcess("elasticsearch")
        self._stack.callback(process.stop)
        return process

    def _node(self, name: str, settings: dict[str, object]) -> ElasticsearchServer:
        process = self._process()
        secured: dict[str, object] = {"node.name": name, "xpack.security.enabled": "true"}
        for layer in ("http", "transport"):
            ssl = f"xpack.security.{layer}.ssl"
            secured[f"{ssl}.enabled"] = "true"
            secured |= {f"{ssl}.{key}": file for key, file in _CERTIFICATES.items()}
        pair = base64.b64encode(f"{ADMINISTRATOR}:{self._password}".encode()).decode()
        node = make_node(
            process,
            SMALL,
            settings=secured | settings,
            access=Access(self.authority, f"Basic {pair}"),
        )
        process.make_folder("config/certs")
        for file in astuple(self._certificates):
            process.own(Path(shutil.copy(file, process.folder / "config" / "certs")))
        process.write("config/users", f"{ADMINISTRATOR}:{_hashed(self._password)}\n")
        process.write("config/users_roles", f"superuser:{ADMINISTRATOR}\n")
        _install_email_analysis(process)
        return node


def _hashed(password: str) -> str:
    """As the file of users wants it."""
    salt, rounds = secrets.token_bytes(32), 10_000
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    parts = (base64.b64encode(part).decode() for part in (salt, key))
    return f"{{PBKDF2}}{rounds}${'$'.join(parts)}"


def _install_email_analysis(process: ServerProcess) -> None:
    classes = process.make_folder("classes")
    source = Path(__file__).with_name("EmailAnalysis.java")
    home = process.folder / _HOME
    compiler = find_java() / "bin" / "javac"
    if not compiler.exists():
        raise ServerMissingError(NO_JAVA)  # a runtime is not enough
    done = subprocess.run(
        [
            str(compiler),
            *("-proc:none", "-cp", str(home / "lib" / "*"), "-d", str(classes), str(source)),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise ServerFailedError(f"javac: {done.stderr}")
    (home / "plugins").mkdir(exist_ok=True)
    folder = process.make_folder(f"{_HOME}/plugins/email-analysis")
    process.write(f"{_HOME}/plugins/email-analysis/plugin-descriptor.properties", _PLUGIN)
    jar = folder / "email-analysis.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        for file in classes.glob("*.class"):
            archive.write(file, file.name)
    process.own(jar)


@contextmanager
def secured_cluster() -> Iterator[SecuredCluster]:
    """One of our own, whatever address the environment gives."""
    find_java()
    fetch()
    with ExitStack() as stack:
        yield SecuredCluster(stack)
