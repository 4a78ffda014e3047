"""样例数据: every answer of a ledger with invented data says so, and asks the ledger nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from gongshi.indexers.projector import Projector
from gongshi.ledger.sample_mark import mark_sample
from gongshi.samples.usccs import ENTERPRISE, make_uscc

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

STEEL = "91320100748204660Q"
INVENTED = make_uscc(ENTERPRISE, 4711)
SUBJECT = "query($c: String!) { subject(uscc: $c) { sample freshness { sample } } }"
RECORDS = """query($c: String!) { searchRecords(query: "", filter: {uscc: $c}) {
  edges { node { id sample } } freshness { sample } } }"""
BOARD = """{ exposureBoard(kind: "serious") {
  edges { node { subjectUscc sample } } freshness { sample } } }"""


def listing(name: str, code: str) -> dict[str, str]:
    return {
        "ENTNAME": name,
        "UNISCID": code,
        "ZTLB": "法人及非法人组织",
        "ILLID": code,
        "SERILLREA": "5",
        "SERILLREA_CN": "生产经营不符合食品安全标准的食品",
        "ABNTIME": "2026/05/01",
        "DECORG_CN": "天津市滨海新区市场监督管理局",
        "DEDOCNUM": f"严{code}",
    }


@pytest.fixture(scope="module")
def marked(new_module_house: Any, shown_files: Any, rows: Any) -> Any:
    """A real subject and an invented one, in a ledger that was marked."""
    name = "天津样泽科技有限公司"
    steel = "天津示例钢铁有限公司"
    files = [
        *shown_files,
        ("register", [rows.register(name, INVENTED)]),
        ("licences", [rows.licence(name, INVENTED, "津样审〔2025〕1号", "2025/03/01")]),
        ("serious", [listing(name, INVENTED), listing(steel, STEEL)]),
    ]
    house = new_module_house(files)
    mark_sample(house.parts.ledger)
    projector = Projector(house.parts.ledger, house.parts.admin, house.parts.city, "tests")
    projector.rebuild(house.clock[0])
    projector.close()
    return house


@contextmanager
def statements() -> Iterator[list[str]]:
    """What any ledger is asked meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("code", "invented"), [(STEEL, False), (INVENTED, True)])
async def test_answers_of_sample_data_say_so(marked: Any, code: str, invented: bool) -> None:
    subject = (await marked.ask(SUBJECT, c=code))["subject"]
    assert subject == {"sample": invented, "freshness": {"sample": True}}
    found = (await marked.ask(RECORDS, c=code))["searchRecords"]
    assert found["freshness"] == {"sample": True}
    assert {edge["node"]["sample"] for edge in found["edges"]} == {invented}
    record = found["edges"][0]["node"]["id"]
    answer = (await marked.send("query($i: ID!) { record(id: $i) { sample } }", i=record)).json()
    assert answer["data"] == {"record": {"sample": invented}}
    assert answer["extensions"]["freshness"]["sample"] is True
    named = "query($c: String!) { searchSubjects(query: $c) { edges { node { sample } } } }"
    (edge,) = (await marked.ask(named, c=code))["searchSubjects"]["edges"]
    assert edge["node"]["sample"] is invented


async def test_boards_of_sample_data_say_so(marked: Any) -> None:
    board = (await marked.ask(BOARD))["exposureBoard"]
    assert board["freshness"] == {"sample": True}
    entries = {e["node"]["subjectUscc"]: e["node"]["sample"] for e in board["edges"]}
    assert entries == {STEEL: False, INVENTED: True}


async def test_the_mark_costs_no_question_to_the_ledger(marked: Any) -> None:
    asked = (SUBJECT, RECORDS, "query($c: ID!) { record(id: $c) { sample } }")
    for query in asked:
        await marked.ask(query, c=INVENTED)  # what is kept for seconds is read now
    with statements() as seen:
        for query in (*asked, *asked):
            await marked.ask(query, c=INVENTED)
    assert seen == []


async def test_a_ledger_without_invented_data_says_nothing_of_the_kind(house: Any) -> None:
    answer = (await house.send(SUBJECT, c=STEEL)).json()
    assert answer["data"]["subject"] == {"sample": False, "freshness": {"sample": False}}
    assert answer["extensions"]["freshness"]["sample"] is False


async def test_an_index_that_follows_learns_of_the_mark(new_house: Any, shown_files: Any) -> None:
    house = new_house(shown_files)
    mark_sample(house.parts.ledger)
    projector = Projector(house.parts.ledger, house.parts.admin, house.parts.city, "tests")
    projector.run_once(house.clock[0])
    with house.parts.ledger.write() as tx:
        tx.changed(1)  # whatever changes next
    projector.run_once(house.clock[0])
    projector.close()
    assert (await house.ask("{ freshness { sample } }"))["freshness"] == {"sample": True}
