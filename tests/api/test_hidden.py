"""What is hidden looks like what never was, on every field and in every number.

Two houses: one never heard of some records, the other had them and must hide them now. Every
question gets the same answer in both, but for the number of the ledger's last change.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

STEEL = "91320100748204660Q"
QUIET = "91230500MA1B3N1N2M"
NAME, QUIET_NAME = "天津示例钢铁有限公司", "天津从未示人贸易有限公司"
REASON = "原决定主要证据不足，依法撤销，联系电话13812345678"

RECORD = """id __typename kind subjectId subjectName subjectUscc documentNumber decided authority
  authorityUscc dataSource dataSourceUscc source objected
  ... on Licence { documentName licenceKind certificateName certificateNumber content validFrom
    validUntil longTerm }
  ... on Penalty { penaltyKinds penaltyKindsText violationType facts basis content fine confiscation
    certificate validUntil longTerm }"""
SUBJECT = """id uscc name formerNames otherNames kind type status founded registeringAuthority
  district { code nameZh } industry registered counts { licence penalty } latestRecord
  labels { code }"""
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    *(
        (
            f"""query($c: String!) {{ subject(uscc: $c) {{ {SUBJECT} cancelled revoked address
              businessPremises legalRepresentative capital {{ amount currency }} scope
              term {{ begins ends longTerm }} parentUscc registeredAsOf
              records(first: 100) {{ total {{ value exact }} pageInfo {{ hasNextPage }}
                edges {{ cursor matchedBy node {{ {RECORD} }} }} }} }} }}""",
            {"c": code},
        )
        for code in (STEEL, QUIET, "91320105780688132K")
    ),
    *(
        (
            f"""query($q: String!) {{ searchSubjects(query: $q, first: 20,
              facets: [DISTRICT, STATUS, KIND, INDUSTRY, HAS, LICENCE_KIND, PENALTY_KIND, LABEL]) {{
              total {{ value exact }} pageInfo {{ hasNextPage endCursor }}
              facets {{ name buckets {{ value nameZh count }} }}
              edges {{ cursor matchedBy node {{ {SUBJECT} }} }} }} }}""",
            {"q": words},
        )
        for words in (
            "",
            NAME,
            QUIET_NAME,
            STEEL,
            QUIET,
            "从未示人",
            "congwei",
            "天津",
            "曾经叫过的名字",
        )
    ),
    *(
        (
            f"""query($q: String!, $f: RecordFilter) {{
              searchRecords(query: $q, filter: $f, first: 25,
              facets: [KIND, SOURCE, CATEGORY, AUTHORITY, DISTRICT]) {{
              total {{ value exact }} pageInfo {{ hasNextPage endCursor }}
              facets {{ name buckets {{ value nameZh count }} }}
              edges {{ cursor matchedBy node {{ {RECORD} }} }} }} }}""",
            {"q": words, "f": narrowed},
        )
        for words, narrowed in (
            ("", None),
            ("", {"kind": "PENALTY"}),
            ("", {"uscc": QUIET}),
            ("", {"fineFrom": "0"}),
            ("", {"category": ["fine", "warning"]}),
            ("津滨市监罚〔2026〕11号", None),
            ("津滨市监罚〔2026〕12号", None),
            ("津滨市监罚〔2022〕13号", None),
            ("隐去的违法行为", None),
            ("张某", None),
        )
    ),
    # What else may have been meant, and what is suggested while typing.
    *(
        (
            f"""query($q: String!) {{ searchSubjects(query: $q, order: LATEST,
              filter: {{ changedSince: "2026-01-01" }}, facets: [BOARD, SECTOR, LIST]) {{
              total {{ value }} facets {{ buckets {{ value count }} }}
              interpretation {{ parts {{ role text values }} }}
              didYouMean {{ subjects {{ {SUBJECT} }} suspicious {{ place typed read code }}
                numbers leftOut }}
              edges {{ cursor matchedBy highlights {{ field place start length }} }} }}
              suggest(text: $q) {{ id name formerNames uscc status matchedBy }}
              searchRecords(query: $q) {{ total {{ value }} didYouMean {{ subjects {{ id }}
                numbers leftOut }}
              edges {{ cursor highlights {{ field start length }} }} }} }}""",
            {"q": words},
        )
        for words in (
            "",
            NAME[:5],
            QUIET_NAME,
            "从未示",
            "congw",
            "cwsr",
            QUIET,
            QUIET[:12],
            QUIET[:16] + "2" + QUIET[17:],
            "津滨市监罚〔2026〕11号",
            "津滨市监罚〔2026〕12号",
            f"{STEEL} 处罚",
            "曾经叫过",
            "张某",
        )
    ),
    *(
        (
            f"""{{ searchSubjects(filter: {{ {narrowed} }}, facets: [LICENCE_KIND, PENALTY_KIND]) {{
              total {{ value }} facets {{ buckets {{ value count }} }}
              edges {{ node {{ name }} }} }} }}""",
            {},
        )
        for narrowed in (
            "has: [PENALTY]",
            "licenceKind: [CONCESSION, ORDINARY]",
            "licenceKind: [CONCESSION]",
            "penaltyKind: [FINE, REVOKE_PERMIT]",
            "penaltyKind: [REVOKE_PERMIT]",
            'label: ["食品生产"]',
        )
    ),
    ("{ sources { code nameZh nameEn unit frequency } }", {}),
    *(
        (
            f"""query($c: String!) {{ creditReport(uscc: $c) {{
              title version issuedAt issuer watermarks at rulesHash sample labels statements
              subject {{ {SUBJECT} }} register {{ label value }} summary {{ title count }}
              chapters {{ number title note count }} sources {{ code lastDelivery coveredUntil }}
              items(first: 100) {{ total pageInfo {{ hasNextPage endCursor }}
                edges {{ cursor node {{ chapter heading lines {{ label value }}
                  record {{ {RECORD} }} }} }} }} }} }}""",
            {"c": code},
        )
        for code in (STEEL, QUIET, "91320105780688132K")
    ),
]


def hidden_files(rows: Any) -> list[tuple[str, list[dict[str, str]]]]:
    """A repaired, a withdrawn, an expired, a minor, an unclassed and a person's penalty; a subject
    with nothing else; and a licence that is shared only."""
    wrong = {"CF_WFXW": "隐去的违法行为"}
    struck = {**wrong, "CF_CFLB": "罚款;吊销许可证件"}
    numbered = "津滨市监罚〔2026〕{}号"
    return [
        (
            "penalties",
            [
                rows.penalty(NAME, STEEL, numbered.format(11), "2026/04/10", **struck),
                rows.penalty(NAME, STEEL, numbered.format(12), "2026/04/11", **struck),
                rows.penalty(NAME, STEEL, "津滨市监罚〔2022〕13号", "2022/05/10", **struck),
                rows.penalty(
                    NAME, STEEL, numbered.format(14), "2026/04/12", **wrong, **{"class": "轻微"}
                ),
                rows.penalty(
                    NAME,
                    STEEL,
                    numbered.format(15),
                    "2026/04/13",
                    **wrong,
                    **{"class": "", "CF_CFLB": "其他"},
                ),
                rows.penalty(QUIET_NAME, QUIET, numbered.format(16), "2026/04/14", **struck),
                rows.penalty("曾经叫过的名字", STEEL, numbered.format(17), "2026/04/15", **wrong),
                {
                    **rows.penalty("张三", "", numbered.format(18), "2026/04/16", **wrong),
                    "CF_XDR_LB": "自然人",
                    "CF_XDR_ZJLX": "身份证",
                    "CF_XDR_ZJHM": "11010519491231002X",
                },
            ],
        ),
        (
            "licences",
            [
                rows.licence(
                    *(NAME, STEEL, "津滨审许〔2025〕99号", "2025/01/02"),
                    GKSX="政务共享",
                    XK_XKLB="特许",
                    XK_XKZS="食品生产许可证",
                )
            ],
        ),
        (
            "repairs",
            [
                rows.repair(NAME, STEEL, numbered.format(11), "2026/05/01"),
                {
                    **rows.repair(QUIET_NAME, QUIET, numbered.format(16), "2026/05/01"),
                    "XF_WSH": "津信修〔2026〕2号",
                },
                {
                    **rows.repair("曾经叫过的名字", STEEL, numbered.format(17), "2026/05/01"),
                    "XF_WSH": "津信修〔2026〕3号",
                },
            ],
        ),
        ("withdrawals", [rows.withdrawal(NAME, STEEL, numbered.format(12), "2026/05/02", REASON)]),
    ]


def comparable(answer: dict[str, Any]) -> str:
    text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return re.sub(r'"change": "\d+"', '"change": "?"', text)


async def test_hidden_records_leave_the_same_answers_as_none(
    new_house: Any, shown_files: Any, rows: Any
) -> None:
    never = new_house(shown_files)
    hides = new_house([*shown_files, *hidden_files(rows)])
    for query, variables in QUESTIONS:
        plain = (await never.send(query, **variables)).json()
        answer = (await hides.send(query, **variables)).json()
        assert "errors" not in plain, plain
        assert comparable(answer) == comparable(plain), (query, variables)


async def test_the_hidden_records_were_really_there(
    new_house: Any, shown_files: Any, rows: Any
) -> None:
    """The house that hides shows them before they were hidden: else the test above says nothing."""
    house = new_house([*shown_files, *hidden_files(rows)[:1]])
    query = (
        """query($q: String!) { searchRecords(query: $q) { edges { node { documentNumber } } } }"""
    )
    found = (await house.ask(query, q="隐去的违法行为"))["searchRecords"]["edges"]
    assert sorted(edge["node"]["documentNumber"] for edge in found) == [
        "津滨市监罚〔2026〕11号",
        "津滨市监罚〔2026〕12号",
        "津滨市监罚〔2026〕16号",
        "津滨市监罚〔2026〕17号",
    ]
    data = await house.ask("query($c: String!) { subject(uscc: $c) { name } }", c=QUIET)
    assert data == {"subject": {"name": QUIET_NAME}}
    revoked = "{ searchSubjects(filter: { penaltyKind: [REVOKE_PERMIT] }) { total { value } } }"
    assert await house.ask(revoked) == {"searchSubjects": {"total": {"value": 2}}}


async def test_ids_of_hidden_records_and_of_none_get_the_same_answer(
    new_house: Any, shown_files: Any, rows: Any
) -> None:
    before = new_house([*shown_files, *hidden_files(rows)[:1]])
    query = '{ searchRecords(query: "隐去的违法行为") { edges { node { id } } } }'
    edges = (await before.ask(query))["searchRecords"]["edges"]
    hides = new_house([*shown_files, *hidden_files(rows)])
    one = "query($id: ID!) { record(id: $id) { id } }"
    none = (await hides.send(one, id="rzzzzzzzz")).json()
    assert len(edges) == 4
    for edge in edges:
        answer = (await hides.send(one, id=edge["node"]["id"])).json()
        assert answer == none
        assert answer["data"] == {"record": None}


async def test_the_withdrawal_notice_names_neither_decision_nor_subject(
    new_house: Any, shown_files: Any, rows: Any
) -> None:
    """What never was public has none; the other one says who and why, on its day."""
    penalties, *_ = hidden_files(rows)
    number = "津滨市监罚〔2026〕12号"
    reason = f"对{NAME}（{STEEL}）作出的{number}，{REASON}"
    withdrawal = rows.withdrawal(NAME, STEEL, number, "2026/06/11", reason)
    never = rows.withdrawal(NAME, STEEL, "津滨市监罚〔2026〕14号", "2026/06/11", REASON)
    never["CX_WSH"] = "津滨市监撤〔2026〕2号"
    house = new_house([*shown_files, penalties, ("withdrawals", [withdrawal, never])])
    query = """query($a: String) { withdrawalNotices(first: 1, after: $a) {
      pageInfo { hasNextPage endCursor } edges { node { unit reason day } } } }"""
    assert (await house.ask(query))["withdrawalNotices"]["edges"] == []
    house.clock[0] = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
    page = (await house.ask(query))["withdrawalNotices"]
    assert page["edges"] == [
        {
            "node": {
                "unit": "天津市滨海新区市场监督管理局",
                "reason": "对××（××）作出的××，原决定主要证据不足，依法撤销，联系电话138****5678",
                "day": "2026-06-11",
            }
        }
    ]
    assert not page["pageInfo"]["hasNextPage"]
    rest = (await house.ask(query, a=page["pageInfo"]["endCursor"]))["withdrawalNotices"]
    assert rest["edges"] == []


async def test_a_penalty_leaves_every_answer_at_its_instant(
    new_house: Any, shown_files: Any, rows: Any
) -> None:
    """Decided 2026-05-10, class 严重: shown through 2029-05-10; the index is the same."""
    house = new_house(shown_files)
    query = """{ subject(uscc: "91320100748204660Q") { counts { penalty }
      records(kind: PENALTY) { total { value } edges { node { id } } } } }"""
    house.clock[0] = datetime(2029, 5, 10, 15, 59, 59, 999_000, tzinfo=UTC)
    shown = (await house.ask(query))["subject"]
    assert shown["counts"] == {"penalty": 1}
    [edge] = shown["records"]["edges"]
    house.clock[0] = datetime(2029, 5, 10, 16, 0, tzinfo=UTC)
    hidden = (await house.ask(query))["subject"]
    assert hidden == {"counts": {"penalty": 0}, "records": {"total": {"value": 0}, "edges": []}}
    data = await house.ask("query($i: ID!) { record(id: $i) { id } }", i=edge["node"]["id"])
    assert data == {"record": None}
