"""From files to answers: what is found, in which order, with which words."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.anyio


async def test_a_subject_by_its_code_however_typed(house: Any) -> None:
    for typed in (
        "91320100748204660Q",
        " 91320100748204660q ",
        "９１３２０１００７４８２０４６６０Ｑ",
    ):
        data = await house.ask(
            """query($c: String!) { subject(uscc: $c) {
              uscc name formerNames otherNames kind type status founded cancelled revoked
              registeringAuthority district { code nameZh } address businessPremises
              legalRepresentative industry capital { amount currency } scope
              term { begins ends longTerm } parentUscc registered registeredAsOf
              counts { licence penalty } latestRecord
              freshness { change at sources { code nameZh lastDelivery coveredUntil } }
            } }""",
            c=typed,
        )
        assert data["subject"] == {
            "uscc": "91320100748204660Q",
            "name": "天津示例钢铁有限公司",
            "formerNames": ["天津老钢铁厂"],
            "otherNames": [],
            "kind": "企业",
            "type": "有限责任公司",
            "status": "存续",
            "founded": "2003-03-20",
            "cancelled": None,
            "revoked": None,
            "registeringAuthority": "天津市滨海新区市场监督管理局",
            "district": {"code": "120116", "nameZh": "滨海新区"},
            "address": "天津市滨海新区示例路1号",
            "businessPremises": None,
            "legalRepresentative": "张示例",
            "industry": "C3110",
            "capital": {"amount": "500", "currency": "人民币"},
            "scope": "钢铁冶炼",
            "term": {"begins": "2003-03-20", "ends": None, "longTerm": True},
            "parentUscc": None,
            "registered": True,
            "registeredAsOf": "2024-06-01",
            "counts": {"licence": 25, "penalty": 1},
            "latestRecord": "2026-05-10",
            "freshness": {
                "change": "30",
                "at": "2026-06-10T12:00:00+08:00",
                "sources": [
                    {
                        "code": "licences",
                        "nameZh": "行政许可（双公示）",
                        "lastDelivery": "2026-06-10T12:00:00+08:00",
                        "coveredUntil": None,
                    },
                    {
                        "code": "penalties",
                        "nameZh": "行政处罚（双公示）",
                        "lastDelivery": "2026-06-10T12:00:00+08:00",
                        "coveredUntil": None,
                    },
                    {
                        "code": "penalties-samr",
                        "nameZh": "市场监管行政处罚",
                        "lastDelivery": None,
                        "coveredUntil": None,
                    },
                    *[
                        {"code": code, "nameZh": name, "lastDelivery": None, "coveredUntil": None}
                        for code, name in (
                            ("abnormal", "经营异常名录"),
                            ("serious", "严重违法失信名单"),
                            ("honours", "诚实守信信息"),
                            ("commitments", "信用承诺"),
                        )
                    ],
                    {
                        "code": "register",
                        "nameZh": "企业登记基础信息",
                        "lastDelivery": "2026-06-10T12:00:00+08:00",
                        "coveredUntil": None,
                    },
                ],
            },
        }


async def test_a_code_that_fails_its_check_or_is_none_is_nobody(house: Any) -> None:
    for typed in ("91320100748204660R", "", "天津示例钢铁有限公司", "7" * 65, "74820466-0"):
        assert await house.ask("query($c: String!) { subject(uscc: $c) { name } }", c=typed) == {
            "subject": None
        }


SEARCH = """query($q: String!, $f: SubjectFilter, $facets: [SubjectFacetName!]! = []) {
  searchSubjects(query: $q, filter: $f, facets: $facets, first: 5) {
    total { value exact }
    facets { name buckets { value nameZh count } }
    pageInfo { hasNextPage hasPreviousPage }
    edges { matchedBy node { name counts { licence penalty } district { nameZh } } }
  }
}"""


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("天津示例钢铁有限公司", "FULL_NAME"),
        ("91320100748204660q ", "CODE"),
        ("天津老钢铁厂", "FORMER_NAME"),
        ("示例钢铁", "CORE_NAME"),
    ],
)
async def test_a_subject_is_found_the_way_it_was_typed(
    house: Any, typed: str, matched: str
) -> None:
    found = (await house.ask(SEARCH, q=typed))["searchSubjects"]
    assert found["edges"][0] == {
        "matchedBy": matched,
        "node": {
            "name": "天津示例钢铁有限公司",
            "counts": {"licence": 25, "penalty": 1},
            "district": {"nameZh": "滨海新区"},
        },
    }


async def test_facets_filters_and_totals_of_subjects(house: Any) -> None:
    found = (await house.ask(SEARCH, q="", facets=["DISTRICT", "STATUS", "HAS"]))["searchSubjects"]
    assert found["total"] == {"value": 3, "exact": True}
    assert found["facets"] == [
        {
            "name": "DISTRICT",
            "buckets": [
                {"value": "120116", "nameZh": "滨海新区", "count": 2},
                {"value": "120104", "nameZh": "南开区", "count": 1},
            ],
        },
        {
            "name": "STATUS",
            "buckets": [
                {"value": "存续", "nameZh": None, "count": 2},
                {"value": "注销", "nameZh": None, "count": 1},
            ],
        },
        {
            "name": "HAS",
            "buckets": [
                {"value": "licence", "nameZh": "行政许可", "count": 2},
                {"value": "penalty", "nameZh": "行政处罚", "count": 1},
            ],
        },
    ]
    for narrowed, names in (
        ({"district": ["120104"]}, ["天津示例激光科技有限公司"]),
        ({"status": ["注销"]}, ["天津示例食品有限公司"]),
        ({"has": ["PENALTY"]}, ["天津示例钢铁有限公司"]),
        ({"foundedUntil": "2003-03-19"}, []),
        (
            {"foundedFrom": "2003-03-20", "kind": ["企业"], "industry": ["I6510"]},
            ["天津示例激光科技有限公司"],
        ),
    ):
        found = (await house.ask(SEARCH, q="", f=narrowed))["searchSubjects"]
        assert [edge["node"]["name"] for edge in found["edges"]] == names


async def test_pages_follow_each_other_without_gap_or_double(house: Any) -> None:
    query = """query($first: Int!, $after: String) { searchRecords(
      query: "示例钢铁", filter: { kind: LICENCE }, first: $first, after: $after) {
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { documentNumber } } } }"""
    whole = (await house.ask(query, first=100))["searchRecords"]["edges"]
    assert len(whole) == 25
    numbers, after, pages = [], None, 0
    while True:
        page = (await house.ask(query, first=4, after=after))["searchRecords"]
        numbers += [edge["node"]["documentNumber"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        after, pages = page["pageInfo"]["endCursor"], pages + 1
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert numbers == [edge["node"]["documentNumber"] for edge in whole]
    assert pages == 7


async def test_records_of_a_subject_and_one_record(house: Any) -> None:
    query = """{ subject(uscc: "91320100748204660Q") {
      penalties: records(kind: PENALTY) { total { value exact } edges { matchedBy node {
        id __typename kind subjectId subjectName subjectUscc documentNumber decided authority
        authorityUscc dataSource dataSourceUscc source objected
        ... on Penalty { penaltyKinds penaltyKindsText violationType facts basis content fine
          confiscation certificate validUntil longTerm } } } }
      licences: records(kind: LICENCE, first: 1) { total { value } edges { node {
        ... on Licence { documentName licenceKind certificateName certificateNumber content
          validFrom validUntil longTerm } } } }
      id } }"""
    subject = (await house.ask(query))["subject"]
    [edge] = subject["penalties"]["edges"]
    record_id = edge["node"].pop("id")
    assert subject["penalties"]["total"] == {"value": 1, "exact": True}
    assert edge == {
        "matchedBy": "ALL",
        "node": {
            "__typename": "Penalty",
            "kind": "PENALTY",
            "subjectId": subject["id"],
            "subjectName": "天津示例钢铁有限公司",
            "subjectUscc": "91320100748204660Q",
            "documentNumber": "津滨市监罚〔2026〕1号",
            "decided": "2026-05-10",
            "authority": "天津市滨海新区市场监督管理局",
            "authorityUscc": "11120116MB15291767",
            "dataSource": "天津市滨海新区市场监督管理局",
            "dataSourceUscc": "11120116MB15291767",
            "source": "penalties",
            "objected": False,
            "penaltyKinds": ["FINE"],
            "penaltyKindsText": "罚款",
            "violationType": "经营超过保质期的食品",
            "facts": "— —",
            "basis": "《中华人民共和国食品安全法》第一百二十四条",
            "content": "罚款伍万元",
            "fine": "5",
            "confiscation": None,
            "certificate": None,
            "validUntil": "2099-12-31",
            "longTerm": True,
        },
    }
    assert subject["licences"] == {
        "total": {"value": 25},
        "edges": [
            {
                "node": {
                    "documentName": "准予行政许可决定书",
                    "licenceKind": "普通",
                    "certificateName": None,
                    "certificateNumber": None,
                    "content": "食品经营许可",
                    "validFrom": "2025-01-25",
                    "validUntil": "2099-12-31",
                    "longTerm": True,
                }
            }
        ],
    }
    data = await house.ask("query($id: ID!) { record(id: $id) { id kind } }", id=record_id)
    assert data == {"record": {"id": record_id, "kind": "PENALTY"}}
    for unknown in ("", "r0", "nonsense", record_id + "0", "x" * 5_000):
        data = await house.ask("query($id: ID!) { record(id: $id) { id } }", id=unknown)
        assert data == {"record": None}


async def test_facets_and_filters_of_records(house: Any) -> None:
    query = """query($f: RecordFilter) { searchRecords(filter: $f, first: 1,
      facets: [KIND, SOURCE, CATEGORY, AUTHORITY, DISTRICT]) {
      total { value } facets { name buckets { value nameZh count } } } }"""
    found = (await house.ask(query))["searchRecords"]
    assert found["total"] == {"value": 27}
    facets = {facet["name"]: facet["buckets"] for facet in found["facets"]}
    assert facets["KIND"] == [
        {"value": "licence", "nameZh": "行政许可", "count": 26},
        {"value": "penalty", "nameZh": "行政处罚", "count": 1},
    ]
    assert facets["SOURCE"][1] == {"value": "penalties", "nameZh": "行政处罚（双公示）", "count": 1}
    assert facets["CATEGORY"] == [
        {"value": "普通", "nameZh": None, "count": 26},
        {"value": "fine", "nameZh": "罚款", "count": 1},
    ]
    assert facets["DISTRICT"][0] == {"value": "120116", "nameZh": "滨海新区", "count": 26}
    assert facets["AUTHORITY"] == [{"value": "11120116MB15291767", "nameZh": None, "count": 27}]
    for narrowed, count in (
        ({"uscc": "91320105780688132k"}, 1),
        ({"kind": "PENALTY"}, 1),
        ({"source": ["licences"], "decidedFrom": "2025-01-25", "decidedUntil": "2025-01-25"}, 1),
        ({"category": ["fine", "普通"]}, 27),
        ({"authority": ["11120116MB15291767"], "district": ["120104"]}, 1),
        ({"fineFrom": "5", "fineUntil": "5.000001"}, 1),
        ({"fineFrom": "5.000001"}, 0),
    ):
        found = (await house.ask(query, f=narrowed))["searchRecords"]
        assert found["total"] == {"value": count}, narrowed


async def test_every_answer_says_how_fresh_it_is_even_an_empty_one(house: Any) -> None:
    fresh = {"change": "30", "at": "2026-06-10T12:00:00+08:00", "sample": False}
    for query in (
        '{ subject(uscc: "91230500MA1B3N1N2M") { name } }',
        '{ record(id: "nothing") { id } }',
        '{ searchSubjects(query: "无此企业字号") { total { value } } }',
        '{ searchRecords(query: "无此文号") { total { value } } }',
        "{ freshness { change } }",
    ):
        answer = (await house.send(query)).json()
        assert answer["extensions"]["freshness"] == fresh, query


async def test_sources(house: Any) -> None:
    data = await house.ask(
        """{ sources { code nameZh nameEn unit frequency lastDelivery coveredUntil
          coveredPeriods { unit item begins ends } } }"""
    )
    assert [source["code"] for source in data["sources"]] == [
        "licences",
        "penalties",
        "penalties-samr",
        "abnormal",
        "serious",
        "honours",
        "commitments",
        "register",  # coercion and judgments are not public: their sources are not told of
    ]
    assert data["sources"][0] == {
        "code": "licences",
        "nameZh": "行政许可（双公示）",
        "nameEn": "Administrative licences",
        "unit": "天津市公共信用中心",
        "frequency": "每日",
        "lastDelivery": "2026-06-10T12:00:00+08:00",
        "coveredUntil": None,
        "coveredPeriods": [],
    }
