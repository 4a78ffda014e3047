"""A real Elasticsearch, one node, empty, on a random loopback port.

It is the Maven artifact ``org.elasticsearch.distribution.integ-test-zip:elasticsearch``: the real
server without most of its modules, fetched once into ``.cache/`` by the ordinary Maven client and
held to a checksum. It runs on any installed JDK >= 21.

By hand: ``python -m tests.servers.server_elasticsearch`` prints its address and stays until Ctrl-C;
``--fetch`` only brings the artifact, ``--java`` only names the JDK.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.servers.server_docker import container, or_container
from tests.servers.server_process import (
    ServerFailedError,
    ServerMissingError,
    ServerProcess,
    free_port,
    stay_until_interrupted,
)

VARIABLE = "GONGSHI_TEST_ELASTICSEARCH_URL"
VERSION = "9.5.0"
SHA512 = (
    "c06bd4ef7691da91052cada7bb255b2d7c48a1422820a8db0e3e3a1ed0dde4e8"
    "d380cdbadeb7029cc56167b9ad3a6d89f6b8edbc48d4b8685d1ab24a7ab17dd5"
)
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "elasticsearch"
OLDEST_JAVA = 21
IMAGE = f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"
OTHERWISE = (
    f"or start docker, or set {VARIABLE} to the address of an Elasticsearch 9 "
    "that tests may fill and empty."
)
NO_JAVA = (
    f"Elasticsearch needs a JDK >= {OLDEST_JAVA}: install one "
    "(Debian: apt-get install openjdk-21-jdk-headless, or Eclipse Temurin), "
    f"name it in ES_JAVA_HOME or JAVA_HOME, {OTHERWISE}"
)
NO_MAVEN = (
    f"Elasticsearch {VERSION} is fetched by Maven: install it "
    f"(Debian: apt-get install maven), {OTHERWISE}"
)


def _java_version(home: Path) -> int:
    """Major version of the JDK in a folder; 0 when there is none."""
    release = home / "release"
    if not (home / "bin" / "java").exists() or not release.exists():
        return 0
    match = re.search(
        r'^JAVA_VERSION="(?:1\.)?(\d+)', release.read_text("utf-8", "replace"), re.MULTILINE
    )
    return int(match[1]) if match else 0


def _installed_java() -> Iterable[Path]:
    for parent in ("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines"):
        for home in sorted(Path(parent).glob("*")):
            yield home
            yield home / "Contents" / "Home"
    on_path = shutil.which("java")
    if on_path is not None:
        yield Path(on_path).resolve().parents[1]


def find_java() -> Path:
    """Home of a JDK >= 21: the one named in the environment, else the newest installed."""
    for variable in ("ES_JAVA_HOME", "JAVA_HOME"):
        home = Path(os.environ.get(variable) or "/nonexistent")
        if _java_version(home) >= OLDEST_JAVA:
            return home
    newest = max(_installed_java(), key=_java_version, default=None)
    if newest is None or _java_version(newest) < OLDEST_JAVA:
        raise ServerMissingError(NO_JAVA)
    return newest


def _has_checksum(path: Path) -> bool:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha512").hexdigest() == SHA512


def fetch(cache: Path = CACHE) -> Path:
    """The artifact, fetched when the cache does not hold it; refused when its checksum differs."""
    archive = cache / f"elasticsearch-{VERSION}.zip"
    if archive.exists() and _has_checksum(archive):
        return archive
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerMissingError(NO_MAVEN)
    cache.mkdir(parents=True, exist_ok=True)
    incoming = cache / f"incoming-{os.getpid()}"
    try:
        done = subprocess.run(
            [
                maven,
                *("--batch-mode", "--quiet", "dependency:copy"),
                *(f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={incoming}"),
            ],
            cwd=cache,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        fetched = incoming / archive.name
        if done.returncode != 0 or not fetched.exists():
            tail = "\n".join(done.stdout.splitlines()[-15:])
            raise ServerMissingError(
                f"Maven could not fetch {ARTIFACT}; try again, {OTHERWISE}\n{tail}"
            )
        if not _has_checksum(fetched):
            raise ServerFailedError(f"{ARTIFACT} has not the expected SHA-512; refused.")
        fetched.replace(archive)  # in one step: two runs may fetch at once
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return archive


def unpack(archive: Path, into: Path) -> Path:
    """The distribution's folder."""
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            path = Path(zipped.extract(entry, into))
            # Readable for the server's user, whatever our umask; scripts stay executable.
            path.chmod(0o755 if entry.is_dir() or (entry.external_attr >> 16) & 0o100 else 0o644)
    return into / f"elasticsearch-{VERSION}"


#: What the virtual machine of a server is told that lives for minutes: to compile quickly.
BRIEF: Final = "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1"
#: And of one that is measured: as in production.
LASTING: Final = "-Xms2g -Xmx2g"


@dataclass(frozen=True, slots=True)
class Access:
    """How one gets in where security is on: PEM file of who signed the node's certificate, and the
    header that says who asks.
    """

    authority: Path
    authorization: str = field(repr=False)


def answers(url: str, access: Access | None = None) -> bool:
    """Whether a node answers and has a master; not by ``GET /``, which this distribution lacks."""
    parts = urlsplit(url)
    headers: dict[str, str] = {}
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    if access is not None:
        context = ssl.create_default_context(cafile=access.authority)
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=10, context=context
        )
        headers["Authorization"] = access.authorization
    try:
        path = "/_cluster/health?wait_for_status=yellow&timeout=5s"
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return response.status == 200


class ElasticsearchServer:
    """``url`` is its address. One of our own may be killed, hung and started again, with its data
    and at the same address; ``process`` None: it is somebody else's.
    """

    def __init__(
        self,
        url: str,
        process: ServerProcess | None,
        environment: Mapping[str, str],
        access: Access | None = None,
    ) -> None:
        self.url = url
        self.process = process
        self.access = access
        self._environment = environment

    def start(self) -> None:
        """Start it; returns when it answers."""
        assert self.process is not None
        home = self.process.folder / f"elasticsearch-{VERSION}"
        self.process.start([str(home / "bin" / "elasticsearch")], self._environment)
        self.process.wait_until(lambda: answers(self.url, self.access), seconds=180)

    def kill(self) -> None:
        """Kill it at once, its launcher too."""
        assert self.process is not None
        self.process.signal_all(signal.SIGKILL)
        self.process.end(signal.SIGKILL)

    def hang(self) -> None:
        """Let it hang: connections are accepted, nothing is answered."""
        assert self.process is not None
        self.process.signal_all(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        assert self.process is not None
        self.process.signal_all(signal.SIGCONT)


#: A node by itself that asks nobody who they are.
ALONE: Final[Mapping[str, object]] = {
    "discovery.type": "single-node",
    "xpack.security.enabled": "false",
}


def make_node(
    process: ServerProcess,
    options: str = BRIEF,
    *,
    settings: Mapping[str, object] = ALONE,
    access: Access | None = None,
) -> ElasticsearchServer:
    """A node in the process's folder, with these settings beside the common ones; not started."""
    java = find_java()
    home = unpack(fetch(), process.folder)
    config = process.make_folder("config")
    for name in ("jvm.options", "log4j2.properties"):
        shutil.copy(home / "config" / name, config / name)
    data, logs, temporary = (process.make_folder(name) for name in ("data", "logs", "tmp"))
    port = free_port()
    every = {
        "cluster.name": "gongshi-test",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": free_port(),
        "path.data": data,
        "path.logs": logs,
        "path.repo": process.make_folder("snapshots"),
        # A full disk of the developer is not what these tests are about.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    } | dict(settings)
    process.write(
        "config/elasticsearch.yml", "".join(f"{key}: {value}\n" for key, value in every.items())
    )
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "ES_JAVA_HOME": str(java),
        "ES_JAVA_OPTS": options,
        "ES_PATH_CONF": str(config),
        "ES_TMPDIR": str(temporary),
        "HOME": str(process.folder),
    }
    scheme = "http" if access is None else "https"
    return ElasticsearchServer(f"{scheme}://127.0.0.1:{port}", process, environment, access)


@contextmanager
def elasticsearch_server(options: str = BRIEF) -> Iterator[ElasticsearchServer]:
    """The server given in the environment, or one of our own that ends with the block."""
    given = os.environ.get(VARIABLE, "")
    if given:
        yield ElasticsearchServer(given.rstrip("/"), None, {})
        return
    own, contained = partial(own_elasticsearch_server, options), partial(_contained, options)
    with or_container(own, contained) as server:
        yield server


@contextmanager
def _contained(options: str) -> Iterator[ElasticsearchServer]:
    environment = {key: str(value) for key, value in ALONE.items()}
    environment |= {
        "ES_JAVA_OPTS": options,
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }

    def ready(port: int) -> bool:
        return answers(f"http://127.0.0.1:{port}")

    with container(IMAGE, 9200, ready=ready, environment=environment) as port:
        yield ElasticsearchServer(f"http://127.0.0.1:{port}", None, {})


@contextmanager
def own_elasticsearch_server(options: str = BRIEF) -> Iterator[ElasticsearchServer]:
    """One of our own, whatever address the environment gives."""
    find_java()
    fetch()
    process = ServerProcess("elasticsearch")
    try:
        server = make_node(process, options)
        server.start()
        yield server
    finally:
        process.stop()


if __name__ == "__main__":
    if sys.argv[1:] in (["--fetch"], ["--java"]):
        print(fetch() if "--fetch" in sys.argv else find_java())
        sys.exit()
    with elasticsearch_server() as given_or_own:
        print(f"export {VARIABLE}={given_or_own.url}", flush=True)
        stay_until_interrupted()
