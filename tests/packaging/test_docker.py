"""What can be held of the image and the compose file where no docker daemon runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography import x509
from ruamel.yaml import YAML

from gongshi.api.settings import FILE_SUFFIX, Settings, secret_settings, variable
from gongshi.records.problems import PROBLEMS
from tests.servers.server_elasticsearch import fetch, find_java, unpack
from tests.servers.server_fixtures import end_without
from tests.servers.server_postgresql import PostgresqlServer
from tests.servers.server_process import ServerMissingError

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
COMPOSE = DOCKER / "compose.yaml"
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE.read_text("utf-8"))
    return loaded


def checked(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compose_file_is_one() -> None:
    checked(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE)


def test_the_schema_would_notice(tmp_path: Path) -> None:
    broken = tmp_path / "compose.yaml"
    broken.write_text(COMPOSE.read_text("utf-8").replace("healthcheck:", "healthchek:"), "utf-8")
    with pytest.raises(AssertionError):
        checked(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", broken)


@pytest.mark.skipif(sys.platform != "linux", reason="the linter's package is for Linux")
def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    checked(BIN / "hadolint", DOCKER / "Dockerfile")


def test_the_door_tells_that_no_worker_answers_as_a_worker_would() -> None:
    door = (DOCKER / "nginx.conf").read_text("utf-8")
    (away,) = re.findall(r"location @away \{\n(.*?)\n        \}", door, flags=re.DOTALL)
    (told,) = re.findall(r"return 503 '(.*)';", away)
    problem = PROBLEMS["service_away"]
    assert json.loads(told) == {
        "type": "about:blank",
        "title": problem.en,
        "detail": problem.zh,
        "status": 503,
        "code": problem.code,
    }
    assert "default_type application/problem+json;" in away
    assert "add_header Retry-After 5 always;" in away
    assert "error_page 502 504 =503 @away;" in door


def test_scripts_and_json_files_are_well_formed() -> None:
    checked("sh", "-n", DOCKER / "make-secrets")
    for script in (DOCKER / "elasticsearch").glob("*.sh"):
        checked("bash", "-n", script)
    files = {file.name: json.loads(file.read_text("utf-8")) for file in DOCKER.rglob("*.json")}
    assert files.keys() == {
        "ilm-policy.json",
        "index-template.json",
        "role.json",
        "snapshot-policy.json",
        "snapshot-repository.json",
    }
    setup = (DOCKER / "elasticsearch" / "setup.sh").read_text("utf-8")
    for name in files:
        assert f"</setup/{name}" in setup
    phases = files["ilm-policy.json"]["policy"]["phases"]
    assert [*phases] == ["hot"], "no policy may delete or roll over a generation"
    assert [*phases["hot"]["actions"]] == ["set_priority"]


def test_gongshis_services_have_settings_that_exist(compose: dict[str, Any]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    known |= {variable(name) + FILE_SUFFIX for name in secret_settings()}
    for name in ("api", "indexer", "gongshi"):
        settings = compose["services"][name]["environment"]
        assert {key for key in settings if key.startswith("GONGSHI_")} <= known
        for key, value in settings.items():
            if str(value).startswith("/run/secrets/"):
                assert Path(value).name in compose["services"][name]["secrets"], key
    assert not re.search(r"PASSWORD: (?!/run)", COMPOSE.read_text("utf-8"))


@pytest.mark.postgresql
def test_postgresql_is_started_with_settings_that_exist_and_risk_nothing(
    compose: dict[str, Any], postgresql_instance: PostgresqlServer
) -> None:
    program, *options = compose["services"]["postgresql"]["command"]
    assert program == "postgres"
    given = dict(option.removeprefix("--").split("=") for option in options)
    assert given.keys().isdisjoint({"fsync", "full_page_writes", "synchronous_commit"})
    with psycopg.connect(postgresql_instance.url) as connection:
        found = connection.execute("SELECT name, enumvals FROM pg_settings").fetchall()
    known: dict[str, list[str] | None] = dict(found)
    for name, value in given.items():
        assert name in known
        among = known[name]
        assert among is None or value in among


def test_the_service_is_whole_and_closed(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["api"]["deploy"]["replicas"] == 2
    assert services["indexer"]["command"] == ["gongshi", "index", "follow"]
    assert "9." in services["elasticsearch"]["image"]
    assert services["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    for name in ("api", "indexer", "gongshi", "proxy"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    for name, one in services.items():
        if one.get("restart"):
            assert name == "api" or "healthcheck" in one or name == "proxy", name
    used = {secret for one in services.values() for secret in one.get("secrets", ())}
    assert used == compose["secrets"].keys()
    (subnet,) = compose["networks"]["front"]["ipam"]["config"]
    address = services["proxy"]["networks"]["front"]["ipv4_address"]
    assert services["api"]["environment"]["GONGSHI_TRUSTED_PROXIES"] == address
    assert subnet["subnet"].rpartition(".")[0] == address.rpartition(".")[0]
    for one in services.values():
        for volume in one.get("volumes", ()):
            source = str(volume).partition(":")[0]
            if source.startswith("."):
                assert (DOCKER / source).exists(), source
            else:
                assert source in compose["volumes"]


def test_secrets_are_made_once_and_fit_each_other(tmp_path: Path, compose: dict[str, Any]) -> None:
    shutil.copy(DOCKER / "make-secrets", tmp_path)
    checked(tmp_path / "make-secrets")
    folder = tmp_path / "secrets"
    made = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    assert made.keys() == compose["secrets"].keys()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert made["postgresql_password"] in made["ledger_url"]
    assert made["redis_password"] in made["redis_url"]
    assert len({made[name] for name in made}) == len(made)
    assert min(map(len, made.values())) >= 64
    checked(tmp_path / "make-secrets")
    assert {file.name: file.read_text("utf-8") for file in folder.iterdir()} == made


def instructions(stage: int) -> Iterator[tuple[str, str]]:
    """Instruction and arguments of the Dockerfile's n-th stage, continued lines joined."""
    text = (DOCKER / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    stages = re.split(r"^FROM .*$", text, flags=re.MULTILINE)[1:]
    for line in stages[stage].splitlines():
        word, _, rest = line.strip().partition(" ")
        if word and not word.startswith("#"):
            yield word, rest.strip()


@pytest.mark.elasticsearch
@pytest.mark.skipif(os.geteuid() != 0, reason="the script gives files to other users")
def test_certificates_are_made_once_and_snapshots_have_a_place(tmp_path: Path) -> None:
    """By Elasticsearch's own tool, which looks for files in its own folder."""
    try:
        home, java = unpack(fetch(), tmp_path), find_java()
    except ServerMissingError as missing:
        end_without("elasticsearch", missing)
    made, snapshots = tmp_path / "certificates", tmp_path / "snapshots"
    made.mkdir()
    snapshots.mkdir()
    path = f"{home / 'bin'}:{os.environ['PATH']}"
    environment = {"PATH": path, "ES_JAVA_HOME": str(java), "CLI_JAVA_OPTS": "-Xmx64m"}
    script: Path = DOCKER / "elasticsearch" / "certificates.sh"

    def made_files() -> dict[str, Path]:
        command: list[str | Path] = ["bash", script, made, snapshots]
        subprocess.run(command, env=environment, check=True, cwd=tmp_path)
        return {file.relative_to(made).as_posix(): file for file in made.rglob("*.*")}

    first = {name: file.read_bytes() for name, file in made_files().items()}
    files = made_files()
    assert files.keys() == {
        "ca/ca.crt",
        "ca/ca.key",
        "elasticsearch/elasticsearch.crt",
        "elasticsearch/elasticsearch.key",
    }
    assert first == {name: file.read_bytes() for name, file in files.items()}
    kept = {name: (file.stat().st_uid, file.stat().st_mode & 0o777) for name, file in files.items()}
    assert kept["ca/ca.key"] == (0, 0o600)
    assert kept["elasticsearch/elasticsearch.key"] == (1000, 0o440)
    assert snapshots.stat().st_uid == 1000
    authority = ssl.create_default_context(cafile=files["ca/ca.crt"])
    assert authority.cert_store_stats()["x509_ca"] == 1
    node = x509.load_pem_x509_certificate(first["elasticsearch/elasticsearch.crt"])
    names = node.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {"elasticsearch", "localhost"}


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("GONGSHI_TEST_IMAGE", "") in ("", "0"),
    reason="installs the whole lock: make test-full",
)
def test_the_images_steps_run_in_a_clean_folder(
    clone: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Both stages, with /opt/gongshi and /src elsewhere; then the command and the health check."""
    context, installed, source = clone(tmp_path / "context"), tmp_path / "opt", tmp_path / "src"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for word, rest in instructions(0):
        if word == "ENV":
            environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif word == "COPY":
            _copy(context, rest.split(), source)
        elif word == "RUN":
            command = rest.replace("/opt/gongshi", str(installed))
            command = re.sub(r"^python ", f"{sys.executable} ", command)
            source.mkdir(exist_ok=True)
            subprocess.run(["sh", "-ec", command], cwd=source, env=environment, check=True)
    shutil.rmtree(source)  # the image holds no sources
    ran = subprocess.run(
        [installed / "bin" / "gongshi", "--version"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("gongshi ")
    assert not (installed / "bin" / "pip").exists()
    commands = [rest for word, rest in instructions(1) if word == "CMD"]
    assert [json.loads(command) for command in commands] == [["gongshi", "serve"]]


def _copy(context: Path, arguments: list[str], source: Path) -> None:
    *what, _ = arguments
    source.mkdir(exist_ok=True)
    if what != ["."]:
        for name in what:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(context / name, source / name)
        return
    ignore = (DOCKER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for line in ignore:
        if line.startswith("!"):
            kept = context / line[1:]
            target = source / line[1:]
            if kept.is_dir():
                shutil.copytree(kept, target, symlinks=True, dirs_exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(kept, target)
