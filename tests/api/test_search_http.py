"""Searching over HTTP: how a query was read, what is lit, suggested, meant; filters and orders."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.search.query import LONGEST_QUERY

pytestmark = pytest.mark.anyio

STEEL = "91320100748204660Q"
LASER = "91320105780688132K"
SEARCH = """query($q: String!, $f: SubjectFilter, $o: SubjectOrder! = RELEVANCE) {
  searchSubjects(query: $q, filter: $f, order: $o) { total { value }
    interpretation { parts { role text start length values mended { place typed read } } }
    didYouMean { subjects { name uscc } suspicious { place typed read code } numbers leftOut }
    edges { matchedBy highlights { field place start length } node { name } } } }"""


async def names(house: Any, text: str, **filters: Any) -> list[str]:
    found = (await house.ask(SEARCH, q=text, f=filters))["searchSubjects"]
    return [edge["node"]["name"] for edge in found["edges"]]


async def test_how_a_query_was_read(house: Any) -> None:
    found = (await house.ask(SEARCH, q="９132O100748204660q 处罚"))["searchSubjects"]
    assert found["interpretation"]["parts"] == [
        {
            "role": "CODE",
            "text": "９132O100748204660q",
            "start": 0,
            "length": 18,
            "values": [STEEL],
            "mended": [{"place": 5, "typed": "O", "read": "0"}],
        },
        {
            "role": "KIND",
            "text": "处罚",
            "start": 19,
            "length": 2,
            "values": ["penalty"],
            "mended": [],
        },
    ]
    assert found["didYouMean"] is None
    [edge] = found["edges"]
    assert (edge["matchedBy"], edge["node"]["name"]) == ("CODE", "天津示例钢铁有限公司")
    assert edge["highlights"] == [{"field": "USCC", "place": 0, "start": 0, "length": 18}]


async def test_what_is_lit(house: Any) -> None:
    found = (await house.ask(SEARCH, q="老鋼鐵"))["searchSubjects"]
    assert found["edges"][0]["highlights"] == [
        {"field": "FORMER_NAMES", "place": 0, "start": 2, "length": 3}
    ]
    records = await house.ask(
        """{ searchRecords(query: "津滨市监罚(2026)1号") {
          edges { matchedBy highlights { field start length } } } }"""
    )
    assert records["searchRecords"]["edges"] == [
        {
            "matchedBy": "NUMBER",
            "highlights": [{"field": "DOCUMENT_NUMBER", "start": 0, "length": 13}],
        }
    ]


async def test_a_documents_number_finds_its_subject(house: Any) -> None:
    assert await names(house, "津滨市监罚﹝2026﹞1号") == ["天津示例钢铁有限公司"]


async def test_nothing_found_is_no_shrug(house: Any) -> None:
    found = (await house.ask(SEARCH, q="91320100748204661Q"))["searchSubjects"]
    assert (found["total"], found["edges"]) == ({"value": 0}, [])
    assert found["didYouMean"]["subjects"] == [{"name": "天津示例钢铁有限公司", "uscc": STEEL}]
    assert found["didYouMean"]["suspicious"][0] == {
        "place": 17,
        "typed": "1",
        "read": "0",
        "code": STEEL,
    }
    near = (await house.ask(SEARCH, q="津滨市监罚(2026)11号"))["searchSubjects"]["didYouMean"]
    assert (near["numbers"], len(near["subjects"])) == (["津滨市监罚〔2026〕1号"], 1)
    without = (await house.ask(SEARCH, q="示例钢铁 吊销"))["searchSubjects"]["didYouMean"]
    assert without["leftOut"] == ["吊销"]
    assert without["subjects"][0]["name"] == "天津示例钢铁有限公司"
    alike = (await house.ask(SEARCH, q="示例钢管批发"))["searchSubjects"]
    rows = [(edge["matchedBy"], edge["node"]["name"]) for edge in alike["edges"]]
    assert (rows[0], alike["didYouMean"]) == (("SIMILAR", "天津示例钢铁有限公司"), None)
    nearest = (await house.ask(SEARCH, q="示例锅管作坊"))["searchSubjects"]
    assert nearest["didYouMean"]["subjects"][0]["name"] == "天津示例钢铁有限公司"
    records = await house.ask(
        """{ searchRecords(query: "示例钢管批发") { edges { cursor }
          didYouMean { subjects { name } } } }"""
    )
    assert records["searchRecords"]["edges"] == []
    assert {"name": "天津示例钢铁有限公司"} in records["searchRecords"]["didYouMean"]["subjects"]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"district": ["120104"]}, {"激光"}),
        ({"district": ["南开区"]}, {"激光"}),
        ({"district": ["120000"]}, {"激光", "钢铁", "食品"}),
        ({"district": ["120100"]}, {"激光", "钢铁", "食品"}),
        ({"district": ["320100"]}, set()),
        ({"industry": ["I"]}, {"激光"}),
        ({"industry": ["C31"]}, {"钢铁", "食品"}),
        ({"industry": ["C3110"]}, {"钢铁", "食品"}),
        ({"industry": ["C3"]}, set()),
        ({"type": ["有限责任公司"]}, {"激光", "钢铁", "食品"}),
        ({"latestRecordFrom": "2025-02-03", "latestRecordUntil": "2025-02-03"}, {"激光"}),
        ({"latestRecordFrom": "2026-05-11"}, set()),
        ({"changedSince": "2026-05-10"}, {"钢铁"}),
        ({"changedSince": "2024-06-02"}, {"激光", "钢铁"}),
        ({"changedSince": "2024-06-01"}, {"激光", "钢铁", "食品"}),
        ({"board": ["repeat"]}, set()),
        ({"sector": ["FOOD"]}, set()),
        ({"has": ["PENALTY"], "list": ["SERIOUS"]}, set()),
        ({"licenceKind": ["ORDINARY", "OTHER"]}, {"激光", "钢铁"}),
        ({"licenceKind": ["REGISTRATION"]}, set()),
        ({"penaltyKind": ["FINE", "CLOSE"]}, {"钢铁"}),
        ({"penaltyKind": ["CLOSE"]}, set()),
        ({"penaltyKind": ["FINE"], "licenceKind": ["OTHER"]}, set()),
        ({"foundedFrom": "2003-03-20", "foundedUntil": "2003-03-20"}, {"激光", "钢铁", "食品"}),
        ({"foundedFrom": "2003-03-21"}, set()),
    ],
)
async def test_filters(house: Any, filters: dict[str, Any], wanted: set[str]) -> None:
    found = await names(house, "示例", **filters)
    assert {name[4:6] for name in found} == wanted


async def test_labels_are_carried_found_and_counted(
    new_house: Any, shown_files: Any, rows: Any
) -> None:
    until = {"XK_XKZS": "食品生产许可证", "XK_XKBH": "SC10112010100017", "XK_YXQZI": "2026/06/10"}
    licence = rows.licence(
        "天津示例激光科技有限公司", LASER, "津食许〔2025〕1号", "2025/03/01", **until
    )
    house = new_house([*shown_files, ("licences", [licence])])
    query = """query($f: SubjectFilter) {
      searchSubjects(filter: $f, facets: [LABEL]) {
        edges { node { name labels { code nameZh } } }
        facets { buckets { value nameZh count } } }
      subject(uscc: "91320105780688132K") { labels { nameZh } } }"""
    for label in ("食品生产", "food-production", " 食品生产 "):
        found = await house.ask(query, f={"label": [label]})
        [edge] = found["searchSubjects"]["edges"]
        assert edge["node"] == {
            "name": "天津示例激光科技有限公司",
            "labels": [{"code": "food-production", "nameZh": "食品生产"}],
        }
        assert found["searchSubjects"]["facets"] == [
            {"buckets": [{"value": "food-production", "nameZh": "食品生产", "count": 1}]}
        ]
        assert found["subject"] == {"labels": [{"nameZh": "食品生产"}]}
    assert (await house.ask(query, f={"label": ["特种设备"]}))["searchSubjects"]["edges"] == []
    assert await house.code(query, f={"label": ["食品"]}) == "request_invalid"
    house.clock[0] = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)  # its last day is over
    found = await house.ask(query, f={"label": ["食品生产"]})
    assert found["searchSubjects"] == {"edges": [], "facets": [{"buckets": []}]}
    assert found["subject"] == {"labels": []}


async def test_kinds_are_counted_under_their_terms(house: Any) -> None:
    found = await house.ask(
        """{ searchSubjects(facets: [LICENCE_KIND, PENALTY_KIND]) {
          facets { name buckets { value nameZh count } } } }"""
    )
    assert found["searchSubjects"]["facets"] == [
        {
            "name": "LICENCE_KIND",
            "buckets": [{"value": "ordinary", "nameZh": "普通", "count": 2}],
        },
        {"name": "PENALTY_KIND", "buckets": [{"value": "fine", "nameZh": "罚款", "count": 1}]},
    ]


@pytest.mark.parametrize("wrong", [{"licenceKind": ["普通"]}, {"penaltyKind": ["DISMAY"]}])
async def test_a_kind_there_is_not_is_refused(house: Any, wrong: Any) -> None:
    query = "query($f: SubjectFilter) { searchSubjects(filter: $f) { total { value } } }"
    assert await house.code(query, f=wrong) == "variables_invalid"


async def test_a_code_in_a_filter_is_read_as_people_type_it(house: Any) -> None:
    query = "query($f: RecordFilter) { searchRecords(filter: $f) { total { value } } }"
    for typed in (STEEL, STEEL.lower(), " 91320100 748204660 q", STEEL.replace("0", "O")):
        found = await house.ask(query, f={"uscc": typed})
        assert found["searchRecords"]["total"] == {"value": 26}, typed


async def test_records_are_found_by_the_organisation_code_of_their_subject(house: Any) -> None:
    query = "query($q: String!) { searchRecords(query: $q) { total { value } } }"
    for typed in (STEEL[8:17], f"{STEEL[8:16]}-{STEEL[16]}"):
        assert (await house.ask(query, q=typed))["searchRecords"]["total"] == {"value": 26}


@pytest.mark.parametrize(
    "wrong", [{"uscc": "91320100748204661Q"}, {"uscc": ""}, {"district": ["南海区"]}]
)
async def test_what_nobody_can_have_is_refused_in_a_filter(house: Any, wrong: Any) -> None:
    """Nothing found would read as if there were nothing."""
    query = "query($f: RecordFilter) { searchRecords(filter: $f) { total { value } } }"
    assert await house.code(query, f=wrong) == "request_invalid"
    if "district" in wrong:
        board = "query($d: String) { exposureBoard(district: $d) { total { value } } }"
        assert await house.code(board, d=wrong["district"][0]) == "request_invalid"


async def test_orders(house: Any) -> None:
    found = (await house.ask(SEARCH, q="示例", o="LATEST"))["searchSubjects"]
    assert [edge["node"]["name"][4:6] for edge in found["edges"]] == ["钢铁", "激光", "食品"]
    assert {edge["matchedBy"] for edge in found["edges"]} == {"CORE_NAME", "PREFIX"}
    records = await house.ask(
        """{ searchRecords(query: "食品经营许可", order: LATEST, first: 3) {
          edges { matchedBy node { decided } } } }"""
    )
    days = [edge["node"]["decided"] for edge in records["searchRecords"]["edges"]]
    assert days == ["2025-02-03", "2025-01-25", "2025-01-24"]


async def test_an_authority_by_its_name_or_code(house: Any) -> None:
    for authority in ("天津市滨海新区市场监督管理局", "11120116MB15291767"):
        data = await house.ask(
            """query($a: [String!]) { searchRecords(filter: { authority: $a, kind: PENALTY }) {
              total { value } } }""",
            a=[authority],
        )
        assert data["searchRecords"]["total"] == {"value": 1}


async def test_suggestions(house: Any) -> None:
    for typed in ("示例激", "天津示例激", "shilij", "9132010578"):
        data = await house.ask(
            """query($t: String!) { suggest(text: $t, first: 3) {
              id name formerNames uscc status founded district { code nameZh } matchedBy
              highlights { field start length } } }""",
            t=typed,
        )
        first = data["suggest"][0]
        assert (first["name"], first["uscc"], first["district"]["code"]) == (
            "天津示例激光科技有限公司",
            "91320105780688132K",
            "120104",
        )
    assert await house.ask('{ suggest(text: "老钢") { formerNames } }') == {
        "suggest": [{"formerNames": ["天津老钢铁厂"]}]
    }


async def test_suggestions_are_paid_for_by_the_row(house: Any) -> None:
    answer = (await house.send('{ suggest(text: "示例", first: 5) { name uscc } }')).json()
    assert answer["extensions"]["cost"] == {"requested": 10, "charged": 6}
    for first in (0, 11):
        query = f'{{ suggest(text: "示例", first: {first}) {{ name }} }}'
        assert await house.code(query) == "first_out_of_range"


async def test_long_texts_are_refused_cleanly(house: Any) -> None:
    for length in (LONGEST_QUERY + 1, 10_000):
        for field in (
            "searchSubjects(query: $q) { total { value } }",
            "suggest(text: $q) { name }",
        ):
            code = await house.code(f"query($q: String!) {{ {field} }}", q="示" * length)
            assert code == "query_too_long"


HOSTILE = st.one_of(
    st.text(st.characters(), max_size=LONGEST_QUERY + 5),
    st.lists(
        st.sampled_from(
            [
                *(
                    "*",
                    "?",
                    "公司",
                    "天津",
                    "\x00",
                    "\u202e",
                    "🔥",
                    "' OR 1=1;--",
                    "[a TO z]",
                    "~2",
                ),
                *(
                    "\\",
                    '"',
                    "{}",
                    "〔2026〕",
                    "1号",
                    "9132O1",
                    "0",
                    "O",
                    " ",
                    "注销",
                    "处罚",
                    "示例",
                ),
                *("xian", "e\u0301", "\ufeff", "南開", "㈱"),
            ]
        ),
        max_size=60,
    ).map("".join),
    st.text("0125", max_size=40),
    st.lists(st.sampled_from(["20", "25", "〔2025〕", "审批", "号", "a", " "]), max_size=24).map(
        "".join
    ),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=HOSTILE)
def test_any_text_gets_an_answer_or_a_clean_error(house: Any, text: str) -> None:
    query = """query($q: String!) {
      searchSubjects(query: $q, facets: [STATUS]) { total { value }
        interpretation { parts { role text start length values } } edges { matchedBy
        highlights { field place start length } node { name } }
        didYouMean { subjects { name } suspicious { place } } }
      searchRecords(query: $q) { total { value } edges { highlights { field } node { id } } }
      suggest(text: $q) { name highlights { start } } }"""
    answer = asyncio.run(house.send(query, q=text.encode("utf-8", "replace").decode()))
    assert answer.status_code == 200
    body = answer.json()
    for error in body.get("errors", ()):
        assert error["extensions"]["code"] == "query_too_long"
        assert len(text) > LONGEST_QUERY


@pytest.mark.parametrize("surrogate", ["\\ud800", "示\\udfff例", "\\udc00\\ud800"])
async def test_lone_surrogates_are_refused_as_no_text(house: Any, surrogate: str) -> None:
    body = (
        '{"query":"query($q: String!) { searchSubjects(query: $q) { total { value } '
        'interpretation { parts { text } } } suggest(text: $q) { name } }",'
        f'"variables":{{"q":"{surrogate}"}}}}'
    )
    async with house.client() as client:
        answer = await client.post(
            "/graphql", content=body, headers={"content-type": "application/json"}
        )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "request_invalid"
