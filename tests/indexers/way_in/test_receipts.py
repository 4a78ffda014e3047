"""Receipts: what became of every row, on the day and any day after, in three formats."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers import receipt_file
from gongshi.indexers.file_account import FileAccount
from gongshi.indexers.ingest import check_prepared, checked_chunks, prepare, read_period
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.indexers.readers.raw import Survey
from gongshi.indexers.receipt import Receipt
from gongshi.indexers.receipt_file import receipt_json, receipt_text, write_receipt_xlsx
from gongshi.indexers.receipt_rows import ReceiptRow, checked_rows, ledger_rows, load_receipt
from gongshi.indexers.rows import Finding
from gongshi.indexers.template import columns_of, write_template_xlsx
from gongshi.ledger.quarantine import expire, listed
from gongshi.ledger.store import Ledger
from gongshi.records.places import SHEET_STEP, place_text
from gongshi.records.problems import GongshiError
from tests.indexers.way_in.taking import MakeRow, Take, WriteFile, counted

pytestmark = pytest.mark.slow

HEADER = ("XK_XDR_MC", "XK_XDR_SHXYM", "XK_NR", "XK_JDRQ")


def rows_of(ledger: Ledger, city: City, receipt: Receipt) -> list[ReceiptRow]:
    with ledger.read() as conn:
        return list(ledger_rows(conn, city, receipt.batch_id))


def outcomes(rows: list[ReceiptRow]) -> list[tuple[int, str, str]]:
    return [(row.line, row.outcome, row.id[:1]) for row in rows]


def workbook(path: Path, *sheets: list[tuple[object, ...]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    for lines in sheets:
        sheet = book.add_worksheet()
        for number, line in enumerate((HEADER, *lines)):
            sheet.write_row(number, 0, line)
    book.close()
    return path


def good(number: int) -> tuple[object, ...]:
    return ("甲公司", "91320100748204660Q", f"许可{number}", "2025/11/18")


def test_every_row_has_its_outcome_and_the_id_of_its_record(
    take: Take, ledger: Ledger, city: City, licence_row: MakeRow, now: datetime
) -> None:
    one, two = licence_row(XK_WSH="1号"), licence_row(XK_WSH="2号")
    bad = licence_row(XK_WSH="3号", XK_JDRQ="x")
    first = take("licences", [one, two, one, bad])
    rows = rows_of(ledger, city, first)
    assert outcomes(rows) == [
        (2, "added", "r"),
        (3, "added", "r"),
        (4, "duplicate", "r"),
        (5, "quarantined", "q"),
    ]
    assert rows[2].id == rows[0].id != rows[1].id
    assert [finding.code for finding in rows[3].findings] == ["decision_date_unreadable"]
    changed = licence_row(XK_WSH="2号", XK_YXQZI="2030/01/01", XK_LYDW="")
    later = now + timedelta(days=1)
    second = take("licences", [one, changed, changed], now=later)
    again = rows_of(ledger, city, second)
    assert outcomes(again) == [(2, "unchanged", "r"), (3, "corrected", "r"), (4, "duplicate", "")]
    assert [row.id for row in again[:2]] == [row.id for row in rows[:2]]
    assert [finding.code for finding in again[1].findings] == ["required_missing"]
    third = take("licences", [two], now=later, sent_at=now - timedelta(days=9))
    assert outcomes(rows_of(ledger, city, third)) == [(2, "older", "r")]


def test_registers_events_and_declarations_have_outcomes_too(
    take: Take, ledger: Ledger, city: City, penalty_row: MakeRow
) -> None:
    register = {"ENTNAME": "南京钢铁联合有限公司", "UNISCID": "91320100748204660Q"}
    taken = take("register", [register, register])
    assert outcomes(rows_of(ledger, city, taken)) == [(2, "added", "s"), (3, "duplicate", "s")]
    take("penalties", [penalty_row()])
    repair = {
        "XF_WSH": "津信修〔2026〕1号",
        "XF_SHXYM": "91320100748204660Q",
        "XF_YJLLX": "CF",
        "XF_YWSH": "宁环罚〔2026〕3号",
        "XF_YJG": "南京市生态环境局",
        "XF_JG": "准予修复",
        "XF_FW": "终止公示",
        "XF_JDRQ": "2026/05/20",
        "XF_JDDW": "南京市生态环境局",
        "XF_JDDWDM": "11320100MB153168X8",
    }
    first = take("repairs", [repair])
    assert outcomes(rows_of(ledger, city, first)) == [(2, "applied", "r")]
    again = take("repairs", [repair, repair | {"XF_YWSH": "9号"}])
    assert outcomes(rows_of(ledger, city, again)) == [(2, "unchanged", ""), (3, "quarantined", "q")]


def test_a_receipt_can_be_had_again(
    take: Take, ledger: Ledger, city: City, tmp_path: Path, now: datetime
) -> None:
    path = workbook(
        tmp_path / "许可.xlsx",
        [good(1), (*good(2)[:3], "x")],
        [("乙公司", 913201007482046600, "许可", "2025/11/18")],
    )
    receipt = take("licences", path)
    assert counted(receipt) == {"added": 1, "quarantined": 2}
    with ledger.read() as conn:
        again = load_receipt(conn, city, receipt.batch_id)
    assert again.to_json() == receipt.to_json()
    assert again.text() == receipt.text()
    assert "读取的工作表: Sheet1、Sheet2" in again.text()
    assert "第 Sheet1!3 行" in again.text()
    places = [
        (place_text(row.line, again.file.sheets), row.findings[0].code)
        for row in rows_of(ledger, city, receipt)
        if row.outcome == "quarantined"
    ]
    assert places == [
        ("Sheet1!3", "decision_date_unreadable"),
        ("Sheet2!2", "number_lost_digits"),
    ]
    with ledger.read() as conn:
        assert [row.place for row in listed(conn)] == ["Sheet1!3", "Sheet2!2"]
    with ledger.read() as conn, pytest.raises(GongshiError, match="unknown_id"):
        load_receipt(conn, city, "bzzzzzzzz")
    with ledger.read() as conn, pytest.raises(GongshiError, match="unknown_id"):
        next(ledger_rows(conn, city, "none"))


def test_remarks_expire_with_quarantine(
    take: Take, ledger: Ledger, city: City, licence_row: MakeRow, now: datetime
) -> None:
    receipt = take("licences", [licence_row(XK_LYDW=""), licence_row(XK_WSH="2", XK_JDRQ="天津x")])
    before = rows_of(ledger, city, receipt)
    assert [[finding.code for finding in row.findings] for row in before] == [
        ["required_missing"],
        ["decision_date_unreadable"],
    ]
    assert expire(ledger, now + timedelta(days=179)) == 0
    assert rows_of(ledger, city, receipt) == before
    assert expire(ledger, now + timedelta(days=180)) == 1
    after = rows_of(ledger, city, receipt)
    assert after[0].findings == ()
    assert [finding.value for finding in after[1].findings] == [""]


def test_a_column_that_lacks_is_told_once_not_row_by_row(
    take: Take, ledger: Ledger, city: City, licence_row: MakeRow
) -> None:
    row = licence_row()
    del row["XK_LYDW"]
    receipt = take("licences", [row])
    assert [(one.code, one.field, one.rows) for one in receipt.problems] == [
        ("required_missing", "XK_LYDW", 1)
    ]
    assert rows_of(ledger, city, receipt)[0].findings == ()


def test_a_check_tells_every_row_and_writes_nothing(
    city: City, now: datetime, write_file: WriteFile, licence_row: MakeRow
) -> None:
    bad = [licence_row(XK_WSH=f"{n}号", XK_JDRQ="x") for n in range(20)]
    file = prepare(city, "licences", write_file([licence_row(), *bad]), period=None)
    receipt = check_prepared(None, city, file, now=now)
    assert dict(receipt.counts) == {"usable": 1, "quarantined": 20}
    assert len(receipt.examples) == 5
    rows = list(checked_rows(checked_chunks(None, city, file, now=now)))
    assert outcomes(rows) == [(2, "usable", "")] + [(n, "quarantined", "") for n in range(3, 23)]


def receipt_with(city: City, now: datetime, path: Path) -> tuple[Receipt, list[ReceiptRow]]:
    file = prepare(city, "licences", path, period=None)
    receipt = check_prepared(None, city, file, now=now)
    return receipt, list(checked_rows(checked_chunks(None, city, file, now=now)))


def test_the_three_formats_tell_the_same(
    city: City, now: datetime, tmp_path: Path, licence_row: MakeRow, write_file: WriteFile
) -> None:
    path = write_file([licence_row(), licence_row(XK_JDRQ="=1+1")])
    receipt, rows = receipt_with(city, now, path)
    text = "".join(receipt_text(receipt, rows))
    assert text.startswith(receipt.text())
    assert "第 2 行\t可接收\t—\n第 3 行\t隔离\t—\n\t[待核] decision_date_unreadable：" in text
    loaded = json.loads("".join(receipt_json(receipt, rows)))
    assert {key: value for key, value in loaded.items() if key != "rowResults"} == receipt.to_json()
    assert [(one["place"], one["outcome"]) for one in loaded["rowResults"]] == [
        ("2", "usable"),
        ("3", "quarantined"),
    ]
    (finding,) = loaded["rowResults"][1]["findings"]
    assert (finding["code"], finding["field"], finding["value"]) == (
        "decision_date_unreadable",
        "XK_JDRQ",
        "=1+1",
    )
    write_receipt_xlsx(tmp_path / "r.xlsx", receipt, rows)
    lines = sheet_rows(tmp_path / "r.xlsx")
    assert lines[0][1:3] == ["2", "可接收"]
    assert lines[1][1:8] == [
        "3", "隔离", "", "待核", "decision_date_unreadable", "XK_JDRQ（许可决定日期）", "=1+1",
    ]  # fmt: skip
    assert json.loads("".join(receipt_json(receipt, [])))["rowResults"] == []


def sheet_rows(path: Path) -> list[list[str]]:
    """Rows below the header of the sheets of row results; the reader faults formulas."""

    class Any:
        def count(self, header: object) -> int:
            return 1

        def usable(self, header: object) -> bool:
            return "规则" in list(header)  # type: ignore[call-overload]

        def columns(self, header: object) -> tuple[str, ...]:
            return tuple(header)  # type: ignore[arg-type]

        def folded(self, cell: str) -> str:
            return cell

        texts = frozenset[str]()

    found = survey_file(path, Any())
    rows = [cells for _, cells in read_rows(found)]
    assert all(isinstance(cells, list) for cells in rows)
    return [cells for cells in rows if isinstance(cells, list)]


@settings(max_examples=20)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9), max_size=5))
def test_nothing_in_a_written_receipt_is_a_formula(
    tmp_path_factory: pytest.TempPathFactory, city_receipt: Receipt, values: list[str]
) -> None:
    path = tmp_path_factory.mktemp("r") / "r.xlsx"
    told = ["=1+1", "@x", "-1", "+1", *values]
    rows = [
        ReceiptRow(n, "quarantined", "", (Finding("uscc_invalid", "XK_XDR_SHXYM", value),))
        for n, value in enumerate(told, 2)
    ]
    write_receipt_xlsx(path, city_receipt, rows)
    assert [line[7] for line in sheet_rows(path)] == told


@pytest.fixture(scope="module")
def city_receipt(city: City, tmp_path_factory: pytest.TempPathFactory) -> Receipt:
    path = tmp_path_factory.mktemp("one") / "a.csv"
    path.write_text(",".join(HEADER) + "\n" + ",".join(map(str, good(1))) + "\n")
    file = prepare(city, "licences", path, period=None)
    return check_prepared(None, city, file, now=datetime.fromisoformat("2026-06-01T09:00+08:00"))


def test_more_rows_than_a_sheet_holds(
    city_receipt: Receipt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_file, "_SHEET_ROWS", 2)
    rows = [ReceiptRow(n, "added", "r1", ()) for n in range(2, 7)]
    write_receipt_xlsx(tmp_path / "r.xlsx", city_receipt, rows)
    assert [line[1] for line in sheet_rows(tmp_path / "r.xlsx")] == ["2", "3", "4", "5", "6"]


def test_what_a_message_says_of_itself(
    take: Take, ledger: Ledger, city: City, now: datetime, write_file: WriteFile
) -> None:
    item = next(code for code, one in city.items.items() if one.source == "licences")
    cells = "".join(f"<{code}>{cell}</{code}>" for code, cell in zip(HEADER, good(1), strict=True))
    text = (
        f"<ExchangeMessage><Header><sender>甲局</sender><sn>7</sn><item>{item}</item>"
        f"<total>2</total></Header><Body><Row>{cells}</Row></Body></ExchangeMessage>"
    )
    receipt = take("licences", text)
    assert receipt.item_code == item
    assert dict(receipt.file.message)["sender"] == "甲局"
    assert "报文头: sender=甲局、sn=7" in receipt.text()
    assert "文件声明共 2 条，实有 1 条" in receipt.text()
    assert "the file says it has 2 rows, but has 1" in receipt.text("en")
    with pytest.raises(GongshiError, match="item_differs"):
        prepare(city, "licences", write_file(text), item="other", period=None)
    unknown = write_file(text.replace(item, f"{item}x"))
    with pytest.raises(GongshiError, match="item_unknown"):
        prepare(city, "licences", unknown, period=None)


def test_a_total_that_is_wrong_is_no_complete_delivery(
    city: City, now: datetime, write_file: WriteFile
) -> None:
    period = read_period("2026-05-01..2026-05-31", now)
    row = json.dumps(dict(zip(HEADER, good(1), strict=True)))
    path = write_file(f'{{"total": 2, "rows": [{row}]}}')
    assert prepare(city, "licences", path, period=None).survey.total == 2
    with pytest.raises(GongshiError, match="total_differs"):
        prepare(city, "licences", path, period=period)
    empty = write_file('{"total": 0, "rows": []}')
    assert prepare(city, "licences", empty, period=period).survey.rows == 0
    with pytest.raises(GongshiError, match="file_without_rows"):
        prepare(city, "licences", empty, period=None)


def test_an_account_is_read_back_as_it_was_noted() -> None:
    account = FileAccount(
        "xlsx", "", 5, 1, 2, 3, 7, ("a", "b"), ("c",), ("d",), ("e",), ("f",),
        (("x", "1"), ("x", "2")),
    )  # fmt: skip
    assert FileAccount.read(account.noted()) == account
    assert FileAccount.read({}) == FileAccount()


def test_a_workbook_with_rows_that_are_not_read_is_no_complete_delivery(
    city: City, now: datetime, tmp_path: Path
) -> None:
    """Else a report would call clean what stands in the hidden sheet."""
    period = read_period("2026-05-01..2026-05-31", now)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name in ("5月", "5月补"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, good(1))
        sheet.hide()
    file = tmp_path / "a.xlsx"
    assert prepare(city, "licences", file, period=None).survey.rows == 1
    with pytest.raises(GongshiError, match="sheets_left_out") as refused:
        prepare(city, "licences", file, period=period)
    assert "5月补" in refused.value.zh


def test_places() -> None:
    assert place_text(15, ()) == "15"
    assert place_text(15, ("数据",)) == "15"
    assert place_text(15, ("a", "b")) == "a!15"
    assert place_text(SHEET_STEP + 15, ("a", "b")) == "b!15"
    assert place_text(5 * SHEET_STEP + 15, ("a", "b")) == "!15"
    assert place_text(3_000_000, ()) == "3000000"


@pytest.mark.parametrize("code", ["licences", "penalties", "register", "repairs", "zero-reports"])
def test_the_written_template_is_read_by_its_own_source(
    city: City, tmp_path: Path, code: str
) -> None:
    source = city.sources[code]
    layout = LAYOUTS[source.layout]
    write_template_xlsx(tmp_path / "t.xlsx", source)
    found: Survey = survey_file(tmp_path / "t.xlsx", LayoutHeader(layout))
    assert found.sheets == ("填报",)
    assert [sheet.name for sheet in found.passed_over] == ["填报说明", "代码表"]
    assert not any(sheet.table for sheet in found.passed_over)
    columns = columns_of(layout)
    assert found.header == tuple(column.label for column in columns)
    assert list(read_rows(found)) == [(3, [column.sample for column in columns])]
