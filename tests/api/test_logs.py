"""What the log, the traces and the metrics tell of a request, and what they never tell."""

from __future__ import annotations

import json
import logging
import math
import re
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.applications import Starlette

from gongshi.api.app import create_app
from gongshi.api.logs import JsonFormatter, LogFormat, configure, scrubbed
from gongshi.api.operator_app import listening
from gongshi.api.tracing import PlainTracing, read_parent, tracing_of
from gongshi.indexers.withholding import withhold
from gongshi.records.problems import GongshiError
from gongshi.search.port import EngineUnavailable

pytestmark = pytest.mark.anyio

STEEL = "91320100748204660Q"
NAME = "天津示例钢铁有限公司"
PEER = "203.0.113.7"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
QUESTION = """query($q: String!, $c: String!) {
  searchSubjects(query: $q) { edges { node { name } } } subject(uscc: $c) { name } }"""


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged as JSON while the test runs."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root, ours = logging.getLogger(), logging.getLogger("gongshi")
    levels = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    ours.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_a_line_tells_of_a_request_and_not_of_its_question(house: Any, log: StringIO) -> None:
    async with house.client(PEER) as client:
        response = await client.post(
            "/graphql",
            json={"query": QUESTION, "variables": {"q": NAME, "c": STEEL}},
            headers={"traceparent": PARENT},
        )
        await client.get(f"/{STEEL}?q={STEEL}", headers={"x-forwarded-for": "198.51.100.1"})
        await client.post("/graphql", json={"query": f'{{ subject(uscc: "{STEEL}") {{ none }} }}'})
        await client.post("/graphql", content=b"{", headers={"content-type": "application/json"})
        await client.request("BREW", "/limits")
    told = [line for line in lines(log) if line["logger"] == "gongshi.requests"]
    first = told[0]
    assert first["ms"] > 0
    assert {name: first[name] for name in first if name not in ("at", "ms")} == {
        "level": "INFO",
        "logger": "gongshi.requests",
        "message": "request",
        "trace": PARENT.split("-")[1],
        "route": "/graphql",
        "method": "POST",
        "status": 200,
        "fields": ["searchSubjects", "subject"],
        "pointsRequested": 21,
        "pointsCharged": 2,
    }
    assert response.headers["traceparent"].startswith(PARENT[:36])
    assert response.headers["traceparent"] != PARENT
    assert [(one["route"], one["method"], one["status"]) for one in told[1:]] == [
        ("other", "GET", 404),
        ("/graphql", "POST", 200),
        ("/graphql", "POST", 400),
        ("/limits", "other", 405),
    ]
    assert [one.get("problems") for one in told[1:4]] == [
        None,
        ["graphql_validation_failed"],
        ["request_invalid"],
    ]
    for secret in (STEEL, NAME, PEER, "198.51.100.1", "none"):
        assert secret not in log.getvalue()


async def test_an_exception_is_told_without_what_it_says(
    new_house: Any, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house([])

    async def broken(*_: object) -> None:
        try:
            raise GongshiError("unknown_id", what=STEEL)
        except GongshiError as problem:
            raise RuntimeError(f"no such subject: {NAME}, {STEEL}") from problem

    monkeypatch.setattr(type(house.parts.engine), "checkpoint", broken)
    await house.send(f'{{ subject(uscc: "{STEEL}") {{ name }} }}')
    [line] = [one for one in lines(log) if one["level"] == "ERROR"]
    raised, cause = line["exception"]
    assert raised["type"] == "builtins.RuntimeError"
    assert raised["at"][-1].endswith(" broken")
    assert (cause["type"], cause["code"]) == ("gongshi.records.problems.GongshiError", "unknown_id")
    assert re.fullmatch("[0-9a-f]{32}", line["trace"])
    assert NAME not in log.getvalue()
    assert STEEL not in log.getvalue()


async def test_who_is_refused_is_not_named(new_house: Any, log: StringIO) -> None:
    house = new_house([], requests_per_minute=1)
    async with house.client(PEER) as client:
        statuses = [(await client.get("/limits")).status_code for _ in range(2)]
    assert statuses == [200, 429]
    assert PEER not in log.getvalue()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"subject {STEEL} is gone", "subject [code] is gone"),
        ("person 11010519491231002X, phone 13812345678", "person [code], phone [number]"),
        ("from 203.0.113.7:4711 at 12:30:59", "from [address]:4711 at 12:30:59"),
        (
            "from 2001:db8::1, ::1, fe80::1%eth0",
            "from [address], [address], [address]%eth0",
        ),
        ("trace 0af7651916cd43dd8448eb211c80319c", "trace 0af7651916cd43dd8448eb211c80319c"),
        ("InternalServerErr of projection failed", "InternalServerErr of projection failed"),
        ("change 123456789 in g000001, 3.11.7", "change 123456789 in g000001, 3.11.7"),
    ],
)
def test_what_looks_like_a_number_of_somebody_is_taken_out(text: str, told: str) -> None:
    assert scrubbed(text) == told


@given(st.text(max_size=60))
def test_scrubbing_never_fails_and_is_done_once(text: str) -> None:
    assert scrubbed(scrubbed(text)) == scrubbed(text)


def test_text_for_a_terminal_json_for_a_collector(capsys: pytest.CaptureFixture[str]) -> None:
    root, ours = logging.getLogger(), logging.getLogger("gongshi")
    before = root.handlers[:], root.level, ours.level
    try:
        configure(LogFormat.TEXT)
        ours.info("quiet")
        ours.warning("heard of %s", STEEL)
        assert f"WARNING gongshi: heard of {STEEL}" in capsys.readouterr().err
        configure(LogFormat.JSON)
        ours.info("heard of %s", STEEL)
        logging.getLogger("others").info("quiet")
        line = json.loads(capsys.readouterr().err)
        assert (line["message"], line["level"]) == ("heard of [code]", "INFO")
    finally:
        root.handlers[:], root.level = before[0], before[1]
        ours.setLevel(before[2])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
    ],
)
def test_a_parent_that_cannot_be_read_is_none(header: str | None) -> None:
    assert read_parent(header) is None
    first, second = PlainTracing().begin(header), PlainTracing().begin(header)
    assert first.trace != second.trace
    assert read_parent(first.traceparent) == (first.trace, "00")


def test_a_parent_of_a_later_version_is_read_as_far_as_we_know() -> None:
    later = "cc" + PARENT[2:] + "-more"
    assert read_parent(later) == (PARENT.split("-")[1], "01")
    assert PlainTracing().begin(PARENT).traceparent.endswith("-01")


# --- OpenTelemetry --------------------------------------------------------------------------------


@pytest.fixture
def collector() -> Iterator[tuple[str, list[Any]]]:
    """An OTLP collector on loopback: its address, and the spans it was sent."""
    spans: list[Any] = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = ExportTraceServiceRequest()
            sent.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/v1/traces"
            for resource in sent.resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # its name there
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Collect)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", spans
    server.shutdown()
    server.server_close()
    thread.join()


async def test_each_request_is_a_span_where_a_collector_is_set(
    new_house: Any, shown_files: Any, collector: tuple[str, list[Any]]
) -> None:
    address, spans = collector
    house = new_house(shown_files, otlp_endpoint=address)
    async with house.serving(), house.client(PEER) as client:
        response = await client.post(
            "/graphql",
            json={"query": QUESTION, "variables": {"q": NAME, "c": STEEL}},
            headers={"traceparent": PARENT},
        )
        await client.get("/limits")
    one, other = spans  # all are sent when the server ends
    assert one.name == "POST /graphql"
    assert one.trace_id.hex() == PARENT.split("-")[1]
    assert one.parent_span_id.hex() == PARENT.split("-")[2]
    own = f"00-{one.trace_id.hex()}-{one.span_id.hex()}-01"
    assert response.headers["traceparent"] == own
    facts = {fact.key: fact.value for fact in one.attributes}
    assert sorted(facts) == [
        "gongshi.fields",
        "gongshi.pointsCharged",
        "gongshi.pointsRequested",
        "http.request.method",
        "http.response.status_code",
        "http.route",
    ]
    assert facts["http.response.status_code"].int_value == 200
    assert (other.name, other.parent_span_id) == ("GET /limits", b"")
    for secret in (NAME.encode(), STEEL.encode(), PEER.encode()):
        assert secret not in one.SerializeToString()


async def test_the_span_of_a_failure_says_so(
    new_house: Any, collector: tuple[str, list[Any]]
) -> None:
    address, spans = collector
    house = new_house([], otlp_endpoint=address)
    async with house.serving(), house.client(PEER) as client:
        house.parts.ledger.close()
        await house.parts.engine.close()
        assert (await client.get("/readyz")).status_code == 503
    [span] = spans
    assert span.status.code == span.status.STATUS_CODE_ERROR


def test_without_the_library_a_collector_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(GongshiError) as caught:
        tracing_of("http://127.0.0.1:4318")
    assert caught.value.code == "otel_missing"
    assert isinstance(tracing_of(""), PlainTracing)


# --- metrics --------------------------------------------------------------------------------------


def numbers(page: str) -> dict[str, float]:
    """Sample -> value."""
    samples = (line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in samples}


async def page_of(house: Any, path: str = "/metrics") -> httpx.Response:
    transport = httpx.ASGITransport(app=house.app.state.operator)
    async with httpx.AsyncClient(transport=transport, base_url="http://operator.test") as client:
        return await client.get(path)


async def test_metrics_count_requests_points_and_problems(new_house: Any, shown_files: Any) -> None:
    house = new_house(shown_files)
    await house.ask(QUESTION, q=NAME, c=STEEL)
    await house.send("{ none }")
    async with house.client(PEER) as client:
        await client.get(f"/{STEEL}")
    response = await page_of(house)
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["cache-control"] == "no-store"
    found = numbers(response.text)
    assert found['gongshi_requests_total{route="/graphql",status="200"}'] == 2
    assert found['gongshi_requests_total{route="other",status="404"}'] == 1
    assert found['gongshi_request_seconds_count{route="/graphql"}'] == 2
    assert found['gongshi_fields_total{field="subject"}'] == 1
    assert found['gongshi_problems_total{code="graphql_validation_failed"}'] == 1
    assert found['gongshi_points_total{what="requested"}'] == 21
    assert found['gongshi_points_total{what="charged"}'] == 2
    assert found['gongshi_change{part="ledger"}'] == found['gongshi_change{part="index"}'] == 30
    assert found["gongshi_ready"] == found['gongshi_part_ready{part="index"}'] == 1
    assert found["gongshi_lag_changes"] == found["gongshi_lag_seconds"] == 0
    for secret in (NAME, STEEL, PEER):
        assert secret not in response.text


async def test_metrics_tell_the_lag_while_new_rules_are_built(
    new_house: Any, shown_files: Any
) -> None:
    house = new_house(shown_files)
    parts = replace(house.parts, city=replace(house.parts.city, hash="edited"))
    app = create_app(parts, house.settings, now=lambda: house.clock[0])
    found = await house.ask("{ searchRecords(first: 1) { edges { node { id } } } }")
    [edge] = found["searchRecords"]["edges"]
    withhold(house.parts.ledger, edge["node"]["id"], by="王敏", now=house.clock[0], reason="核查")
    house.clock[0] += timedelta(seconds=61)
    told = numbers((await page_of(replace(house, app=app))).text)
    assert told["gongshi_ready"] == told['gongshi_part_ready{part="index"}'] == 1
    assert (told["gongshi_lag_changes"], told["gongshi_lag_seconds"]) == (1, 61)


async def test_a_lag_that_nobody_knows_is_no_number(
    new_house: Any, shown_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = new_house(shown_files)
    assert numbers((await page_of(house)).text)['gongshi_change{part="index"}'] == 30

    async def away(*_: object) -> None:
        raise EngineUnavailable("no server")

    monkeypatch.setattr(type(house.parts.engine), "checkpoint", away)
    found = numbers((await page_of(house)).text)
    assert found["gongshi_ready"] == 0
    for name in ("gongshi_lag_changes", "gongshi_lag_seconds", 'gongshi_change{part="index"}'):
        assert math.isnan(found[name]), name


@pytest.mark.redis
async def test_metrics_and_readiness_tell_of_redis(
    new_house: Any, shown_files: Any, own_redis: Any
) -> None:
    house = new_house(shown_files, redis_url=own_redis.url)
    async with house.serving():
        for _ in "123":
            await house.ask(QUESTION, q=NAME, c=STEEL)
        found = numbers((await page_of(house)).text)
        assert found['gongshi_answers_total{kept="yes"}'] == 1
        assert found['gongshi_answers_total{kept="no"}'] == 2
        assert found['gongshi_part_ready{part="redis"}'] == 1
        told = (await page_of(house, "/readyz")).json()["parts"]["redis"]
        assert re.fullmatch(r"Redis [0-9.]+", told.pop("server"))
        assert told == {"ready": True, "needed": False, "losses": 0}
        own_redis.kill()
        await house.ask(QUESTION, q=NAME, c=STEEL)
        answer = await page_of(house, "/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (200, True)
        assert answer.json()["parts"]["redis"]["ready"] is False
        assert numbers((await page_of(house)).text)["gongshi_redis_losses_total"] == 1


async def test_the_operators_port_is_another_one(house: Any) -> None:
    """Nothing public leads to the metrics; the port serves them as long as the block runs."""
    async with house.client(PEER) as client:
        assert (await client.get("/metrics")).status_code == 404
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    operator: Starlette = house.app.state.operator
    async with listening(operator, listener), httpx.AsyncClient(base_url=address) as client:
        with anyio.fail_after(20):
            assert (await client.get("/metrics")).status_code == 200
            assert (await client.get("/readyz")).json()["version"]
            assert (await client.get("/graphql")).status_code == 404
    async with httpx.AsyncClient(base_url=address) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/metrics")
    async with listening(operator, None):
        pass
