"""Credit reports over HTTP: the ordinary one for anybody, the special one for its subject only."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from jwt.algorithms import OKPAlgorithm

from gongshi.graphql.cost import ROOT_POINTS
from gongshi.ledger.reports import accesses, find_report
from gongshi.ledger.snapshots import find_subject
from tests.api.conftest import NOW, Build, Files, House, Rows

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

STEEL = "91320100748204660Q"
LASER = "91320105780688132K"
UNKNOWN = "91230500MA1B3N1N2M"
KEY = ed25519.Ed25519PrivateKey.generate()

ORDINARY = """query($c: String!, $n: Int = 20, $after: String, $chapter: Int) {
  creditReport(uscc: $c) {
    number title version issuedAt issuer watermarks at asOfChange sha256 sample labels statements
    subject { name uscc } register { label value } summary { title count }
    chapters { number title note count }
    items(first: $n, after: $after, chapter: $chapter) {
      total pageInfo { hasNextPage hasPreviousPage endCursor }
      edges { cursor node { chapter heading record { documentNumber kind } } } }
  } }"""
LINES = """query($c: String!) { creditReport(uscc: $c) {
  items(first: 1, chapter: 2) { edges { node { lines { label value } } } } } }"""
SPECIAL = """{ number title version issuer watermarks subjectName subjectUscc purpose facts sha256
  asOfChange sample sectorsConfirmed period { begins ends }
  sectors { code name authority territory status statement count
    matters { name status found repaired gathered coveredUntil late pending
      gaps { begins ends } } }
  items(first: 5) { total pageInfo { hasNextPage endCursor }
    edges { node { sector heading marks record { documentNumber } } } } }"""
ISSUE = f"""mutation($b: Date!, $e: Date!, $s: [String!]! = []) {{
  issueSpecialReport(begins: $b, ends: $e, sectors: $s) {SPECIAL} }}"""
READ = f"query($n: String!) {{ specialReport(number: $n) {SPECIAL} }}"
DAYS = {"b": "2025-06-10", "e": "2026-06-09"}


def token(uscc: str = STEEL, **changes: Any) -> str:
    claims = {
        "iss": "https://id.example",
        "aud": "gongshi",
        "sub": "王敏",
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(hours=1)).timestamp()),
        "uscc": uscc,
        "scope": "special_report",
        "purpose": "贷款",
        **changes,
    }
    return jwt.encode(claims, KEY, algorithm="EdDSA", headers={"kid": "1"})


async def send(
    house: House,
    query: str,
    bearer: str | None,
    *,
    method: str = "POST",
    accept: str = "application/graphql-response+json",
    **variables: Any,
) -> httpx.Response:
    headers = {"accept": accept}
    if bearer is not None:
        headers["authorization"] = f"Bearer {bearer}"
    async with house.client() as client:
        if method == "GET":
            asked = {"query": query, "variables": json.dumps(variables)}
            return await client.get("/graphql", params=asked, headers=headers)
        content = {"query": query, "variables": variables}
        return await client.post("/graphql", json=content, headers=headers)


async def told(house: House, query: str, bearer: str, **variables: Any) -> Any:
    response = await send(house, query, bearer, **variables)
    answer = response.json()
    assert response.status_code == 200, answer
    assert "errors" not in answer, answer
    (value,) = answer["data"].values()
    return value


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    key = {**json.loads(OKPAlgorithm.to_jwk(KEY.public_key())), "kid": "1"}
    path.write_text(json.dumps({"keys": [key]}), encoding="utf-8")
    return path


@pytest.fixture
def open_house(new_house: Build, shown_files: Files, keys: Path) -> House:
    """A house of a test's own that takes tokens."""
    return new_house(shown_files, token_keys_file=keys, token_issuer="https://id.example")


# --- the ordinary report ------------------------------------------------------------------------


async def test_an_ordinary_report_for_anybody(house: House) -> None:
    report = (await house.ask(ORDINARY, c=f" {STEEL.lower()}"))["creditReport"]
    assert report["number"].startswith("20260610120000000")
    assert (report["title"], report["version"]) == ("公共信用信息报告", "V2.0")
    assert report["at"] == report["issuedAt"] == "2026-06-10T12:00:00+08:00"
    assert (report["issuer"], report["watermarks"]) == (None, ["未配置出具单位，不具证明效力"])
    assert (report["sample"], report["labels"]) == (False, [])
    assert len(report["sha256"]) == 64
    assert report["subject"] == {"name": "天津示例钢铁有限公司", "uscc": STEEL}
    assert {"label": "法定代表人（负责人、经营者）", "value": "张示例"} in report["register"]
    assert report["summary"][0] == {"title": "行政管理", "count": 26}
    assert len(report["summary"]) == 8
    assert [c["number"] for c in report["chapters"]] == list(range(1, 11))
    assert report["chapters"][1]["count"] == 26
    assert report["chapters"][2]["note"] == "查询期内无相关信息"
    assert report["statements"][1] == "仅含当前公示信息，不代表无其他记录。"
    assert report["items"]["total"] == 26
    first = report["items"]["edges"][0]["node"]
    assert first == {
        "chapter": 2,
        "heading": "第 1 条",
        "record": {"documentNumber": "津滨审许〔2025〕25号", "kind": "LICENCE"},
    }


async def test_all_of_it_comes_page_by_page(house: House) -> None:
    seen, after, pages = [], None, 0
    while True:
        report = (await house.ask(ORDINARY, c=STEEL, n=10, after=after))["creditReport"]
        items = report["items"]
        seen += [edge["node"]["record"]["documentNumber"] for edge in items["edges"]]
        pages += 1
        assert items["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not items["pageInfo"]["hasNextPage"]:
            break
        after = items["pageInfo"]["endCursor"]
    assert pages == 3
    assert seen == [f"津滨审许〔2025〕{n}号" for n in range(25, 0, -1)] + ["津滨市监罚〔2026〕1号"]


async def test_the_items_of_one_chapter(house: House) -> None:
    for chapter, total in ((2, 26), (3, 0), (11, 0)):
        report = (await house.ask(ORDINARY, c=STEEL, chapter=chapter))["creditReport"]
        assert report["items"]["total"] == total


async def test_an_item_has_its_printed_lines(house: House) -> None:
    report = (await house.ask(LINES, c=LASER))["creditReport"]
    ((edge),) = report["items"]["edges"]
    assert {"label": "行政许可决定文书号", "value": "津南审许〔2025〕7号"} in edge["node"]["lines"]
    assert {"label": "许可编号", "value": "— —"} in edge["node"]["lines"]


@pytest.mark.parametrize("code", [UNKNOWN, "", "x" * 65, "91320100748204660X"])
async def test_nothing_displayed_is_null(house: House, code: str) -> None:
    assert await house.ask(ORDINARY, c=code) == {"creditReport": None}


async def test_a_foreign_cursor_is_refused(house: House) -> None:
    report = (await house.ask(ORDINARY, c=STEEL, n=1))["creditReport"]
    cursor = report["items"]["pageInfo"]["endCursor"]
    for spoilt in ("nonsense", cursor.replace("-0.", "-1.")):
        assert await house.code(ORDINARY, c=STEEL, after=spoilt) == "cursor_invalid"
    search = "{ withdrawalNotices(first: 1) { edges { cursor } } }"
    assert (await house.ask(search))["withdrawalNotices"]["edges"] == []
    other = "query($q: String!) { searchRecords(query: $q, first: 1) { pageInfo { endCursor } } }"
    foreign = (await house.ask(other, q="食品"))["searchRecords"]["pageInfo"]["endCursor"]
    assert await house.code(ORDINARY, c=STEEL, after=foreign) == "cursor_invalid"


async def test_a_cursor_outlives_its_record(new_house: Build, rows: Rows) -> None:
    """The record of the cursor is withdrawn between two pages: nothing behind it is skipped."""
    name = "天津示例钢铁有限公司"
    numbered = "罚〔2026〕{}号".format
    penalties = [rows.penalty(name, STEEL, numbered(n), f"2026/05/{n:02}") for n in (1, 2, 3)]
    undone = rows.withdrawal(name, STEEL, numbered(3), "2026/06/11", "")
    files: Files = [("penalties", penalties), ("withdrawals", [undone])]
    house = new_house(files)
    report = (await house.ask(ORDINARY, c=STEEL, n=1))["creditReport"]
    assert report["items"]["edges"][0]["node"]["record"]["documentNumber"] == "罚〔2026〕3号"
    after = report["items"]["pageInfo"]["endCursor"]
    house.clock[0] = NOW + timedelta(days=1)
    items = (await house.ask(ORDINARY, c=STEEL, after=after))["creditReport"]["items"]
    numbers = [edge["node"]["record"]["documentNumber"] for edge in items["edges"]]
    assert numbers == ["罚〔2026〕2号", "罚〔2026〕1号"]
    again = (await house.ask(ORDINARY, c=STEEL, n=1))["creditReport"]["items"]["pageInfo"]
    assert again["hasNextPage"]


async def test_compiling_has_its_price(house: House) -> None:
    query = "query($c: String!) { creditReport(uscc: $c) { number title } }"
    for code, fields in ((STEEL, 2), (UNKNOWN, 1)):
        cost = (await house.send(query, c=code)).json()["extensions"]["cost"]
        assert cost == {
            "requested": ROOT_POINTS["creditReport"] + 2,
            "charged": ROOT_POINTS["creditReport"] + fields,
        }


async def test_an_ordinary_report_needs_no_index(new_house: Build, shown_files: Files) -> None:
    house = new_house(shown_files)
    house.parts.admin.close()
    for file in (house.settings.index_folder).rglob("*"):
        if file.is_file():
            file.unlink()
    answer = (await house.send(ORDINARY, c=STEEL)).json()
    assert answer["data"]["creditReport"]["items"]["total"] == 26
    assert "freshness" not in answer["extensions"]


# --- the special report -------------------------------------------------------------------------


async def test_a_special_report_for_its_subject(open_house: House) -> None:
    report = await told(open_house, ISSUE, token(), **DAYS, s=["double-publicity"])
    assert report["number"].startswith("20260610120000000")
    assert (report["subjectName"], report["subjectUscc"]) == ("天津示例钢铁有限公司", STEEL)
    assert report["version"] == "发改财金〔2025〕565号"
    assert report["period"] == {"begins": "2025-06-10", "ends": "2026-06-09"}
    assert report["purpose"] == "贷款"
    assert report["watermarks"] == [
        "未配置出具单位，不具证明效力",
        "领域清单为样例，未经出具单位确认",
    ]
    assert [(s["code"], s["status"], s["count"]) for s in report["sectors"]] == [
        ("double-publicity", "FOUND", 1),
        ("courts", "UNKNOWN", 0),
    ]
    assert "查询到行政处罚1条" in report["sectors"][0]["statement"]
    assert report["sectors"][0]["matters"][0] == {
        "name": "行政处罚",
        "status": "FOUND",
        "found": 1,
        "repaired": 0,
        "gathered": True,
        "coveredUntil": None,
        "late": False,
        "pending": False,
        "gaps": [{"begins": "2025-06-10", "ends": "2026-06-09"}],
    }
    assert report["items"]["total"] == 1
    (edge,) = report["items"]["edges"]
    assert edge["node"] == {
        "sector": "double-publicity",
        "heading": "第 1 条",
        "marks": [],
        "record": {"documentNumber": "津滨市监罚〔2026〕1号"},
    }
    assert hashlib.sha256(report["facts"].encode()).hexdigest() == report["sha256"]
    with open_house.parts.ledger.read() as conn:
        kept = find_report(conn, report["number"])
        assert kept is not None
        assert kept.facts == report["facts"]
        (line,) = accesses(conn, kept.subject_id)
    assert (line.actor, line.act, line.purpose) == ("王敏", "issue", "贷款")


async def test_it_is_told_again_to_its_subject_only(open_house: House) -> None:
    report = await told(open_house, ISSUE, token(), **DAYS)
    open_house.clock[0] = NOW + timedelta(minutes=30)
    number = report["number"]
    assert await told(open_house, READ, token(sub="李华", purpose="复核"), n=number) == report
    assert await told(open_house, READ, token(LASER), n=number) is None
    for other in ("20260610120000000A0000", "nonsense", ""):
        assert await told(open_house, READ, token(), n=other) is None
    with open_house.parts.ledger.read() as conn:
        subject = find_subject(conn, STEEL)
        assert subject is not None
        lines = [(one.actor, one.act, one.purpose) for one in accesses(conn, subject)]
    assert lines == [("李华", "read", "复核"), ("王敏", "issue", "贷款")]


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"b": "2021-06-09"}, "report_period_invalid"),
        ({"e": "2026-06-11"}, "report_period_invalid"),
        ({"s": ["none"]}, "report_sector_unknown"),
        ({"s": ["courts"] * 101}, "request_invalid"),
    ],
)
async def test_what_cannot_be_issued(
    open_house: House, variables: dict[str, Any], code: str
) -> None:
    response = await send(open_house, ISSUE, token(), **{**DAYS, **variables})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (200, code)


async def test_an_unknown_subject_is_no_statement(open_house: House) -> None:
    response = await send(open_house, ISSUE, token(UNKNOWN), **DAYS)
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "report_subject_unknown"
    assert "这不表示该主体没有记录" in error["extensions"]["zh"]


@pytest.mark.parametrize("accept", ["application/graphql-response+json", "application/json"])
@pytest.mark.parametrize(
    ("bearer", "status", "code", "challenge"),
    [
        (None, 401, "token_missing", "Bearer"),
        ("nonsense", 401, "token_invalid", 'Bearer error="invalid_token"'),
        (
            token(exp=int(NOW.timestamp())),
            401,
            "token_expired",
            'Bearer error="invalid_token"',
        ),
        (token(scope="other"), 403, "token_forbidden", None),
    ],
)
async def test_without_a_good_token_nothing_runs(
    open_house: House,
    bearer: str | None,
    status: int,
    code: str,
    challenge: str | None,
    accept: str,
) -> None:
    for query, variables in ((ISSUE, DAYS), (READ, {"n": "20260610120000000A0000"})):
        response = await send(open_house, query, bearer, accept=accept, **variables)
        answer = response.json()
        assert (response.status_code, list(answer)) == (status, ["errors"])
        assert answer["errors"][0]["extensions"]["code"] == code
        assert response.headers.get("www-authenticate") == challenge
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["content-type"].startswith(accept)
        assert "RateLimit" in response.headers


async def test_a_bad_token_ends_even_a_public_question(open_house: House) -> None:
    query = "{ freshness { change } }"
    assert (await send(open_house, query, "nonsense")).status_code == 401
    assert (await send(open_house, query, token())).status_code == 200
    assert (await send(open_house, query, None)).status_code == 200


async def test_a_token_hidden_in_a_fragment_is_asked_for_too(open_house: House) -> None:
    query = 'query { ...Q } fragment Q on Query { x: specialReport(number: "1") { number } }'
    assert (await send(open_house, query, None)).status_code == 401


async def test_a_get_issues_nothing(open_house: House) -> None:
    response = await send(open_house, ISSUE, token(), method="GET", **DAYS)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["errors"][0]["extensions"]["code"] == "method_not_allowed"
    issued = await told(open_house, ISSUE, token(), **DAYS)
    read = await send(open_house, READ, token(), method="GET", n=issued["number"])
    assert read.json()["data"]["specialReport"] == issued
    assert read.headers["cache-control"] == "no-store"


async def test_without_keys_there_are_none(house: House) -> None:
    for bearer in (None, token()):
        response = await send(house, ISSUE, bearer, **DAYS)
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"]["code"] == "special_reports_off"


async def test_every_subject_has_points_of_its_own(
    new_house: Build, shown_files: Files, keys: Path
) -> None:
    house = new_house(
        shown_files,
        token_keys_file=keys,
        token_issuer="https://id.example",
        points_per_minute=1_000,
    )
    query = """mutation($b: Date!, $e: Date!) {
      issueSpecialReport(begins: $b, ends: $e) { number } }"""
    statuses = [(await send(house, query, token(), **DAYS)).status_code for _ in range(10)]
    assert statuses == [200] * 9 + [429]  # 101 points each
    assert (await send(house, query, token(LASER), **DAYS)).status_code == 200
    assert (await send(house, "{ freshness { change } }", None)).status_code == 200


async def test_tokens_are_paid_for_when_they_are_bad(
    new_house: Build, shown_files: Files, keys: Path
) -> None:
    house = new_house(
        shown_files, token_keys_file=keys, token_issuer="https://id.example", points_per_minute=3
    )
    query = "{ freshness { change } }"
    statuses = [(await send(house, query, "nonsense")).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


async def test_no_token_is_logged(open_house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    good, bad = token(), token(aud="other")
    await told(open_house, ISSUE, good, **DAYS)
    await send(open_house, ISSUE, bad, **DAYS)
    for text in (good, bad):
        for part in text.split("."):
            assert part not in caplog.text
