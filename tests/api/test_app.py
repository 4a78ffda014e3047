"""The plain routes, readiness, the projector beside the server, and parts that fail."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
from dataclasses import replace
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

from gongshi import __version__
from gongshi.api.app import _http_problem, create_app
from gongshi.api.limits.told import limits_document
from gongshi.api.parts import open_parts
from gongshi.api.projecting import Projecting
from gongshi.api.settings import Settings
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector
from gongshi.indexers.withholding import withhold
from gongshi.ledger.sample_mark import mark_sample
from gongshi.ledger.store import Ledger
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from gongshi.search.port import EngineUnavailable

pytestmark = pytest.mark.anyio

STEEL = "91320100748204660Q"
FRESH = '{ subject(uscc: "91320100748204660Q") { name } }'


async def test_alive(house: Any) -> None:
    async with house.client() as client:
        response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "ratelimit" not in response.headers


async def test_ready_with_each_part_by_name_version_and_lag(house: Any) -> None:
    async with house.client("203.0.113.20") as client:
        response = await client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "version": __version__,
        "at": "2026-06-10T04:00:00+00:00",
        "parts": {
            "ledger": {
                "ready": True,
                "server": f"SQLite {sqlite3.sqlite_version}",
                "epoch": 1,
                "change": 30,
                "lastWritten": "2026-06-10T12:00:00+08:00",
            },
            "index": {
                "ready": True,
                "server": f"tantivy-py {metadata.version('tantivy')}",
                "generation": "g000001",
                "change": 30,
                "at": "2026-06-10T12:00:00+08:00",
                "lagChanges": 0,
                "lagSeconds": 0,
            },
            "indexer": {
                "ready": False,
                "needed": False,
                "problem": "nobody",
                "heard": "2026-06-10T12:00:00+08:00",
                "holder": "",
            },
        },
    }


async def test_who_indexes_is_told_and_a_silent_one_takes_no_worker_out(
    new_house: Any, shown_files: Any
) -> None:
    house = new_house(shown_files)
    projector = Projector(house.parts.ledger, house.parts.admin, house.parts.city, "follow:a:1")
    projector.run_once(house.clock[0])
    heard = {"needed": False, "heard": "2026-06-10T12:00:00+08:00", "holder": "follow:a:1"}
    for passed, told in (
        (timedelta(minutes=2), {"ready": True}),
        (timedelta(milliseconds=1), {"ready": False, "problem": "silent"}),
    ):
        house.clock[0] += passed
        async with house.client() as client:
            answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (200, True)
        assert answer.json()["parts"]["indexer"] == told | heard
    projector.close()


async def test_an_engine_that_does_not_say_its_version_has_none(
    new_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house([])

    def away(*_: object) -> str:
        raise EngineUnavailable("no server")

    monkeypatch.setattr(type(house.parts.admin), "version", away)
    async with house.client() as client:
        told = (await client.get("/readyz")).json()
    assert told["ready"]
    assert told["parts"]["index"]["server"] == ""


async def test_with_a_port_of_the_operator_the_public_one_tells_no_version(
    new_house: Any, shown_files: Any
) -> None:
    house = new_house(shown_files, operator_port=0)
    async with house.client() as client:
        told = (await client.get("/readyz")).json()
    assert told["ready"]
    assert "version" not in json.dumps(told)
    assert "server" not in json.dumps(told)
    assert "holder" not in json.dumps(told), "it names hosts"
    assert told["parts"]["indexer"]["problem"] == "nobody"
    assert told["parts"]["index"]["lagChanges"] == 0


async def test_the_limits_are_told(house: Any) -> None:
    async with house.client("203.0.113.21") as client:
        response = await client.get("/limits")
    assert response.status_code == 200
    assert response.json() == limits_document(house.settings)
    assert response.json()["rates"][0]["quota"] == 1_000_000


async def test_the_page_says_what_to_try_in_both_languages(house: Any) -> None:
    async with house.client("203.0.113.22") as client:
        response = await client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "<h1>天津市公共信用信息查询</h1>" in response.text
    assert "Find an enterprise by its name" in response.text
    assert "<script" not in response.text
    assert "样例数据" not in response.text


async def test_the_page_of_sample_data_says_so(new_house: Any) -> None:
    made = new_house([])
    mark_sample(made.parts.ledger)
    app = create_app(made.parts, made.settings)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gongshi.test") as client:
        page = (await client.get("/")).text
    assert "<strong>样例数据</strong>" in page
    assert "Sample data" in page


@pytest.mark.parametrize("path", ["/nowhere", "/graphql/", "/.env", "/schema.graphql"])
async def test_nothing_else(house: Any, path: str) -> None:
    async with house.client() as client:
        response = await client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.json() == {
        "type": "about:blank",
        "title": "There is nothing at this address.",
        "detail": "没有这个地址。",
        "status": 404,
        "code": "not_found",
    }


async def test_plain_routes_are_read_only(house: Any) -> None:
    async with house.client() as client:
        for path in ("/", "/limits", "/readyz", "/healthz"):
            response = await client.post(path)
            assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
            assert sorted(response.headers["allow"].split(", ")) == ["GET", "HEAD"]


async def test_each_plain_route_has_its_own_limit(new_house: Any) -> None:
    house = new_house([], requests_per_minute=2)
    async with house.client() as client:
        for path in ("/limits", "/"):
            for remaining in (1, 0):
                response = await client.get(path)
                assert response.status_code == 200
                assert response.headers["ratelimit-policy"] == '"plain";q=2;w=60'
                assert response.headers["ratelimit"].startswith(f'"plain";r={remaining};t=')
                assert "retry-after" not in response.headers
            refused = await client.get(path + "?again")
            assert refused.status_code == 429
            assert refused.headers["ratelimit"].startswith('"plain";r=0;t=')
            assert 1 <= int(refused.headers["retry-after"]) <= 60
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["code"] == "rate_limited"
        assert (await client.get("/healthz")).status_code == 200
    async with house.client("203.0.113.9") as client:
        assert (await client.get("/limits")).status_code == 200


async def test_the_environment_does_not_switch_the_limits_off(
    new_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATELIMIT_ENABLED", "false")
    house = new_house([], requests_per_minute=1)
    async with house.client() as client:
        assert (await client.get("/limits")).status_code == 200
        assert (await client.get("/limits")).status_code == 429


async def test_without_an_index_there_is_no_answer_and_no_readiness(
    tmp_path: Path, house: Any
) -> None:
    settings = Settings.model_validate({"data": tmp_path / "new", "project": False})
    parts = open_parts(settings)
    app = create_app(parts, settings, now=lambda: house.clock[0])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gongshi.test") as client:
        response = await client.post("/graphql", json={"query": FRESH})
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert response.json()["errors"][0]["extensions"]["code"] == "engine_unavailable"
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["parts"]["index"] == {"ready": False, "problem": "missing"}
        alone = await client.post("/graphql", json={"query": "{ sources { code } }"})
        assert alone.status_code == 200
    await parts.aclose()


async def test_an_index_of_another_epoch_gives_no_answer(new_house: Any, shown_files: Any) -> None:
    house = new_house(shown_files)
    assert (await house.send(FRESH)).status_code == 200
    house.parts.ledger.bump_epoch()
    house.clock[0] += timedelta(seconds=1)  # what is known of the ledger is looked at again
    refused = await house.send(FRESH)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    [error] = refused.json()["errors"]
    assert error["extensions"]["code"] == "engine_unavailable"
    for query in (
        '{ searchSubjects(query: "钢铁") { total { value } } }',
        "{ searchRecords { edges { cursor } } }",
        '{ record(id: "r0") { id } }',
        "{ freshness { change } }",
    ):
        assert (await house.send(query)).status_code == 503, query
    async with house.client() as client:
        ready = await client.get("/readyz")
    assert ready.status_code == 503
    index = ready.json()["parts"]["index"]
    assert (index["ready"], index["problem"]) == (False, "epoch")


async def test_while_new_rules_are_built_the_old_index_is_ready_and_tells_its_lag(
    new_house: Any, shown_files: Any
) -> None:
    """It is served; who took its workers out of service would make an outage of new rules."""
    house = new_house(shown_files, max_lag_seconds=60)
    edited = replace(house.parts.city, hash="edited")
    app = create_app(replace(house.parts, city=edited), house.settings, now=lambda: house.clock[0])
    found = await house.ask("{ searchRecords(first: 1) { edges { node { id } } } }")
    [edge] = found["searchRecords"]["edges"]
    withhold(house.parts.ledger, edge["node"]["id"], by="王敏", now=house.clock[0], reason="核查")
    house.clock[0] += timedelta(seconds=61)
    later = replace(house, app=app)
    assert (await later.send(FRESH)).status_code == 200
    async with later.client() as client:
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert ready.json()["parts"]["index"] == {
        "ready": True,
        "problem": "rules",
        "server": f"tantivy-py {metadata.version('tantivy')}",
        "generation": "g000001",
        "change": 30,
        "at": "2026-06-10T12:00:00+08:00",
        "lagChanges": 1,
        "lagSeconds": 61,
        "behindSince": "2026-06-10T12:00:00+08:00",
    }


async def test_a_lagging_index_says_so(new_house: Any, shown_files: Any, rows: Any) -> None:
    house = new_house(shown_files, max_lag_seconds=60)
    more = Path(house.settings.data) / "more.csv"
    row = rows.licence(
        "天津示例钢铁有限公司", "91320100748204660Q", "津滨审许〔2026〕1号", "2026/06/01"
    )
    more.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    ingest(house.parts.ledger, house.parts.city, "licences", more, now=house.clock[0])
    async with house.client() as client:
        house.clock[0] += timedelta(seconds=60)
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["parts"]["index"]["lagChanges"] == 1
        assert ready.json()["parts"]["index"]["lagSeconds"] == 60
        house.clock[0] += timedelta(seconds=1)
        late = await client.get("/readyz")
    assert late.status_code == 503
    assert late.json()["parts"]["index"] == {
        "ready": False,
        "problem": "behind",
        "generation": "g000001",
        "change": 30,
        "at": "2026-06-10T12:00:00+08:00",
        "lagChanges": 1,
        "lagSeconds": 61,
        "behindSince": "2026-06-10T12:00:00+08:00",
    }


async def test_what_nobody_expected_is_told_by_its_reference_only(
    new_house: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = new_house([])

    async def broken(*_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(type(house.parts.engine), "checkpoint", broken)
    with caplog.at_level(logging.ERROR, "gongshi.graphql"):
        response = await house.send(FRESH)
    [error] = response.json()["errors"]
    reference = error["extensions"]["en"].rsplit(" ", 1)[1]
    assert error["extensions"]["code"] == "internal_error"
    assert response.json()["data"] == {"subject": None}
    assert "hunter2" not in response.text
    assert f"internal error {reference}" in caplog.text
    assert "hunter2" in caplog.text
    caplog.clear()
    async with house.client() as client:
        plain = await client.get("/readyz")
    assert (plain.status_code, plain.json()["code"]) == (500, "internal_error")
    assert "hunter2" not in plain.text


async def test_a_query_that_takes_too_long_is_ended(
    new_house: Any, shown_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house(shown_files, query_timeout_seconds=0.05, points_per_minute=1_000)

    async def endless(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(type(house.parts.engine), "search", endless)
    response = await house.send("{ searchRecords(first: 100) { edges { node { id } } } }")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert response.headers["ratelimit"].startswith('"graphql";r=900;')  # it paid what it took
    assert response.json()["errors"][0]["extensions"]["code"] == "query_timeout"


async def test_one_part_failing_leaves_the_other_answers(
    new_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house([])

    async def away(*_: object) -> None:
        raise EngineUnavailable("no server")

    monkeypatch.setattr(type(house.parts.engine), "checkpoint", away)
    response = await house.send('{ record(id: "r0") { id } __typename }')
    assert response.status_code == 200
    assert response.json()["data"] == {"record": None, "__typename": "Query"}
    [error] = response.json()["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["record"], "engine_unavailable")
    async with house.client() as client:
        ready = await client.get("/readyz")
    assert ready.json()["parts"]["index"] == {"ready": False, "problem": "engine_unavailable"}


class Announced(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


async def test_over_a_real_socket_with_the_projector_beside_it(
    tmp_path: Path, shown_files: Any, new_house: Any
) -> None:
    """uvicorn on loopback: the projector keeps the index by itself, and a search is answered."""
    filled = new_house(shown_files)
    data = filled.settings.data
    settings = Settings.model_validate({"data": data, "port": 0, "points_per_minute": 1_000_000})
    parts = open_parts(settings, create=False)
    config = uvicorn.Config(
        create_app(parts, settings), host="127.0.0.1", port=0, log_level="error"
    )
    server = Announced(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(60):
        await server.up.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            while (ready := await client.get("/readyz")).status_code != 200:
                assert ready.status_code == 503
                await asyncio.sleep(0.5)
            assert ready.json()["parts"]["projector"] == {"ready": True}
            response = await client.get("/graphql", params={"query": FRESH})
            assert response.json()["data"] == {"subject": {"name": "天津示例钢铁有限公司"}}
            assert response.headers["ratelimit-policy"] == '"graphql";q=1000000;w=60'
        server.should_exit = True
        await serving
    await parts.aclose()


def test_parts_tell_what_is_wrong(tmp_path: Path) -> None:
    def code(**given: object) -> str:
        settings = Settings.model_validate({"data": tmp_path / "data", **given})
        with pytest.raises(GongshiError) as caught:
            open_parts(settings, create=False)
        return caught.value.code

    short, missing = tmp_path / "short", tmp_path / "missing"
    short.write_bytes(b"x" * 31)
    assert code() == "ledger_missing"
    assert code(city="atlantis") == "city_unknown"
    assert code(city=str(tmp_path)) == "city_invalid"
    assert code(city_key_file=short) == "city_key_unusable"
    assert code(city_key_file=missing) == "city_key_unusable"
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(GongshiError) as caught:
        open_parts(Settings.model_validate({"data": file / "data"}))
    assert caught.value.code == "data_unusable"


def test_parts_open_with_a_key_and_close(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32 + b"\n")
    parts = open_parts(Settings.model_validate({"data": tmp_path / "data", "city_key_file": key}))
    assert parts.city_key == b"k" * 32
    assert parts.city.code == "120000"
    parts.close()
    again = open_parts(Settings.model_validate({"data": tmp_path / "data"}), create=False)
    assert again.city_key is None
    again.close()


def test_parts_over_elasticsearch_open_without_asking_it(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "data": tmp_path / "data",
            "engine": "elasticsearch",
            "elasticsearch_url": "http://127.0.0.1:9",
        }
    )
    assert not settings.runs_projector
    parts = open_parts(settings)
    assert type(parts.engine).__name__ == "ElasticsearchEngine"
    assert type(parts.admin).__name__ == "ElasticsearchAdmin"
    parts.close()


def test_an_engine_that_cannot_be_made_leaves_no_ledger_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Ledger] = []

    def note(ledger: Ledger) -> None:
        closed.append(ledger)

    monkeypatch.setattr(Ledger, "close", note)
    monkeypatch.setattr("gongshi.api.parts._engine", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_parts(Settings.model_validate({"data": tmp_path / "data"}))
    [left] = closed
    monkeypatch.undo()
    left.close()


async def test_without_its_ledger_the_house_is_not_ready(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise GongshiError("ledger_unavailable", place="somewhere", reason="away")

    monkeypatch.setattr("gongshi.api.health.read_standing", away)
    async with house.client("203.0.113.30") as client:
        ready = await client.get("/readyz")
    assert ready.status_code == 503
    parts = ready.json()["parts"]
    assert parts["ledger"] == {"ready": False, "problem": "ledger_unavailable"}
    assert parts["index"]["ready"] is True
    assert "somewhere" not in ready.text


async def test_nobody_outside_is_told_where_the_ledger_is(
    house: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> None:
        raise GongshiError("ledger_unavailable", place="somewhere", reason="10.0.0.7 is away")

    monkeypatch.setattr("gongshi.graphql.ledger_reader.LedgerReader._read_sources", away)
    async with house.client("203.0.113.31") as client:
        answer = await client.post("/graphql", json={"query": "{ sources { code } }"})
    assert answer.status_code == 503
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "ledger_unavailable"
    assert error["extensions"]["zh"] == "无法使用台账 —：—"
    assert "somewhere" not in answer.text
    assert "10.0.0.7" not in answer.text
    assert "somewhere cannot be used: 10.0.0.7 is away" in caplog.text, "but the operator is"


async def test_a_projector_that_dies_is_begun_anew(
    new_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house([])
    begun = threading.Semaphore(0)

    def follow(_: object, stop: threading.Event, __: object) -> None:
        begun.release()
        raise RuntimeError("cannot go on")

    monkeypatch.setattr(Projector, "follow", follow)
    projecting = Projecting(house.parts, lambda: house.clock[0], pause=0.0)
    projecting.start()
    for _ in range(3):
        assert await to_thread.run_sync(begun.acquire, True, 30)
    assert projecting.alive
    projecting.stop()
    assert not projecting.alive


async def test_declared_periods_are_told(new_house: Any, shown_files: Any, rows: Any) -> None:
    house = new_house(shown_files[:1])
    for number, (begins, ends) in enumerate(
        ((date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28)))
    ):
        row = rows.licence(
            "天津示例钢铁有限公司", STEEL, f"津滨审许〔2026〕{number}号", "2026/01/05"
        )
        file = Path(house.settings.data) / f"declared-{number}.csv"
        file.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
        period = Period(begins, ends)
        ingest(
            house.parts.ledger,
            house.parts.city,
            "licences",
            file,
            now=house.clock[0],
            period=period,
        )
    data = await house.ask(
        "{ sources { code coveredUntil coveredPeriods { unit item begins ends } } }"
    )
    licences = data["sources"][0]
    assert (licences["code"], licences["coveredUntil"]) == ("licences", "2026-02-28")
    assert [(one["begins"], one["ends"]) for one in licences["coveredPeriods"]] == [
        ("2026-02-01", "2026-02-28"),
        ("2026-01-01", "2026-01-31"),
    ]


async def test_an_error_without_a_code_of_ours_is_a_wrong_request() -> None:
    request = Request({"type": "http", "method": "GET", "headers": []})
    response = await _http_problem(request, HTTPException(431, "too much"))
    assert response.status_code == 400
    assert json.loads(bytes(response.body))["code"] == "request_invalid"
