"""Exposure boards over HTTP: what they tell, how they are narrowed, and what leaves no trace."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gongshi.indexers.board_desk import Choice, board_of, confirm, withdraw
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

STEEL, LASER = "91320100748204660Q", "91320105780688132K"
UNIT = "天津市市场监督管理委员会"
NUMBER = "津滨市监罚〔2026〕{}号"

ENTRY = """kind nameZh subjectId subjectName subjectUscc district { code nameZh } sectors since
  leavesOn grounds { sector violation since leavesOn confirmation { unit basis day }
  evidence { recordId documentNumber decided authority violationType penaltyKinds penaltyKindsText
  kind content fine groundText objected } }"""
BOARD = f"""query($k: String, $s: Sector, $d: String, $n: Int! = 20, $a: String) {{
  exposureBoard(kind: $k, sector: $s, district: $d, first: $n, after: $a,
    facets: [BOARD, SECTOR, DISTRICT]) {{
    total {{ value exact }} pageInfo {{ hasNextPage endCursor }}
    facets {{ name buckets {{ value nameZh count }} }}
    freshness {{ at sources {{ code }} }}
    edges {{ node {{ {ENTRY} }} }} }} }}"""


def offences(rows: Any) -> list[tuple[str, list[dict[str, str]]]]:
    """Steel: twice for old food. Laser: twice for fire safety, and one repaired penalty more."""
    steel, laser = "天津示例钢铁有限公司", "天津示例激光科技有限公司"
    fire = {"field": "消防", "CF_WFXW": "消防设施未保持完好有效"}
    return [
        ("penalties", [rows.penalty(steel, STEEL, NUMBER.format(2), "2026/04/20")]),
        (
            "penalties",
            [
                rows.penalty(laser, LASER, NUMBER.format(31), "2026/05/01", **fire),
                rows.penalty(laser, LASER, NUMBER.format(32), "2026/05/20", **fire),
            ],
        ),
    ]


def decide(house: Any, code: str, basis: str = "样例办法第三条") -> None:
    confirm(
        house.parts.ledger,
        house.parts.city,
        board_of(house.parts.city, "repeat"),
        code,
        Choice(),
        unit=UNIT,
        basis=basis,
        by="王敏",
        now=house.clock[0],
    )
    project(house)


def project(house: Any) -> None:
    projector = Projector(house.parts.ledger, house.parts.admin, house.parts.city, "tests")
    projector.run_once(house.clock[0])
    projector.close()


@pytest.fixture(scope="module")
def exposed(new_module_house: Any, shown_files: Any, rows: Any) -> Any:
    """Both subjects on the board; for tests that change nothing."""
    house = new_module_house([*shown_files, *offences(rows)])
    for code in (STEEL, LASER):
        decide(house, code)
    return house


async def test_subjects_are_found_by_the_boards_they_stand_on(exposed: Any) -> None:
    query = """query($f: SubjectFilter) {
      searchSubjects(filter: $f, facets: [BOARD, SECTOR, LIST]) {
        facets { name buckets { value nameZh count } } edges { node { uscc } } } }"""
    found = (await exposed.ask(query, f={"board": ["repeat"]}))["searchSubjects"]
    assert {edge["node"]["uscc"] for edge in found["edges"]} == {STEEL, LASER}
    assert found["facets"] == [
        {"name": "BOARD", "buckets": [{"value": "repeat", "nameZh": "屡罚不改", "count": 2}]},
        {
            "name": "SECTOR",
            "buckets": [
                {"value": "fire", "nameZh": "消防", "count": 1},
                {"value": "food", "nameZh": "食品", "count": 1},
            ],
        },
        {"name": "LIST", "buckets": []},
    ]
    found = (await exposed.ask(query, f={"sector": ["FIRE"]}))["searchSubjects"]
    assert [edge["node"]["uscc"] for edge in found["edges"]] == [LASER]


async def test_a_board_tells_its_entries_with_their_evidence(exposed: Any) -> None:
    board = (await exposed.ask(BOARD, k="repeat"))["exposureBoard"]
    assert board["total"] == {"value": 2, "exact": True}
    entries = {edge["node"]["subjectUscc"]: edge["node"] for edge in board["edges"]}
    steel = entries[STEEL]
    (ground,) = steel.pop("grounds")
    evidence = ground.pop("evidence")
    assert steel.pop("subjectId").startswith("s")
    assert steel == {
        "kind": "repeat",
        "nameZh": "屡罚不改",
        "subjectName": "天津示例钢铁有限公司",
        "subjectUscc": STEEL,
        "district": {"code": "120116", "nameZh": "滨海新区"},
        "sectors": ["FOOD"],
        "since": "2026-06-10",
        "leavesOn": "2028-04-21",
    }
    assert ground == {
        "sector": "FOOD",
        "violation": "经营超过保质期的食品",
        "since": "2026-06-10",
        "leavesOn": "2028-04-21",
        "confirmation": {"unit": UNIT, "basis": "样例办法第三条", "day": "2026-06-10"},
    }
    assert [one["documentNumber"] for one in evidence] == [NUMBER.format(2), NUMBER.format(1)]
    query = """query($i: ID!) { record(id: $i) { kind documentNumber decided authority objected
      ... on Penalty { violationType penaltyKinds penaltyKindsText content fine } } }"""
    for one in evidence:
        record = (await exposed.ask(query, i=one.pop("recordId")))["record"]
        assert one.pop("groundText") is None
        assert record == one
    assert {bucket["value"] for facet in board["facets"] for bucket in facet["buckets"]} == {
        "repeat", "food", "fire", "120116", "120104",
    }  # fmt: skip
    assert [
        [(bucket["nameZh"], bucket["count"]) for bucket in facet["buckets"]]
        for facet in board["facets"]
    ] == [
        [("屡罚不改", 2)],
        [("消防", 1), ("食品", 1)],
        [("南开区", 1), ("滨海新区", 1)],
    ]
    told = {one["code"] for one in board["freshness"]["sources"]}
    assert told >= {"penalties", "penalties-samr", "register", "serious"}


@pytest.mark.parametrize(
    ("narrowed", "codes"),
    [
        ({}, (STEEL, LASER)),
        ({"k": "repeat"}, (STEEL, LASER)),
        ({"k": "defiant"}, ()),
        ({"s": "FIRE"}, (LASER,)),
        ({"s": "DRUGS"}, ()),
        ({"d": "120116"}, (STEEL,)),
        ({"d": "120116", "s": "FIRE"}, ()),
    ],
    ids=str,
)
async def test_boards_are_narrowed(
    exposed: Any, narrowed: dict[str, str], codes: tuple[str, ...]
) -> None:
    board = (await exposed.ask(BOARD, **narrowed))["exposureBoard"]
    assert {edge["node"]["subjectUscc"] for edge in board["edges"]} == set(codes)
    assert board["total"]["value"] == len(codes)


async def test_pages_follow_one_another(exposed: Any) -> None:
    whole = (await exposed.ask(BOARD))["exposureBoard"]["edges"]
    first = (await exposed.ask(BOARD, n=1))["exposureBoard"]
    assert first["pageInfo"]["hasNextPage"]
    after = first["pageInfo"]["endCursor"]
    second = (await exposed.ask(BOARD, n=1, a=after))["exposureBoard"]
    assert not second["pageInfo"]["hasNextPage"]
    assert [*first["edges"], *second["edges"]] == whole
    assert await exposed.code(BOARD, s="FIRE", a=after) == "cursor_invalid"


async def test_a_subject_carries_its_labels(exposed: Any) -> None:
    query = """query($c: String!) { subject(uscc: $c) { boards { kind nameZh sectors } }
      searchSubjects(query: $c) { edges { node { boards { kind sectors } } } } }"""
    data = await exposed.ask(query, c=LASER)
    assert data["subject"]["boards"] == [
        {"kind": "repeat", "nameZh": "屡罚不改", "sectors": ["FIRE"]}
    ]
    (edge,) = data["searchSubjects"]["edges"]
    assert edge["node"]["boards"] == [{"kind": "repeat", "sectors": ["FIRE"]}]


async def test_the_citys_boards_and_their_rules_are_told(house: Any) -> None:
    query = """{ exposureBoards { kind nameZh nameEn basis sectors windowMonths atLeast
      confirmedBy } }"""
    serious, repeat, defiant = (await house.ask(query))["exposureBoards"]
    assert (serious["kind"], serious["windowMonths"], serious["confirmedBy"]) == (
        "serious",
        None,
        [],
    )
    assert (repeat["kind"], repeat["atLeast"], repeat["windowMonths"]) == ("repeat", 2, 24)
    assert (defiant["kind"], defiant["atLeast"]) == ("defiant", None)
    assert repeat["sectors"] == [
        "DRUGS", "FIRE", "FOOD", "PRODUCTION_SAFETY", "SPECIAL_EQUIPMENT",
    ]  # fmt: skip
    assert UNIT in repeat["confirmedBy"]
    assert await house.code(BOARD, k="nothing") == "board_unknown"


async def test_a_board_is_paid_for_by_rows_and_fields(exposed: Any) -> None:
    query = "query($n: Int!) { exposureBoard(first: $n) { edges { node { kind since } } } }"
    for asked, points in ((10, 20), (2, 4)):
        cost = (await exposed.send(query, n=asked)).json()["extensions"]["cost"]
        assert (cost["requested"], cost["charged"]) == (points, 4)


async def test_what_left_the_board_leaves_no_trace(
    new_house: Any, shown_files: Any, rows: Any, tmp_path: Path
) -> None:
    """A house that never had a third penalty, an expired one, and a confirmation taken back; and
    one that had them all."""
    name = "天津示例钢铁有限公司"
    more = [
        rows.penalty(name, STEEL, NUMBER.format(3), "2026/05/20"),
        rows.penalty(name, STEEL, "津滨市监罚〔2021〕9号", "2021/05/20"),
    ]
    never = new_house([*shown_files, *offences(rows)])
    hides = new_house([*shown_files, *offences(rows), ("penalties", more)])
    for house in (never, hides):
        decide(house, STEEL)
    decide(hides, LASER)
    (ground,) = (await hides.ask(BOARD, s="FOOD"))["exposureBoard"]["edges"][0]["node"]["grounds"]
    assert len(ground["evidence"]) == 3
    city = hides.parts.city
    taken = {"unit": UNIT, "reason": "样例", "by": "王敏", "now": hides.clock[0]}
    withdraw(hides.parts.ledger, city, board_of(city, "repeat"), LASER, Choice(), **taken)
    file = tmp_path / "repairs.csv"
    repaired = rows.repair(name, STEEL, NUMBER.format(3), "2026/06/01")
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(repaired))
        writer.writeheader()
        writer.writerow(repaired)
    ingest(hides.parts.ledger, city, "repairs", file, now=hides.clock[0])
    project(hides)
    assert await hides.ask(BOARD) == await never.ask(BOARD)
    subject = "query($c: String!) { subject(uscc: $c) { boards { kind sectors } } }"
    for code in (STEEL, LASER):
        assert await hides.ask(subject, c=code) == await never.ask(subject, c=code)


async def test_an_entry_leaves_at_its_instant(exposed: Any) -> None:
    """The index is the same; its evidence of 2026-04-20 counts through 2028-04-20."""
    now = exposed.clock[0]
    try:
        for instant, shown in (
            (datetime(2028, 4, 20, 15, 59, 59, 999_000, tzinfo=UTC), 1),
            (datetime(2028, 4, 20, 16, 0, tzinfo=UTC), 0),
        ):
            exposed.clock[0] = instant
            total = (await exposed.ask(BOARD, s="FOOD"))["exposureBoard"]["total"]
            assert total["value"] == shown
    finally:
        exposed.clock[0] = now
