"""GraphQL over HTTP: media types, statuses, refusals, and what they cost."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.anyio

GRAPHQL = "application/graphql-response+json; charset=utf-8"
ASK = {"query": "{ __typename }"}


async def test_an_answer_and_its_headers(house: Any) -> None:
    async with house.client("203.0.113.8") as client:
        response = await client.post(
            "/graphql",
            json={"query": "{ freshness { change } }"},
            headers={"accept": "application/graphql-response+json"},
        )
    assert response.status_code == 200
    assert response.headers["content-type"] == GRAPHQL
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["ratelimit-policy"] == '"graphql";q=1000000;w=60'
    assert response.headers["ratelimit"] == '"graphql";r=999999;t=1'
    assert "retry-after" not in response.headers
    assert "set-cookie" not in response.headers
    assert response.json() == {
        "data": {"freshness": {"change": "30"}},
        "extensions": {
            "cost": {"requested": 1, "charged": 1},
            "freshness": {"change": "30", "at": "2026-06-10T12:00:00+08:00", "sample": False},
        },
    }


async def test_get_is_for_queries_with_everything_in_the_url(house: Any) -> None:
    query = "query A($c: String!) { subject(uscc: $c) { name } } query B { __typename }"
    async with house.client() as client:
        response = await client.get(
            "/graphql",
            params={
                "query": query,
                "operationName": "A",
                "variables": '{"c": "91320100748204660Q"}',
                "extensions": "{}",
            },
        )
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["data"] == {"subject": {"name": "天津示例钢铁有限公司"}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods(house: Any, method: str) -> None:
    async with house.client() as client:
        response = await client.request(method, "/graphql", json=ASK)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "method_not_allowed"


async def test_head_is_answered_by_nobody(house: Any) -> None:
    async with house.client() as client:
        response = await client.head("/graphql", params=ASK)
    assert response.status_code == 405


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gb18030",
        "",
    ],
)
async def test_no_other_site_can_send_a_query_unasked(house: Any, content_type: str) -> None:
    """What a browser sends across sites without asking first is refused."""
    async with house.client() as client:
        response = await client.post(
            "/graphql",
            content=b'{"query": "{ __typename }"}',
            headers={"content-type": content_type},
        )
    assert response.status_code == 415
    assert response.json()["errors"][0]["extensions"]["code"] == "media_type_unsupported"
    assert "access-control-allow-origin" not in response.headers


async def test_no_packed_bodies(house: Any) -> None:
    async with house.client() as client:
        response = await client.post("/graphql", json=ASK, headers={"content-encoding": "gzip"})
    assert response.status_code == 415


async def test_nothing_acceptable(house: Any) -> None:
    async with house.client() as client:
        response = await client.post("/graphql", json=ASK, headers={"accept": "text/html"})
    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"null",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b'"{ __typename }"',
        b"{}",
        b'{"query": ""}',
        b'{"query": " "}',
        b'{"query": null}',
        b'{"query": 7}',
        b'{"query": ["{ __typename }"]}',
        b'{"query": "{ __typename }", "operationName": 7}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "{}"}',
        b'{"query": "{ __typename }", "extensions": []}',
        b'{"query": "{ __typename }", "variables": {"a": NaN}}',
        b'{"query": "{ subject(uscc: \\"\\ud800\\") { name } }"}',
        b'{"query": "{ __typename }\xff"}',
        b'{"query": "{ __typename }", "variables": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    ],
)
@pytest.mark.parametrize("accept", ["application/graphql-response+json", "application/json"])
async def test_what_is_no_request_at_all(house: Any, body: bytes, accept: str) -> None:
    async with house.client() as client:
        response = await client.post(
            "/graphql", content=body, headers={"content-type": "application/json", "accept": accept}
        )
    assert response.status_code == 400
    assert response.headers["content-type"].split(";")[0] == accept
    answer = response.json()
    assert answer.keys() == {"errors"}
    assert answer["errors"][0]["extensions"]["code"] == "request_invalid"


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        "query=%7B__typename%7D&query=%7B__typename%7D",
        "query=%7B__typename%7D&variables=nonsense",
        "query=%7B__typename%7D&variables=%5B%5D",
        "query=%ff",
        "query=%ed%a0%80",
        "query=%7B__typename%7D" + "&a=1" * 10,
        "nonsense",
    ],
)
async def test_what_is_no_request_in_a_url(house: Any, parameters: str) -> None:
    async with house.client() as client:
        response = await client.get(f"/graphql?{parameters}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "request_invalid"


async def test_the_body_is_bounded_whether_its_length_is_told_or_not(house: Any) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b" " * 1_024

    kind = {"content-type": "application/json"}
    async with house.client() as client:
        told = await client.post("/graphql", content=b" " * 65_537, headers=kind)
        streamed = await client.post("/graphql", content=pieces(), headers=kind)
        largest = b'{"query": "{ __typename }"}'.ljust(65_536)
        just = await client.post("/graphql", content=largest, headers=kind)
    for response in (told, streamed):
        assert response.status_code == 413
        assert response.json()["errors"][0]["extensions"]["code"] == "body_too_large"
    assert just.status_code == 200


async def test_the_url_is_bounded_on_every_route(house: Any) -> None:
    async with house.client() as client:
        for path in ("/graphql", "/", "/limits", "/nowhere"):
            room = 8_192 - len(path)
            refused = await client.get(path + "?" + "a" * (room + 1))
            assert (refused.status_code, refused.json()["code"]) == (414, "url_too_long")
            accepted = await client.get(path + "?" + "a" * room)
            assert accepted.status_code != 414


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "graphql_parse_failed"),
        ({"query": "{ nothing }"}, "graphql_validation_failed"),
        ({"query": "mutation { nothing }"}, "graphql_validation_failed"),
        ({"query": "{ a: __typename }", "operationName": "B"}, "operation_not_found"),
        ({"query": "query A { __typename } query B { __typename }"}, "operation_not_found"),
        ({"query": "query($a: ID!) { record(id: $a) { id } }"}, "variables_invalid"),
        (
            {"query": "query($a: ID!) { record(id: $a) { id } }", "variables": {"a": {"b": 1}}},
            "variables_invalid",
        ),
        (
            {
                "query": "query($a: Int!) { searchRecords(first: $a) { total { value } } }",
                "variables": {"a": 10**30},
            },
            "variables_invalid",
        ),
        ({"query": "{ searchSubjects(first: 101) { total { value } } }"}, "first_out_of_range"),
        ({"query": "{" + "a { " * 11 + "}" * 12}, "document_too_complex"),
    ],
)
async def test_a_refused_document_is_400_in_the_graphql_type_and_200_in_plain_json(
    house: Any, body: dict[str, Any], code: str
) -> None:
    async with house.client() as client:
        strict = await client.post(
            "/graphql", json=body, headers={"accept": "application/graphql-response+json"}
        )
        plain = await client.post("/graphql", json=body, headers={"accept": "application/json"})
    assert (strict.status_code, plain.status_code) == (400, 200)
    assert strict.json() == plain.json()
    assert strict.json().keys() == {"errors"}
    [error] = strict.json()["errors"]
    assert error["extensions"]["code"] == code
    assert error["message"] == error["extensions"]["en"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error["extensions"]["zh"])


async def test_huge_variables(house: Any) -> None:
    query = "query($q: String!) { searchSubjects(query: $q) { total { value } } }"
    assert await house.code(query, q="钢" * 10_000) == "query_too_long"
    filtered = "query($f: RecordFilter) { searchRecords(filter: $f) { total { value } } }"
    for wrong in (
        {"source": ["a"] * 21},
        {"source": ["a" * 201]},
        {"uscc": "9" * 201},
        {"fineFrom": "1e999999"},
        {"fineFrom": "NaN"},
        {"fineUntil": "-1"},
    ):
        assert await house.code(filtered, f=wrong) == "request_invalid", wrong
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"f": deep}
    assert await house.code(filtered, f=deep) == "variables_invalid"


async def test_a_null_where_the_default_would_do_is_an_error_of_its_field(house: Any) -> None:
    query = "query($n: Int = 3) { searchRecords(first: $n) { edges { cursor } } }"
    assert len((await house.ask(query))["searchRecords"]["edges"]) == 3
    response = await house.send(query, n=None)
    assert (response.status_code, response.json()["data"]) == (200, None)
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "graphql_validation_failed"
    assert error["path"] == ["searchRecords"]


async def test_a_cursor_of_another_search_is_refused(house: Any) -> None:
    query = """query($q: String!, $a: String) { searchRecords(query: $q, first: 1, after: $a) {
      pageInfo { endCursor } } }"""
    cursor = (await house.ask(query, q="钢铁"))["searchRecords"]["pageInfo"]["endCursor"]
    await house.ask(query, q="钢铁", a=cursor)
    assert await house.code(query, q="激光", a=cursor) == "cursor_invalid"
    assert await house.code(query, q="钢铁", a="nonsense") == "cursor_invalid"


async def test_introspection_is_allowed_and_has_its_price(house: Any) -> None:
    answer = (await house.send("{ __schema { queryType { name } } }")).json()
    assert answer["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    assert answer["extensions"]["cost"] == {"requested": 200, "charged": 200}


async def test_what_is_not_found_is_paid_back(house: Any) -> None:
    query = '{ searchSubjects(query: "无此企业字号", first: 50) { edges { node { name uscc } } } }'
    answer = (await house.send(query)).json()
    assert answer["extensions"]["cost"] == {"requested": 100, "charged": 1}


async def test_points_run_out_and_come_back(new_house: Any) -> None:
    house = new_house([], points_per_minute=100)
    ask = "{ sources { code nameZh nameEn unit frequency } }"  # 50 asked, 40 come back
    answers = [await house.send(ask) for _ in range(3)]
    assert [answer.headers["ratelimit"] for answer in answers[:2]] == [
        '"graphql";r=60;t=24',
        '"graphql";r=20;t=48',
    ]
    refused = answers[2]
    assert refused.status_code == 429
    assert refused.headers["ratelimit"] == '"graphql";r=20;t=48'
    assert refused.headers["retry-after"] == "18"
    [error] = refused.json()["errors"]
    assert error["extensions"] == {
        "code": "rate_limited",
        "zh": "请求过于频繁，请 18 秒后再试。",
        "en": "Too many requests; try again in 18 s.",
    }
    assert (await house.send(ask, peer="203.0.113.9")).status_code == 200
    house.clock[0] += timedelta(seconds=18)
    assert (await house.send(ask)).status_code == 200


async def test_an_ipv6_subscriber_shares_its_64(new_house: Any) -> None:
    house = new_house([], points_per_minute=60)
    ask = "{ sources { code nameZh nameEn unit frequency } }"
    assert (
        (await house.send(ask, peer="2001:db8:1:2::1"))
        .headers["ratelimit"]
        .startswith('"graphql";r=20;')
    )
    assert (await house.send(ask, peer="2001:db8:1:2:ffff::9")).status_code == 429
    assert (await house.send(ask, peer="2001:db8:1:3::1")).status_code == 200


async def test_refused_documents_cost_too(new_house: Any) -> None:
    house = new_house([], points_per_minute=75)
    for expected in (50, 25, 0):
        response = await house.send("{ nothing }")
        assert response.headers["ratelimit"].startswith(f'"graphql";r={expected};')
    assert (await house.send("{ nothing }")).status_code == 429
    assert (await house.send("{ __typename }")).status_code == 429


async def test_a_query_dearer_than_a_full_bucket_is_refused_for_good(new_house: Any) -> None:
    house = new_house([], points_per_minute=100)
    response = await house.send("{ searchSubjects(first: 100) { edges { node { name uscc } } } }")
    assert response.status_code == 200  # plain JSON by httpx's */*
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "cost_exceeds_limit"
    assert error["extensions"]["en"].startswith("This query costs 200 points")
    assert response.headers["ratelimit"].startswith('"graphql";r=99;')
    assert "retry-after" not in response.headers


async def test_the_proxys_client_pays_not_the_proxy(new_house: Any) -> None:
    house = new_house([], points_per_minute=60, trusted_proxies="10.0.0.0/8")
    ask = {"query": "{ sources { code nameZh nameEn unit frequency } }"}
    async with house.client("10.0.0.1") as client:
        for address, status in (
            ("198.51.100.1", 200),
            ("198.51.100.2", 200),
            ("198.51.100.1", 429),
        ):
            response = await client.post(
                "/graphql", json=ask, headers={"x-forwarded-for": f"1.1.1.1, {address}"}
            )
            assert response.status_code == status
    async with house.client("203.0.113.7") as client:
        for status in (200, 429):
            response = await client.post(
                "/graphql", json=ask, headers={"x-forwarded-for": f"198.51.100.{status}"}
            )
            assert response.status_code == status


async def test_queries_of_the_landing_page_work(house: Any) -> None:
    async with house.client() as client:
        page = (await client.get("/")).text
        links = re.findall(r'href="(/graphql\?query=[^"]+)"', page)
        assert len(links) == 4
        for link in links:
            response = await client.get(html.unescape(link))
            assert response.status_code == 200
            assert "errors" not in response.json(), response.json()
    assert quote("{ searchSubjects", safe="") in links[0]
