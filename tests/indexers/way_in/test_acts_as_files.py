"""An act by command leaves the ledger and the index as the same act in a file does."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers.acts import Deed, Verb, act
from gongshi.indexers.ingest import ingest
from gongshi.indexers.own_records import Unit
from gongshi.ledger.changes import changes_after
from gongshi.ledger.notices import latest_notices
from gongshi.ledger.snapshots import scan_subjects
from gongshi.ledger.store import Ledger
from gongshi.records.publication import intervals

pytestmark = pytest.mark.slow

AUTHORITY, CODE = "南京市生态环境局", "11320100MB153168X8"
PREFIX: dict[Verb, tuple[str, str]] = {
    "withdraw": ("CX", "withdrawals"),
    "repair": ("XF", "repairs"),
    "suspend": ("ZT", "suspensions"),
    "resume": ("ZT", "suspensions"),
}
TABLES = ("repairs", "withdrawals", "suspensions", "event_targets", "notices", "record_keys")
#: Where an act by command and one in a file differ: the line of a file of several rows.
OWN = {"line"}


@dataclass(frozen=True)
class Case:
    verb: Verb
    columns: dict[str, str]
    target: int  # of the penalties
    late: int  # days later than the penalties

    def row(self, penalty: dict[str, str]) -> dict[str, str]:
        columns = {
            **self.columns,
            "SHXYM": penalty["CF_XDR_SHXYM"],
            "MC": penalty["CF_XDR_MC"],
            "YJLLX": "CF",
            "YWSH": penalty["CF_WSH"],
            "YJG": penalty["CF_CFJG"],
        }
        if self.verb != "repair":
            columns |= {"LYDW": AUTHORITY, "LYDWDM": CODE}
        return {f"{PREFIX[self.verb][0]}_{code}": text for code, text in columns.items()}


DAYS = st.dates(date(2026, 4, 11), date(2026, 6, 10)).map(date.isoformat)
LATER = st.one_of(st.just(""), st.dates(date(2026, 4, 11), date(2027, 8, 1)).map(date.isoformat))
REASONS = st.sampled_from(["证据不足", "适用法律错误", "南京钢铁一案事实不清", "电话13812345678"])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    verb: Verb = draw(st.sampled_from(["withdraw", "repair", "suspend"]))
    number = draw(st.integers(1, 3))
    columns = {"WSH": f"决{number}", "JDRQ": draw(DAYS), "JDDW": AUTHORITY, "JDDWDM": CODE}
    columns |= {"LY": draw(REASONS)}
    if verb == "withdraw":
        kinds = ["撤销", "变更", "确认违法", "确认无效", "误报撤回"]
        columns |= {"LX": draw(st.sampled_from(kinds)), "FS": "行政复议", "SXRQ": draw(LATER)}
        columns |= {"GKLY": draw(st.one_of(st.just(""), REASONS))}
    elif verb == "repair":
        columns |= {"JG": draw(st.sampled_from(["准予修复", "不予修复"])), "SXRQ": draw(LATER)}
        columns |= {"FW": draw(st.sampled_from(["终止公示", "标注", "提前移出名单"]))}
    else:
        first = draw(st.dates(date(2026, 4, 11), date(2026, 7, 1)))
        until = draw(st.one_of(st.none(), st.integers(0, 90)))
        columns |= {"DZ": "暂停公示", "QSRQ": first.isoformat()}
        columns |= {"JSRQ": "" if until is None else (first + timedelta(until)).isoformat()}
    return Case(verb, columns, draw(st.integers(0, 2)), draw(st.integers(11, 40)))


@pytest.fixture
def begun(
    tmp_path: Path, city: City, now: datetime, write_file: Any, penalty_row: Any
) -> tuple[Path, list[dict[str, str]], list[str]]:
    """A ledger with three penalties, their rows and ids."""
    rows = [
        penalty_row(CF_WSH=f"宁环罚〔2026〕{n}号", CF_NR=f"罚款{n}万元", **{"class": "一般"})
        for n in range(3)
    ]
    place = tmp_path / "begun.db"
    ledger = Ledger.open(f"sqlite:///{place}", ledger_id="test")
    ingest(ledger, city, "penalties", write_file(rows), now=now)
    with ledger.read() as conn:
        (subject,) = scan_subjects(conn, 0, 2)
    ledger.close()
    return place, rows, [one.record.id for one in subject.records]


def state(ledger: Ledger, city: City) -> Any:
    """All of the ledger that acts can touch, and all that the index is made of."""
    with ledger.read() as conn:
        tables = {}
        for name in TABLES:
            rows = conn.exec_driver_sql(f"SELECT * FROM {name}").mappings()
            tables[name] = sorted(
                [tuple((k, v) for k, v in row.items() if k not in OWN) for row in rows], key=repr
            )
        (subject,) = scan_subjects(conn, 0, 2)
        spans = [intervals(one.record, one.events, city.rules) for one in subject.records]
        return tables, subject, spans, latest_notices(conn), changes_after(conn, 0, 1000)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=st.lists(cases(), min_size=1, max_size=3))
def test_by_command_and_by_file_the_ledger_and_the_index_are_the_same(
    tmp_path: Path,
    city: City,
    now: datetime,
    begun: tuple[Path, list[dict[str, str]], list[str]],
    done: Sequence[Case],
) -> None:
    place, rows, records = begun
    done = [one for n, one in enumerate(done) if all(one.target != e.target for e in done[:n])]
    copies = [tmp_path / "file.db", tmp_path / "command.db"]
    ledgers = []
    for copy in copies:
        shutil.copy(place, copy)
        ledgers.append(Ledger.open(f"sqlite:///{copy}", ledger_id="test"))
    by_file, by_command = ledgers
    for number, case in enumerate(done):
        at = now + timedelta(days=case.late)
        row = case.row(rows[case.target])
        path = tmp_path / f"{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(row))
            writer.writeheader()
            writer.writerow(row)
        receipt = ingest(by_file, city, PREFIX[case.verb][1], path, now=at)
        what = Deed(case.verb, case.columns, Unit(AUTHORITY, CODE))
        acted = act(by_command, city, what, [records[case.target]], by="王敏", now=at)
        (one,) = acted.done
        assert receipt.counts[one.outcome] == 1
        warned = {p.code for p in receipt.problems if p.code.startswith("repair")}
        assert warned == {f.code for f in one.warnings if f.code.startswith("repair")}
        again = act(by_command, city, what, [records[case.target]], by="王敏", now=at)
        assert again.done[0].outcome == "unchanged"
    assert state(by_command, city) == state(by_file, city)
    # What a file said, a command finds said, and the other way round.
    for number, case in enumerate(done):
        at = now + timedelta(days=60)
        what = Deed(case.verb, case.columns, Unit(AUTHORITY, CODE))
        acted = act(by_file, city, what, [records[case.target]], by="王敏", now=at)
        assert acted.done[0].outcome == "unchanged"
        source = PREFIX[case.verb][1]
        receipt = ingest(by_command, city, source, tmp_path / f"{number}.csv", now=at)
        assert receipt.counts["unchanged"] == 1
    for ledger in ledgers:
        ledger.close()
