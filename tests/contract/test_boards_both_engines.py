"""Exposure boards on the embedded parts and on the production parts: at every telling instant both
show what the rules say of it, and what the subject's own page says.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.board_desk import Choice, board_of, confirm, withdraw
from gongshi.indexers.ingest import ingest
from gongshi.indexers.projector import Projector
from gongshi.ledger.snapshots import SubjectSnapshot, find_subject, load_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.boards import standings
from gongshi.records.clock import SHANGHAI, to_ms
from gongshi.search.documents import Collection
from gongshi.search.filters import BoardFilters
from gongshi.search.results import ResultPage
from gongshi.search.service import search_boards
from tests.contract.engine_house import EngineHouse
from tests.servers.server_postgresql import PostgresqlServer

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=SHANGHAI)
UNIT = "天津市市场监督管理委员会"
CODES = (
    "91110000802100433B", "91320105780688132K", "91320100748204660Q", "91230500MA1B3N1N2M",
    "91310000132215150M",
)  # fmt: skip
FACETS = ("board", "sector", "district")


def row(firm: int, number: int, day: str, **more: str) -> dict[str, str]:
    return {
        "CF_XDR_MC": f"天津样例第{firm}有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": CODES[firm],
        "CF_WSH": f"津市监罚〔2026〕{number}号",
        "CF_WFXW": "经营超过保质期的食品",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款伍万元",
        "CF_JDRQ": day,
        "CF_CFJG": UNIT,
        "class": "严重",
        "field": "食品",
        **more,
    }


FIRE = {"field": "消防", "CF_WFXW": "消防设施未保持完好有效"}
PENALTIES = [
    *(row(0, 10 + place, day) for place, day in enumerate(("2025/08/20", "2026/04/10"))),
    *(row(1, 20 + place, f"2026/05/0{place + 1}") for place in range(3)),
    *(row(1, 25 + place, f"2026/05/1{place + 1}", **FIRE) for place in range(2)),
    row(2, 30, "2026/04/20", CF_CFLB="责令停产停业"),
    row(2, 31, "2026/06/01", **{"class": "一般"}),
    row(3, 40, "2026/04/20"),
    row(3, 41, "2026/06/01", CF_WFXW="其他"),
    *(row(4, 50 + place, f"2026/06/0{place + 1}") for place in range(2)),
]
REPAIR = {
    "XF_WSH": "津信修〔2026〕1号",
    "XF_SHXYM": CODES[1],
    "XF_MC": "天津样例第1有限公司",
    "XF_YJLLX": "CF",
    "XF_YWSH": "津市监罚〔2026〕20号",
    "XF_YJG": UNIT,
    "XF_JG": "准予修复",
    "XF_FW": "终止公示",
    "XF_JDRQ": "2027/06/01",
    "XF_JDDW": UNIT,
}
REGISTER = [
    {
        "UNISCID": code,
        "ENTNAME": f"天津样例第{firm}有限公司",
        "ZTLB": "企业",
        "REGSTATE_CN": "存续",
        "APPRDATE": "2024/06/01",
        "DOMDISTRICT": f"12010{firm}",
    }
    for firm, code in enumerate(CODES)
    if firm in (1, 2, 4)
]


@dataclass(frozen=True)
class Exposed:
    """A ledger and an index with some subjects on the boards."""

    city: City
    ledger: Ledger
    house: EngineHouse

    def page(self, instant: datetime, **options: Any) -> ResultPage:
        given = {"first": 100, "now": instant, "facets": FACETS, **options}
        filters = given.pop("filters", None)
        found: ResultPage = self.house.run(search_boards(self.house.engine, filters, **given))
        return found

    def subjects(self) -> list[SubjectSnapshot]:
        with self.ledger.read() as conn:
            found = [find_subject(conn, code) for code in CODES]
            return list(load_subjects(conn, [one for one in found if one is not None]).values())


@pytest.fixture(scope="module")
def city() -> City:
    """Tianjin; 屡罚不改 asks a unit, 屡禁不止 nobody."""
    shipped = load_city(shipped_city("tianjin"))
    serious, repeat, defiant = shipped.boards.boards
    boards = (serious, repeat, replace(defiant, confirmed_by=()))
    return replace(shipped, boards=replace(shipped.boards, boards=boards))


def expose(city: City, url: str, folder: Path, house: EngineHouse) -> Exposed:
    """Everything through the ledger; the index first built, then brought up to each change."""
    ledger = Ledger.open(url, ledger_id="boards")
    projector = Projector(ledger, house.admin, city, "test")
    for number, (source, rows) in enumerate(
        (("register", REGISTER), ("penalties", PENALTIES[:6]), ("penalties", PENALTIES[6:]))
    ):
        ingest(ledger, city, source, write(folder / f"{number}.csv", rows), now=NOW)
        projector.run_once(NOW)
    repeat = board_of(city, "repeat")
    decided: dict[str, Any] = {"unit": UNIT, "by": "王敏"}
    for place, (code, choice) in enumerate(
        (
            (CODES[0], Choice()),
            (CODES[1], Choice(violation="经营过期食品")),
            (CODES[1], Choice(violation="消防设施未保持完好有效")),
            (CODES[4], Choice()),
        )
    ):
        at = NOW + timedelta(hours=place)
        confirm(ledger, city, repeat, code, choice, basis="样例办法", now=at, **decided)
    projector.run_once(NOW + timedelta(hours=4))
    later = NOW + timedelta(days=40)
    withdraw(ledger, city, repeat, CODES[4], Choice(), reason="样例", now=later, **decided)
    ingest(ledger, city, "repairs", write(folder / "repairs.csv", [REPAIR]), now=later)
    projector.run_once(NOW + timedelta(hours=5))
    projector.close()
    return Exposed(city, ledger, house)


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for one in rows for name in one)))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def embedded(
    city: City, tmp_path_factory: pytest.TempPathFactory, embedded_shared: EngineHouse
) -> Iterator[Exposed]:
    folder = tmp_path_factory.mktemp("embedded")
    exposed = expose(city, f"sqlite:///{folder / 'ledger.db'}", folder, embedded_shared)
    yield exposed
    exposed.ledger.close()


@pytest.fixture(scope="module")
def production(
    city: City,
    tmp_path_factory: pytest.TempPathFactory,
    postgresql_instance: PostgresqlServer,
    elasticsearch_shared: EngineHouse,
) -> Iterator[Exposed]:
    database = postgresql_instance.create_database()
    folder = tmp_path_factory.mktemp("production")
    exposed = expose(city, postgresql_instance.url_of(database), folder, elasticsearch_shared)
    yield exposed
    exposed.ledger.close()
    postgresql_instance.drop_database(database)


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        pytest.param("production", marks=[pytest.mark.elasticsearch, pytest.mark.postgresql]),
    ],
)
def exposed(request: pytest.FixtureRequest) -> Exposed:
    found: Exposed = request.getfixturevalue(request.param)
    return found


def instants(exposed: Exposed) -> list[datetime]:
    """Right before, at and after every change from the last projection on."""
    boards, rules = exposed.city.boards, exposed.city.rules
    edges = {
        edge
        for one in exposed.subjects()
        for board in boards.boards
        for stretch in standings(
            [(record.record, record.events) for record in one.records],
            one.board_decisions,
            board,
            boards,
            rules,
        )
        for edge in (stretch.start, stretch.end)
    }
    begun = NOW + timedelta(hours=5)
    near = [edge + shift for edge in edges for shift in (-timedelta(milliseconds=1), timedelta())]
    return sorted({begun, *(one for one in near if one >= begun)})


Told = dict[tuple[str, str], list[tuple[str, list[str]]]]


def by_the_rules(exposed: Exposed, instant: datetime) -> Told:
    """(board, subject) -> violation and document numbers of every ground."""
    boards, rules = exposed.city.boards, exposed.city.rules
    told: Told = {}
    for one in exposed.subjects():
        filed = [(record.record, record.events) for record in one.records]
        for board in boards.boards:
            for stretch in standings(filed, one.board_decisions, board, boards, rules):
                if stretch.start <= instant < stretch.end:
                    told[board.code, one.subject_id] = [
                        (ground.violation, [record.document_number for record in ground.evidence])
                        for ground in stretch.grounds
                    ]
    return told


def test_at_any_instant_boards_show_what_the_rules_say(exposed: Exposed) -> None:
    asked = instants(exposed)
    assert len(asked) > 8
    seen: set[int] = set()
    for instant in asked:
        page = exposed.page(instant)
        bodies = [orjson.loads(row.body) for row in page.rows]
        told = {
            (body["board"], body["subjectId"]): [
                (ground["violation"], [one["documentNumber"] for one in ground["evidence"]])
                for ground in body["grounds"]
            ]
            for body in bodies
        }
        assert told == by_the_rules(exposed, instant), instant
        assert page.total is not None
        assert (page.total.value, page.total.exact) == (len(told), True)
        assert sum(count for _, count in page.facets["board"]) == len(told)
        since = [body["since"] for body in bodies]
        assert since == sorted(since, reverse=True)
        subjects = exposed.house.get(
            Collection.SUBJECTS, [one.subject_id for one in exposed.subjects()], to_ms(instant)
        )
        labels = {
            (label["board"], owner)
            for owner, hit in subjects.items()
            for label in orjson.loads(hit.body)["boards"]
        }
        assert labels == set(told)
        seen.add(len(told))
    assert len(seen) > 2, "the boards fill and empty"
    assert by_the_rules(exposed, asked[-1]) == {}


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (BoardFilters(sectors=("fire",)), (1,)),
        (BoardFilters(sectors=("drugs",)), ()),
        (BoardFilters(boards=("defiant",)), (2,)),
        (BoardFilters(districts=("120101", "120104")), (1, 4)),
        (BoardFilters(boards=("repeat",), sectors=("food",), districts=("120101",)), (1,)),
    ],
    ids=str,
)
def test_boards_are_narrowed(
    exposed: Exposed, filters: BoardFilters, numbers: tuple[int, ...]
) -> None:
    page = exposed.page(NOW + timedelta(hours=6), filters=filters)
    assert {orjson.loads(row.body)["subjectUscc"] for row in page.rows} == {
        CODES[number] for number in numbers
    }


def alike(page: ResultPage) -> ResultPage:
    """A page without what names the ledger it comes from."""
    assert page.checkpoint is not None
    return replace(page, checkpoint=replace(page.checkpoint, ledger_id="", generation=""))


@pytest.mark.elasticsearch
@pytest.mark.postgresql
def test_a_user_cannot_tell_the_parts_apart(embedded: Exposed, production: Exposed) -> None:
    pages: Callable[[Exposed, datetime], list[ResultPage]] = lambda one, at: [  # noqa: E731
        alike(one.page(at)),
        alike(one.page(at, first=1)),
        alike(one.page(at, filters=BoardFilters(boards=("repeat",)), first=2)),
    ]
    for instant in instants(embedded):
        assert pages(embedded, instant) == pages(production, instant)


def test_pages_follow_one_another(exposed: Exposed) -> None:
    at = NOW + timedelta(hours=6)
    whole = [row.owner for row in exposed.page(at).rows]
    assert len(whole) == 4
    seen: list[str] = []
    page = exposed.page(at, first=1)
    while True:
        seen += [row.owner for row in page.rows]
        if not page.has_next:
            break
        page = exposed.page(at, first=1, after=page.rows[-1].cursor)
    assert seen == whole


def test_the_day_it_leaves_is_told_and_kept(exposed: Exposed) -> None:
    """What the clock alone takes off leaves on the very day that was told before."""
    told = {
        body["subjectUscc"]: body["leavesOn"]
        for row in exposed.page(NOW + timedelta(hours=6)).rows
        for body in [orjson.loads(row.body)]
        if body["board"] == "defiant"
    }
    assert told == {CODES[2]: "2027-06-02"}
    filters = BoardFilters(boards=("defiant",))
    leaves = datetime.combine(date(2027, 6, 2), datetime.min.time(), SHANGHAI)
    before = exposed.page(leaves - timedelta(milliseconds=1), filters=filters)
    assert (len(before.rows), len(exposed.page(leaves, filters=filters).rows)) == (1, 0)
