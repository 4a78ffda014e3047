"""Files that come again, correct others, declare periods, or were stopped half-way."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from gongshi.cities.city import City
from gongshi.indexers.formula_guard import guarded, unguarded
from gongshi.indexers.ingest import ingest, read_period
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.quarantine_export import QuarantinedRow, export_rows
from gongshi.indexers.row_chunks import CHUNK
from gongshi.indexers.rows import Finding
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import declared_periods, quarantine, records
from gongshi.records.model import Licence
from gongshi.records.periods import Period
from gongshi.records.problems import PROBLEMS, GongshiError
from tests.indexers.way_in.taking import (
    ID_NUMBER,
    Dump,
    MakeRow,
    Parse,
    Row,
    Take,
    WriteFile,
    counted,
    filings,
    quarantined,
)

pytestmark = pytest.mark.slow

# --- the same again, corrections, orders ---


def test_the_same_file_twice_changes_nothing(
    take: Take, ledger: Ledger, dump: Dump, licence_row: MakeRow, write_file: WriteFile
) -> None:
    path = write_file([licence_row()])
    first = take("licences", path)
    before = dump(ledger)
    again = take("licences", path)
    assert dump(ledger) == before
    assert (again.outcome, again.batch_id, counted(again)) == ("duplicate_file", first.batch_id, {})
    assert "此前已完整接收" in again.text("zh")
    assert "taken in before" in again.text("en")


def test_a_correction_stands_when_the_first_file_comes_again(
    take: Take, ledger: Ledger, licence_row: MakeRow, write_file: WriteFile, now: datetime
) -> None:
    first = write_file([licence_row(XK_YXQZI="2026/12/31")])
    second = write_file([licence_row(XK_YXQZI="2030/12/31")])
    later = now + timedelta(days=1)
    assert counted(take("licences", first)) == {"added": 1}
    assert counted(take("licences", second, now=later))["corrected"] == 1
    take("licences", first, now=later + timedelta(days=1))
    (record,) = filings(ledger)
    assert isinstance(record, Licence)
    assert record.valid_until == date(2030, 12, 31)


def test_an_older_delivery_after_a_newer_one_changes_nothing(
    take: Take, ledger: Ledger, licence_row: MakeRow, now: datetime
) -> None:
    take("licences", [licence_row(XK_YXQZI="2030/12/31")], sent_at=now)
    receipt = take(
        "licences", [licence_row(XK_YXQZI="2026/12/31")], sent_at=now - timedelta(days=3)
    )
    assert counted(receipt)["older"] == 1
    (record,) = filings(ledger)
    assert isinstance(record, Licence)
    assert record.valid_until == date(2030, 12, 31)


def test_two_candidates_for_one_correction_are_never_guessed(
    take: Take, ledger: Ledger, licence_row: MakeRow, now: datetime
) -> None:
    take("licences", [licence_row(XK_YXQZI="2026/12/31"), licence_row(XK_YXQZI="2027/12/31")])
    receipt = take("licences", [licence_row(XK_YXQZI="2030/12/31")], now=now + timedelta(days=1))
    assert receipt.quarantined == 1
    assert [p.code for p in receipt.problems if PROBLEMS[p.code].level == "quarantine"] == [
        "ambiguous_match"
    ]
    assert sorted(str(r.valid_until) for r in filings(ledger) if isinstance(r, Licence)) == [
        "2026-12-31",
        "2027-12-31",
    ]


def test_a_different_encoding_and_layout_of_the_same_rows_is_no_change(
    take: Take, ledger: Ledger, licence_row: MakeRow, now: datetime
) -> None:
    take("licences", [licence_row()])
    labels = {column.code: column.label for column in LAYOUTS["XK"].columns}
    relabelled = {labels[code]: value for code, value in licence_row().items()}
    receipt = take(
        "licences",
        [relabelled],
        encoding="gb18030",
        delimiter="\t",
        now=now + timedelta(days=1),
    )
    assert counted(receipt) == {"unchanged": 1}


# --- declared periods ---


def test_a_period_may_be_declared_with_and_without_rows(
    take: Take, ledger: Ledger, licence_row: MakeRow, city: City
) -> None:
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    take("licences", [licence_row()], item="TJ-XK-001", period=may)
    (record,) = filings(ledger)
    assert record.item_code == "TJ-XK-001"
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    receipt = take("licences", "XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n", period=april)
    assert counted(receipt) == {"declared": 1}
    assert "2026-04-01..2026-04-30" in receipt.text("zh")
    assert receipt.to_json()["period"] == {"from": "2026-04-01", "to": "2026-04-30"}
    with ledger.read() as conn:
        found = conn.execute(
            select(
                declared_periods.c.item_code,
                declared_periods.c.period_from,
                declared_periods.c.period_to,
                declared_periods.c.row_count,
            ).order_by(declared_periods.c.no)
        ).all()
    assert [tuple(row) for row in found] == [
        ("TJ-XK-001", may.start, may.end, 1),
        ("", april.start, april.end, 0),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "2026-05-01", "2026-05-31..2026-05-01", "2026-05-01..2026-06-02", "x..y", "..",
     "2026-02-30..2026-03-01"],
)  # fmt: skip
def test_a_period_that_is_none(now: datetime, text: str) -> None:
    with pytest.raises(GongshiError, match="period_invalid"):
        read_period(text, now)


def test_a_period_in_words_of_days(now: datetime) -> None:
    assert read_period("2026/05/01..2026-05-31", now) == Period(date(2026, 5, 1), date(2026, 5, 31))


def zero_row(**changes: str) -> Row:
    return {
        "LB_PCH": "1",
        "LB_DW": "某局",
        "LB_DWDM": "11320100MB153168X8",
        "LB_MLBH": "TJ-XK-001",
        "LB_SJB": "XK",
        "LB_LX": "零报送",
        "LB_QJQ": "2026/05/01",
        "LB_QJZ": "2026/05/31",
        "LB_TS": "0",
        "LB_BSSJ": "2026-06-01 08:00:00",
    } | changes


def test_a_declared_count_must_be_what_was_received(
    take: Take, ledger: Ledger, licence_row: MakeRow, write_file: WriteFile
) -> None:
    taken = take("licences", write_file([licence_row()], name="五月.csv"))
    rows = [
        zero_row(LB_LX="增量", LB_TS="1", LB_WJM="五月.csv"),
        zero_row(LB_PCH="2", LB_LX="增量", LB_TS="1", LB_WJZY=taken.file_digest.upper()),
        zero_row(LB_PCH="3", LB_LX="增量", LB_TS="2", LB_WJM="五月.csv"),
        zero_row(LB_PCH="4", LB_LX="增量", LB_TS="2", LB_WJM="六月.csv"),
        zero_row(LB_PCH="5", LB_LX="增量", LB_TS="2"),
        zero_row(LB_PCH="6"),
    ]
    receipt = take("zero-reports", rows)
    assert quarantined(receipt) == [
        (4, "row_count_differs", "LB_TS", "2/1"),
        (5, "row_count_differs", "LB_TS", "2/0"),
    ]
    assert receipt.counts["declared"] == 4


# --- quarantine, out and in again ---


def test_quarantined_rows_go_out_are_put_right_and_come_in_again(
    take: Take, parse: Parse, ledger: Ledger, licence_row: MakeRow, now: datetime
) -> None:
    rows = [
        licence_row(XK_JDRQ="2025/02/30", XK_NR='引号"、逗号,\n换行', XK_FR_ZJHM=ID_NUMBER),
        licence_row(XK_XDR_LB="自然人", XK_XDR_SHXYM="", XK_XDR_ZJHM=ID_NUMBER, XK_JDRQ="x"),
    ]
    parsed = parse("licences", rows)
    assert counted(take("licences", rows)) == {"quarantined": 2}
    text = "".join(
        export_rows(
            LAYOUTS["XK"],
            [
                QuarantinedRow(f"q{number}", str(row.line), row.failures, row.raw)
                for number, row in enumerate(parsed)
            ],
        )
    )
    assert ID_NUMBER not in text
    exported = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["隔离编号"], row["原文件行号"]) for row in exported] == [("q0", "2"), ("q1", "4")]
    assert "2025/02/30" in exported[0]["问题"]
    assert exported[0]["XK_NR"] == '引号"、逗号,\n换行'
    receipt = take(
        "licences", text.replace("2025/02/30", "2025/02/28").replace(",x,", ",2025/03/01,")
    )
    assert counted(receipt) == {"added": 2}
    assert receipt.unknown_columns == ("隔离编号", "原文件行号", "问题", "Problem")
    assert [record.decision_date for record in filings(ledger)] == [date(2025, 2, 28)]
    with ledger.read() as conn:
        assert conn.execute(select(func.count()).select_from(records)).scalar_one() == 2


@given(
    st.text(max_size=8)
    | st.sampled_from(["=1+1", "'=1", "''", "-5", "@x", "\t1", "\n=1", "＝1", "'"])
)
def test_no_cell_of_an_export_is_computed_and_none_is_changed(text: str) -> None:
    cell = guarded(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    assert unguarded(cell) == text


def test_an_export_is_guarded_and_comes_back_as_it_was(parse: Parse, licence_row: MakeRow) -> None:
    cells = {"XK_NR": "=HYPERLINK(1)", "XK_XDR_MC": "@某公司", "BZ": "'-1", "XK_JDRQ": "x"}
    (row,) = parse("licences", [licence_row(**cells)])
    exported = "".join(
        export_rows(LAYOUTS["XK"], [QuarantinedRow("q", "=2!3", row.failures, row.raw)])
    )
    (line,) = csv.DictReader(io.StringIO(exported.removeprefix("\ufeff")))
    assert (line["XK_NR"], line["XK_XDR_MC"], line["BZ"], line["原文件行号"]) == (
        "'=HYPERLINK(1)",
        "'@某公司",
        "''-1",
        "'=2!3",
    )
    (again,) = parse("licences", exported)
    assert (again.raw, again.digest) == (row.raw, row.digest)
    # In a department's own file an apostrophe is what it is.
    (other,) = parse("licences", [licence_row(XK_NR="'=1")])
    assert other.raw["XK_NR"] == "'=1"


def test_a_row_nobody_could_cut_is_exported_by_its_line() -> None:
    broken = QuarantinedRow("q1", "9", [Finding("row_cells", "", "3/5")], {})
    lines = list(export_rows(LAYOUTS["XK"], [broken]))
    assert lines[1].startswith("q1,9,本行列数与表头不符（3/5）")


# --- killed and resumed ---


class _StopError(RuntimeError):
    """Stands for the power cut between two chunks."""


def test_a_run_that_stopped_goes_on_where_it_was(
    tmp_path: Path,
    city: City,
    now: datetime,
    dump: Dump,
    write_file: WriteFile,
    licence_row: MakeRow,
) -> None:
    path = write_file(
        [licence_row(XK_WSH=f"{n % 700}号", XK_JDRQ="x" if n % 9 == 0 else "2025/1/2")
         for n in range(1700)]
    )  # fmt: skip

    def stop_after(chunks: int) -> Callable[[int, int], None]:
        def progress(done: int, _all: int) -> None:
            if done >= chunks * CHUNK:
                raise _StopError

        return progress

    ledgers = [
        Ledger.open(f"sqlite:///{tmp_path / name}", ledger_id="l")
        for name in ("straight.sqlite", "stopped.sqlite")
    ]
    straight = ingest(ledgers[0], city, "licences", path, now=now)
    for _ in range(2):
        with pytest.raises(_StopError):
            ingest(ledgers[1], city, "licences", path, now=now, progress=stop_after(1))
    resumed = ingest(ledgers[1], city, "licences", path, now=now)
    assert resumed.outcome == "resumed"
    assert resumed.counts == straight.counts
    assert resumed.problems == straight.problems
    assert dump(ledgers[1]) == dump(ledgers[0])
    for opened in ledgers:
        opened.close()


def test_a_resumed_run_keeps_the_order_it_began_with(
    ledger: Ledger, city: City, now: datetime, write_file: WriteFile, licence_row: MakeRow
) -> None:
    path = write_file([licence_row(XK_WSH=f"{n}号") for n in range(CHUNK + 1)])

    def stop(_done: int, _all: int) -> None:
        raise _StopError

    with pytest.raises(_StopError):
        ingest(ledger, city, "licences", path, now=now, progress=stop)
    late = now + timedelta(days=9)
    ingest(ledger, city, "licences", path, now=late)
    older = write_file([licence_row(XK_WSH=f"{CHUNK}号", XK_YXQZI="2031/01/01")], name="later.csv")
    sent = now + timedelta(days=1)
    receipt = ingest(ledger, city, "licences", older, now=late, sent_at=sent)
    assert counted(receipt)["corrected"] == 1


def test_full_deliveries_and_row_orders_are_the_sources_business(
    take: Take, ledger: Ledger, licence_row: MakeRow, city: City, now: datetime
) -> None:
    source = replace(city.sources["licences"], delivery="full", full_drop_limit=0.9)
    of = replace(city, sources={**city.sources, "licences": source})
    take("licences", [licence_row(XK_WSH=f"{n}号") for n in range(4)], of=of)
    receipt = take("licences", [licence_row(XK_WSH="1号")], of=of, now=now + timedelta(days=1))
    assert counted(receipt) == {"unchanged": 1, "removed": 3}
    with ledger.read() as conn:
        assert conn.execute(select(func.count()).select_from(quarantine)).scalar_one() == 0


def test_a_full_delivery_that_would_remove_too_much_says_so(
    take: Take, ledger: Ledger, licence_row: MakeRow, city: City, now: datetime
) -> None:
    source = replace(city.sources["licences"], delivery="full", full_drop_limit=0.5)
    of = replace(city, sources={**city.sources, "licences": source})
    take("licences", [licence_row(XK_WSH=f"{n}号") for n in range(4)], of=of)
    receipt = take("licences", [licence_row(XK_WSH="1号")], of=of, now=now + timedelta(days=1))
    assert receipt.problem == "full_drop_exceeded"
    assert "full_drop_exceeded" in receipt.text("en")
    assert len(filings(ledger)) == 4
