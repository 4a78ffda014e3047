"""Every kind through GraphQL: the real records value by value, lists while they are in force."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector
from gongshi.records.clock import SHANGHAI
from gongshi.records.empty import blank
from tests.api.conftest import NOW, build

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

REAL = Path(__file__).parents[2] / "samples" / "real"
STEEL, WEST, ROAD = "91320100748204660Q", "91320281142232229Q", "91320000134762764K"
NAME = "南京钢铁联合有限公司"
FILES = {
    "licences": "licences_2026-05.csv",
    "honours": "honours_2026-05.csv",
    "commitments": "commitments_2026-05.csv",
}

#: Column of a real file -> field of its GraphQL type; all that is printed and public.
LICENCE = {
    "XK_XDR_MC": "subjectName",
    "XK_XDR_SHXYM": "subjectUscc",
    "XK_XKWS": "documentName",
    "XK_WSH": "documentNumber",
    "XK_XKLB": "licenceKind",
    "XK_XKZS": "certificateName",
    "XK_XKBH": "certificateNumber",
    "XK_NR": "content",
    "XK_JDRQ": "decided",
    "XK_YXQZ": "validFrom",
    "XK_YXQZI": "validUntil",
    "XK_XKJG": "authority",
    "XK_XKJGDM": "authorityUscc",
    "XK_LYDW": "dataSource",
    "XK_LYDWDM": "dataSourceUscc",
}
HONOUR = {
    "名称": "subjectName",
    "统一社会信用代码": "subjectUscc",
    "荣誉": "honourName",
    "评价年度": "year",
    "数据来源": "dataSource",
}
COMMITMENT = {
    "承诺编码": "documentNumber",
    "承诺人名称": "subjectName",
    "承诺人代码": "subjectUscc",
    "承诺类型": "commitmentKind",
    "承诺事由": "matter",
    "承诺内容": "content",
    "违诺责任": "liability",
    "承诺作出日期": "decided",
    "承诺有效期": "validUntil",
    "承诺履行状态": "performance",
    "未履行的承诺内容": "unfulfilled",
    "违诺责任追究内容": "pursued",
    "承诺履行状态认定日期": "determined",
    "承诺履行状态认定单位": "determinedBy",
    "承诺履行状态认定单位代码": "determinedByUscc",
    "承诺受理单位": "authority",
    "承诺受理单位代码": "authorityUscc",
}
KINDS = {
    "LICENCE": ("licences", "Licence", LICENCE),
    "HONOUR": ("honours", "Honour", HONOUR),
    "COMMITMENT": ("commitments", "Commitment", COMMITMENT),
}
_SHARED = ("subjectName", "subjectUscc", "documentNumber", "decided", "authority", "authorityUscc",
           "dataSource", "dataSourceUscc")  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A house with the real records of all three files."""
    made = build(tmp_path_factory.mktemp("real"), [])
    for source, name in FILES.items():
        receipt = ingest(made.parts.ledger, made.parts.city, source, REAL / name, now=NOW)
        assert receipt.quarantined == 0
    Projector(made.parts.ledger, made.parts.admin, made.parts.city, "tests").run_once(NOW)
    yield made
    made.parts.close()


async def records_of(house: Any, uscc: str, kind: str, type_: str, fields: set[str]) -> list[Any]:
    """All records of a kind of a subject, page by page."""
    own = " ".join(sorted(fields - set(_SHARED)))
    shared = " ".join(_SHARED)
    query = (
        "query Q($uscc: String!, $after: String, $kind: RecordKind) { subject(uscc: $uscc) { "
        "counts { licence honour commitment } records(kind: $kind, first: 50, after: $after) { "
        f"edges {{ node {{ __typename {shared} ... on {type_} {{ {own} }} }} }} "
        "pageInfo { hasNextPage endCursor } } } }"
    )
    found: list[Any] = []
    after = None
    while True:
        answer = await house.ask(query, uscc=uscc, kind=kind, after=after)
        page = answer["subject"]["records"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert answer["subject"]["counts"][kind.lower()] == len(found)
            return found
        after = page["pageInfo"]["endCursor"]


def printed(value: str, field: str) -> object:
    """A printed value as GraphQL gives it."""
    text = blank(value.strip())
    if not text:
        return None
    if field == "year":
        return int(text)
    if field == "performance":
        return {"全部履行": "FULL"}[text]
    if text[4:5] == "/" and len(text) == 10:
        return text.replace("/", "-")
    return text


@pytest.mark.parametrize("kind", KINDS)
async def test_each_printed_value_of_the_real_records_is_found_again(real: Any, kind: str) -> None:
    source, type_, columns = KINDS[kind]
    with (REAL / FILES[source]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    expected: Counter[tuple[tuple[str, object], ...]] = Counter()
    for row in rows:
        values = {field: printed(row[column], field) for column, field in columns.items()}
        if kind == "LICENCE" and values["documentNumber"] is None:
            values["documentNumber"] = values["certificateNumber"]  # the one without 文书号
        expected[tuple(sorted(values.items()))] += 1
    found: Counter[tuple[tuple[str, object], ...]] = Counter()
    for uscc in (STEEL, WEST, ROAD):
        for node in await records_of(real, uscc, kind, type_, set(columns.values())):
            assert node["__typename"] == type_
            found[tuple(sorted((field, node[field]) for field in columns.values()))] += 1
    assert sum(expected.values()) == {"LICENCE": 124, "HONOUR": 15, "COMMITMENT": 16}[kind]
    assert found == expected


async def test_the_three_companies_have_what_the_reports_print(real: Any) -> None:
    query = (
        "query Q($uscc: String!) { subject(uscc: $uscc) { counts { licence honour commitment } } }"
    )
    counts = {
        uscc: (await real.ask(query, uscc=uscc))["subject"]["counts"]
        for uscc in (STEEL, WEST, ROAD)
    }
    assert counts == {
        STEEL: {"licence": 15, "honour": 4, "commitment": 5},
        WEST: {"licence": 80, "honour": 6, "commitment": 11},
        ROAD: {"licence": 29, "honour": 5, "commitment": 0},
    }


async def test_records_of_a_kind_are_found_filtered_and_counted(real: Any) -> None:
    answer = await real.ask(
        """{ searchRecords(filter: {kind: COMMITMENT, category: ["审批替代型"]}, first: 10,
          facets: [KIND, CATEGORY]) { total { value } facets { name buckets { value nameZh count } }
          edges { node { documentNumber } } } }"""
    )
    page = answer["searchRecords"]
    assert page["total"] == {"value": 4}
    assert page["facets"] == [
        {"name": "KIND", "buckets": [{"value": "commitment", "nameZh": "信用承诺", "count": 4}]},
        {"name": "CATEGORY", "buckets": [{"value": "审批替代型", "nameZh": None, "count": 4}]},
    ]
    by_number = await real.ask(
        '{ searchRecords(query: "32010020230217000011") { edges { matchedBy node { kind } } } }'
    )
    assert by_number["searchRecords"]["edges"] == [
        {"matchedBy": "NUMBER", "node": {"kind": "COMMITMENT"}}
    ]


# --- lists --------------------------------------------------------------------------------------

Row = dict[str, str]


def entry(**changes: str) -> Row:
    return {
        "ENTNAME": NAME,
        "ZTLB": "企业",
        "UNISCID": STEEL,
        "LEREP": "张样例",
        "SPECAUSE_CN": "通过登记的住所或者经营场所无法联系",
        "ABNTIME": "2026/05/10",
        "DECORG_CN": "天津市样例区市场监督管理局",
        "DEDOCNUM": "津样异〔2026〕1号",
        "BZ": "经办人李样例",
    } | changes


def serious(**changes: str) -> Row:
    return {
        "ENTNAME": NAME,
        "ZTLB": "法人及非法人组织",
        "UNISCID": STEEL,
        "SERILLREA": "7",
        "SERILLREA_CN": "使用未经检验的特种设备，联系人电话13812345678",
        "CFJDWSH": "津样罚〔2026〕1号",
        "ABNTIME": "2026/05/11",
        "DECORG_CN": "天津市样例区市场监督管理局",
        "DEDOCNUM": "津样严〔2026〕1号",
    } | changes


LISTED = """query Q($uscc: String!) { subject(uscc: $uscc) { lists
  counts { abnormal serious } records { edges { node { __typename kind documentNumber decided
  ... on AbnormalListing { marked ground groundText published }
  ... on SeriousListing { groundArticle groundText penaltyDocumentNumber published } } } } } }"""


async def test_a_subject_stands_on_its_lists(new_house: Callable[..., Any]) -> None:
    house = new_house([("abnormal", [entry()]), ("serious", [serious()])])
    assert (await house.ask(LISTED, uscc=STEEL))["subject"] == {
        "lists": ["ABNORMAL", "SERIOUS"],
        "counts": {"abnormal": 1, "serious": 1},
        "records": {
            "edges": [
                {
                    "node": {
                        "__typename": "SeriousListing",
                        "kind": "SERIOUS",
                        "documentNumber": "津样严〔2026〕1号",
                        "decided": "2026-05-11",
                        "groundArticle": 7,
                        "groundText": "使用未经检验的特种设备，联系人电话138****5678",
                        "penaltyDocumentNumber": "津样罚〔2026〕1号",
                        "published": None,
                    }
                },
                {
                    "node": {
                        "__typename": "AbnormalListing",
                        "kind": "ABNORMAL",
                        "documentNumber": "津样异〔2026〕1号",
                        "decided": "2026-05-10",
                        "marked": False,
                        "ground": "UNREACHABLE",
                        "groundText": "通过登记的住所或者经营场所无法联系",
                        "published": None,
                    }
                },
            ]
        },
    }
    found = await house.ask(
        """{ searchSubjects(filter: {list: [SERIOUS]}, facets: [LIST, HAS]) {
          edges { node { uscc lists } } facets { name buckets { value nameZh count } } } }"""
    )
    assert found["searchSubjects"]["edges"] == [
        {"node": {"uscc": STEEL, "lists": ["ABNORMAL", "SERIOUS"]}}
    ]
    facets = {one["name"]: one["buckets"] for one in found["searchSubjects"]["facets"]}
    assert sorted(facets["LIST"], key=lambda one: one["value"]) == [
        {"value": "abnormal", "nameZh": "经营异常名录", "count": 1},
        {"value": "serious", "nameZh": "严重违法失信名单", "count": 1},
    ]
    nobody = await house.ask(
        "{ searchSubjects(filter: {list: [ABNORMAL_MARK]}) { edges { cursor } } }"
    )
    assert nobody == {"searchSubjects": {"edges": []}}
    told = json.dumps(await house.ask(LISTED, uscc=STEEL), ensure_ascii=False)
    assert "样例，" not in told
    assert "张样例" not in told
    assert "李样例" not in told


async def test_an_individual_business_is_marked(new_house: Callable[..., Any]) -> None:
    house = new_house([("abnormal", [entry(ZTLB="个体工商户")])])
    subject = (await house.ask(LISTED, uscc=STEEL))["subject"]
    assert subject["lists"] == ["ABNORMAL_MARK"]
    assert subject["records"]["edges"][0]["node"]["marked"] is True


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("abnormal", [entry(REMDATE="2026/06/10", REMEXCPRES_CN="重新取得联系")]),
        ("serious", [serious(REMDATE="2026/06/10", REMEXCPRES_CN="列入决定被撤销")]),
        ("serious", [serious(ABNTIME="2023/06/09")]),  # three years are over
    ],
)
async def test_an_entry_that_is_over_leaves_no_trace(
    new_house: Callable[..., Any], source: str, rows: Sequence[Mapping[str, str]]
) -> None:
    """2026-06-10 is the day of the removal, and the day after three years."""
    house = new_house([(source, rows)])
    for query in (
        f'{{ subject(uscc: "{STEEL}") {{ name }} }}',
        f'{{ searchSubjects(query: "{NAME}") {{ total {{ value }} edges {{ cursor }} }} }}',
        f'{{ searchRecords(query: "{NAME}") {{ total {{ value }} edges {{ cursor }} }} }}',
        "{ searchSubjects(filter: {list: [ABNORMAL, SERIOUS]}) { edges { cursor } } }",
        "{ withdrawalNotices { edges { cursor } } }",
    ):
        fresh = await house.ask(query)
        empty = await new_house([]).ask(query)
        assert fresh == empty, query


async def test_an_entry_is_shown_through_the_eve_of_its_removal(
    new_house: Callable[..., Any],
) -> None:
    house = new_house([("abnormal", [entry(REMDATE="2026/06/11", REMEXCPRES_CN="补报年报")])])
    assert (await house.ask(LISTED, uscc=STEEL))["subject"]["lists"] == ["ABNORMAL"]
    eve = house.clock[0].astimezone(SHANGHAI).replace(hour=23, minute=59, second=59)
    house.clock[0] = eve
    assert (await house.ask(LISTED, uscc=STEEL))["subject"]["lists"] == ["ABNORMAL"]
    house.clock[0] = eve.replace(day=11, hour=0, minute=0, second=0)
    assert (await house.ask(LISTED, uscc=STEEL))["subject"] is None


async def test_coercion_and_judgments_are_not_public(new_house: Callable[..., Any]) -> None:
    coercion = {
        "QZ_XDR_MC": NAME,
        "QZ_XDR_SHXYM": STEEL,
        "QZ_WSH": "津样强〔2026〕1号",
        "QZ_FS": "扣押财物",
        "QZ_JDRQ": "2026/05/10",
    }
    judgment = {
        "XS_BGDW": NAME,
        "XS_SHXYM": STEEL,
        "XS_AH": "(2026)津样刑初1号",
        "XS_ZM": "单位行贿罪",
        "XS_CPRQ": "2026/05/10",
    }
    house = new_house([("coercion", [coercion]), ("criminal", [judgment])])
    assert await house.ask(f'{{ subject(uscc: "{STEEL}") {{ name }} }}') == {"subject": None}
    for kind in ("COERCION", "CRIMINAL"):
        query = f"{{ searchRecords(filter: {{kind: {kind}}}) {{ edges {{ cursor }} }} }}"
        assert await house.ask(query) == {"searchRecords": {"edges": []}}
