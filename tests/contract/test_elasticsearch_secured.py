"""A real cluster with HTTPS, users and API keys: by whose certificate, who may ask, and what the
privileges of ``docker/elasticsearch/role.json`` are enough for; then its nodes, lost in turn.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from gongshi.search.engines import elastic_client
from gongshi.search.engines.elastic_client import Cluster
from gongshi.search.engines.elastic_index import Names
from gongshi.search.engines.elasticsearch import ElasticsearchAdmin, ElasticsearchEngine
from gongshi.search.port import EngineUnavailable, SearchRequest
from tests.cli.conftest import NOW as CITYS_NOW
from tests.cli.conftest import Ran, run
from tests.contract.engine_house import (
    EVERY,
    NOW,
    SUBJECTS,
    EngineHouse,
    a_checkpoint,
    a_slice,
    subject,
)
from tests.servers.certificates import make_certificates
from tests.servers.secured_cluster import SecuredCluster

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]

ANY = SearchRequest(collection=SUBJECTS, tiers=EVERY, filters=(), now=NOW, size=10)
ROLE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docker" / "elasticsearch" / "role.json").read_text("utf-8")
)
USER, PASSWORD = "gongshi", "密码-很秘密"
#: Of the generation of these tests; the role's pattern takes it for one of gongshi's.
PREFIX = "gongshi.test"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small nodes, just started, on a loaded machine: how soon they answer is no finding."""
    monkeypatch.setattr(elastic_client, "READ_TIMEOUT", 60.0)


@pytest.fixture(scope="module")
def administrator(secured_cluster: SecuredCluster) -> Iterator[Elasticsearch]:
    """A client that may do everything; it gave gongshi its role and user as the documents say."""
    with secured_cluster.administrator() as client:
        client.security.put_role(name=USER, **ROLE)
        client.security.put_user(username=USER, password=PASSWORD, roles=[USER])
        yield client


@pytest.fixture(scope="module")
def gongshi(secured_cluster: SecuredCluster, administrator: Elasticsearch) -> Cluster:
    """The cluster to gongshi's user."""
    del administrator  # it made the user
    return Cluster(
        secured_cluster.url,
        ca_file=secured_cluster.authority,
        username=USER,
        password=PASSWORD,
    )


@pytest.fixture(scope="module")
def house(gongshi: Cluster) -> Iterator[EngineHouse]:
    """A served generation with the one subject ``a``, built by gongshi's user."""
    opened = EngineHouse(
        ElasticsearchEngine(gongshi, PREFIX), ElasticsearchAdmin(gongshi, PREFIX, replicas="0-1")
    )
    opened.serve(subject("a", 1, a_slice(1)))
    yield opened
    opened.close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a builder would wait before it asks again."""
    waited: list[float] = []
    monkeypatch.setattr(elastic_client, "pause_for", waited.append)
    return waited


@asynccontextmanager
async def opened(cluster: Cluster, prefix: str = PREFIX) -> AsyncIterator[ElasticsearchEngine]:
    engine = ElasticsearchEngine(cluster, prefix)
    try:
        yield engine
    finally:
        await engine.close()


def owners(cluster: Cluster) -> list[str]:
    """What a reader finds, and what a builder sees the same way."""

    async def ask() -> list[str]:
        async with opened(cluster) as engine:
            return [hit.owner for hit in (await engine.search(ANY)).hits]

    admin = ElasticsearchAdmin(cluster, PREFIX)
    try:
        assert [one.live for one in admin.generations()] == [True]
    finally:
        admin.close()
    return asyncio.run(ask())


def refusal(cluster: Cluster, prefix: str = PREFIX) -> str:
    """Why neither a reader nor a builder gets an answer."""

    async def ask() -> str:
        async with opened(cluster, prefix) as engine:
            with pytest.raises(EngineUnavailable) as caught:
                await engine.search(ANY)
            return caught.value.reason

    admin = ElasticsearchAdmin(cluster, prefix)
    try:
        with pytest.raises(EngineUnavailable):
            admin.generations()
    finally:
        admin.close()
    return asyncio.run(ask())


def key_of(administrator: Elasticsearch, role: dict[str, Any]) -> tuple[str, str]:
    """Id and encoded form of an API key that the server made, with a role's privileges."""
    made = administrator.security.create_api_key(name="gongshi", role_descriptors={"gongshi": role})
    return made["id"], made["encoded"]


def by_key(gongshi: Cluster, key: str) -> Cluster:
    return replace(gongshi, username="", password="", api_key=key)


def test_only_the_given_authority_is_believed(
    house: EngineHouse, gongshi: Cluster, tmp_path: Path, pauses: list[float]
) -> None:
    assert house.owners() == owners(gongshi) == ["a"]
    other = make_certificates(tmp_path / "other")
    for stranger in (replace(gongshi, ca_file=None), replace(gongshi, ca_file=other.authority)):
        assert "certificate verify failed" in refusal(stranger).lower()
    assert pauses, "a builder waits for the certificate to be mended"


@pytest.mark.usefixtures("house")
def test_a_user_is_known_by_the_password(gongshi: Cluster, pauses: list[float]) -> None:
    for stranger in (
        replace(gongshi, password="密码-很秘蜜"),
        replace(gongshi, username="gong"),
        replace(gongshi, username="", password=""),
    ):
        assert "AuthenticationException(401" in refusal(stranger)
    assert pauses == [], "a refusal is no reason to ask again"
    assert owners(gongshi) == ["a"]
    assert PASSWORD not in repr(gongshi)


@pytest.mark.usefixtures("house")
def test_a_key_is_as_good_as_the_user_until_it_is_taken_back(
    gongshi: Cluster, administrator: Elasticsearch, pauses: list[float]
) -> None:
    number, key = key_of(administrator, ROLE)
    assert owners(by_key(gongshi, key)) == ["a"]
    assert key not in repr(by_key(gongshi, key))
    forged = base64.b64encode(f"{number}:{'x' * 22}".encode()).decode()
    for wrong in (forged, "wrong"):
        assert "AuthenticationException(401" in refusal(by_key(gongshi, wrong))
    administrator.security.invalidate_api_key(ids=[number])
    assert "AuthenticationException(401" in refusal(by_key(gongshi, key))
    assert pauses == []


@pytest.mark.usefixtures("house")
def test_a_key_that_may_only_read_answers_the_public_and_builds_nothing(
    gongshi: Cluster, administrator: Elasticsearch, pauses: list[float]
) -> None:
    privileges = ["read", "view_index_metadata"]
    (indices,) = ROLE["indices"]
    role = {"cluster": [], "indices": [{**indices, "privileges": privileges}]}
    cluster = by_key(gongshi, key_of(administrator, role)[1])
    assert owners(cluster) == ["a"]
    admin = ElasticsearchAdmin(cluster, PREFIX)
    for act in (
        lambda: admin.create("g2"),
        lambda: admin.writer("g1"),
        lambda: admin.prepare("g1"),
        lambda: admin.promote("g1"),
        admin.version,
    ):
        with pytest.raises(EngineUnavailable) as caught:
            act()
        assert "AuthorizationException(403" in caught.value.reason
        assert "unauthorized for API key" in caught.value.reason
    admin.close()
    assert pauses == []


def test_the_documented_role_reaches_no_further_than_its_own_indices(
    gongshi: Cluster, administrator: Elasticsearch, pauses: list[float]
) -> None:
    administrator.indices.create(index="others.generation.g1")
    admin = ElasticsearchAdmin(gongshi, "others")
    with pytest.raises(EngineUnavailable) as caught:
        admin.create("g2")
    assert "AuthorizationException(403" in caught.value.reason
    assert admin.generations() == (), "it does not even see them"
    admin.close()
    index = Names(PREFIX).index("g1")
    (pattern,) = ROLE["indices"][0]["names"]
    assert index.startswith(pattern.removesuffix("*"))
    assert pauses == []


def test_the_documented_role_is_enough_for_every_command(
    secured_cluster: SecuredCluster,
    administrator: Elasticsearch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a key in a file; and by a password in one."""
    key, password = tmp_path / "key", tmp_path / "password"
    key.write_text(f"{key_of(administrator, ROLE)[1]}\n", "utf-8")
    password.write_text(f"{PASSWORD}\n", "utf-8")
    for name, value in {
        "ENGINE": "elasticsearch",
        "ELASTICSEARCH_URL": secured_cluster.url,
        "ELASTICSEARCH_CA_FILE": secured_cluster.authority,
        "ELASTICSEARCH_API_KEY_FILE": key,
    }.items():
        monkeypatch.setenv(f"GONGSHI_{name}", str(value))

    def gongshi(*arguments: object, code: int = 0) -> Ran:
        ran = run("--data", tmp_path / "data", "--now", CITYS_NOW, *arguments)
        assert ran.code == code, (arguments, ran.err)
        return ran

    gongshi("demo", "--enterprises", 12, "--no-serve")
    gongshi("index", "--rebuild")
    gongshi("index", "rollback", "--by", "王敏", "--reason", "演练")
    gongshi("index", "--rebuild")
    kept, served = gongshi("index", "list", "--json").json
    assert (kept["live"], served["live"]) == (False, True)
    found = gongshi("search", "天津", "--json").json
    assert found["total"] > 0
    first = found["rows"][0]["name"]
    assert gongshi("search", first, "--json").json["rows"][0]["name"] == first
    gongshi("suggest", first[:4])
    record = gongshi("search", "", "--records", "--json").json["rows"][0]["id"]
    gongshi("withhold", record, "--wait", 0, "--by", "王敏", "--reason", "核查", code=4)
    gongshi("index")
    hidden = gongshi("search", "", "--records", "--json").json["rows"]
    assert record not in {one["id"] for one in hidden}
    monkeypatch.delenv("GONGSHI_ELASTICSEARCH_API_KEY_FILE")
    monkeypatch.setenv("GONGSHI_ELASTICSEARCH_USERNAME", USER)
    monkeypatch.setenv("GONGSHI_ELASTICSEARCH_PASSWORD_FILE", str(password))
    index = [one for one in gongshi("doctor", "--json").json if one["part"] == "index"]
    assert [one["standing"] for one in index] == ["ok"]
    password.write_text("another", "utf-8")
    refused = gongshi("index", "list", code=1)
    assert "AuthenticationException(401" in refused.err


# --- two nodes ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_nodes(
    house: EngineHouse, secured_cluster: SecuredCluster, administrator: Elasticsearch
) -> Cluster:
    """The same cluster with a second node, which holds a copy of the served generation."""
    secured_cluster.add_second()
    house.admin.prepare("g1")  # as a promote does
    whole(administrator)
    return Cluster(
        secured_cluster.url, ca_file=secured_cluster.authority, username=USER, password=PASSWORD
    )


def whole(administrator: Elasticsearch) -> None:
    """Return when both nodes hold every copy."""
    health = administrator.cluster.health(
        wait_for_nodes="2", wait_for_status="green", timeout="90s"
    )
    assert not health["timed_out"], health
    index = Names(PREFIX).index("g1")
    copies: Any = administrator.cat.shards(index=index, h="node,prirep,state", format="json")
    assert sorted(one["prirep"] for one in copies) == ["p", "r"]
    assert {one["node"] for one in copies} == {"first", "second"}


def asked(cluster: Cluster, times: int) -> list[list[str]]:
    """What one process with a client of its own was told, one search after the other."""

    async def ask() -> list[list[str]]:
        async with opened(cluster) as engine:
            pages = [await engine.search(ANY) for _ in range(times)]
            return [[hit.owner for hit in page.hits] for page in pages]

    return asyncio.run(ask())


def test_a_lost_node_costs_readers_nothing(
    two_nodes: Cluster, secured_cluster: SecuredCluster, administrator: Elasticsearch
) -> None:
    """Another node is asked, and answers from its own copy; a builder goes on, and what it wrote
    meanwhile is on the lost node, too, when that is back. Without the master nobody can write, and
    readers have their answers all the same."""
    first, second = secured_cluster.first, secured_cluster.second
    assert second is not None
    builder = ElasticsearchAdmin(two_nodes, PREFIX)
    second.kill()
    try:
        assert asked(two_nodes, 8) == [["a"]] * 8
        writer = builder.writer("g1")
        writer.replace([subject("a", 2), subject("b", 2, a_slice(2))], building=False)
        writer.commit(a_checkpoint("g1", 2))
        writer.close()
        assert asked(two_nodes, 4) == [["b"]] * 4
    finally:
        second.start()
    whole(administrator)
    first.kill()
    try:
        assert asked(two_nodes, 8) == [["b"]] * 8
        assert asked(replace(two_nodes, url=second.url), 2) == [["b"]] * 2
    finally:
        first.start()
    whole(administrator)
    assert [one.checkpoint for one in builder.generations()] == [a_checkpoint("g1", 2)]
    builder.close()
