"""Receipts as files, archives and workbooks on the command line."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]

FIRM = "91129900YY0EPWM83C"  # an invented code, valid by both checks
HEADER = ("XK_XDR_MC", "XK_XDR_SHXYM", "XK_NR", "XK_JDRQ")


def line(number: int, day: str = "2026/05/04") -> tuple[str, ...]:
    return ("天津样例有限公司", FIRM, f"许可内容{number}", day)


def csv_text(*lines: tuple[str, ...]) -> str:
    return "".join(",".join(cells) + "\n" for cells in (HEADER, *lines))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "许可.csv"
    path.write_text(csv_text(line(1), line(2, "x"), line(1)), encoding="utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "许可.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("b.csv", csv_text(line(2)))
        package.writestr("a.csv", csv_text(line(1)))
    return path


def test_a_receipt_is_written_with_the_delivery_and_had_again(
    gongshi: Gongshi, file: Path, tmp_path: Path
) -> None:
    ran = gongshi("ingest", "licences", file, "--no-index", "--receipt", tmp_path / "r.json")
    assert ran.code == 3
    first = json.loads((tmp_path / "r.json").read_text())
    assert [(row["place"], row["outcome"]) for row in first["rowResults"]] == [
        ("2", "added"),
        ("3", "quarantined"),
        ("4", "duplicate"),
    ]
    assert (tmp_path / "r.json").stat().st_mode & 0o077 == 0
    batch = first["batch"]
    again = gongshi("receipt", batch, "-o", tmp_path / "again.json")
    assert (again.code, again.out) == (0, f"已写入 {tmp_path / 'again.json'}。\n")
    assert json.loads((tmp_path / "again.json").read_text()) == first
    assert gongshi("receipt", batch).out == ran.out
    shown = gongshi("receipt", batch, "--json").json
    assert shown == {key: value for key, value in first.items() if key != "rowResults"}
    assert gongshi("receipt", batch, "-o", tmp_path / "r.txt").code == 0
    assert "第 3 行\t隔离\tq" in (tmp_path / "r.txt").read_text()
    assert gongshi("receipt", batch, "-o", tmp_path / "r.xlsx").code == 0
    assert zipfile.is_zipfile(tmp_path / "r.xlsx")


def test_a_receipt_that_cannot_be_written_is_told_before_anything_is_taken_in(
    gongshi: Gongshi, file: Path, tmp_path: Path, data: Path
) -> None:
    (tmp_path / "r.txt").touch()
    for name, code in (("r.txt", "file_exists"), ("r.pdf", "receipt_format")):
        ran = gongshi("ingest", "licences", file, "--receipt", tmp_path / name)
        assert (ran.code, code in ran.err) == (1, True)
    assert not data.exists()
    assert gongshi("ingest", "licences", file, "--no-index").code == 3
    ran = gongshi("receipt", "bzzzzzzzz", "-o", tmp_path / "x.txt")
    assert (ran.code, "unknown_id" in ran.err) == (1, True)
    assert not (tmp_path / "x.txt").exists()
    ran = gongshi("receipt", "bzzzzzzzz", "-o", tmp_path / "x.pdf")
    assert (ran.code, "receipt_format" in ran.err) == (1, True)


def test_a_check_makes_no_ledger_and_tells_every_row(
    gongshi: Gongshi, tmp_path: Path, data: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text(csv_text(line(0), *[line(n, "x") for n in range(20)]), encoding="utf-8")
    ran = gongshi("ingest", "licences", path, "--check", "--receipt", tmp_path / "r.txt")
    assert ran.code == 3
    assert not data.exists()
    assert ran.out.count("的决定日期“x”") == 5
    written = (tmp_path / "r.txt").read_text()
    assert written.startswith(ran.out.rstrip("\n"))
    assert written.partition("逐行结果")[2].count("decision_date_unreadable") == 20
    assert gongshi("ingest", "nothing", path, "--check").code == 1


def test_the_members_of_an_archive_have_receipts_of_their_own(
    gongshi: Gongshi, archive: Path, tmp_path: Path
) -> None:
    written = tmp_path / "r.json"
    checked = gongshi("ingest", "licences", archive, "--check", "--json", "--receipt", written)
    assert [receipt["outcome"] for receipt in checked.json["receipts"]] == ["checked", "checked"]
    for path in (written, written.with_stem("r-2")):
        path.unlink()
    ran = gongshi("ingest", "licences", archive, "--no-index", "--json", "--receipt", written)
    assert ran.code == 0
    assert [receipt["file"] for receipt in ran.json["receipts"]] == ["a.csv", "b.csv"]
    assert json.loads(written.read_text())["file"] == "a.csv"
    assert json.loads(written.with_stem("r-2").read_text())["file"] == "b.csv"


def test_a_bad_member_keeps_the_whole_archive_out(
    gongshi: Gongshi, archive: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(archive, "a") as package:
        package.writestr("c.csv", "no,header\n1,2\n")
    ran = gongshi("ingest", "licences", archive, "--no-index", "--json")
    assert (ran.code, ran.json["receipts"]) == (1, [])
    (error,) = ran.json["errors"]
    assert error["code"] == "header_unrecognised"


def test_a_workbook_comes_in_and_its_quarantine_names_the_sheet(
    gongshi: Gongshi, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "许可.xlsx")) as book:
        for number in range(2):
            sheet = book.add_worksheet(f"区{number}")
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, line(number, "x"))
    assert gongshi("ingest", "licences", tmp_path / "许可.xlsx", "--no-index").code == 3
    listed = gongshi("quarantine", "list", "--json").json
    assert [row["place"] for row in listed["rows"]] == ["区0!2", "区1!2"]
    shown = gongshi("quarantine", "show", listed["rows"][1]["id"])
    assert "第 区1!2 行" in shown.out
    out = tmp_path / "out.csv"
    assert gongshi("quarantine", "export", out, "--source", "licences").code == 0
    assert ",区1!2," in out.read_text(encoding="utf-8-sig")


def test_a_template_workbook_can_be_ingested(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    assert gongshi("template", "penalties", "-o", path).code == 0
    ran = gongshi("ingest", "penalties", path, "--check", "--json")
    assert ran.code == 3  # the sample's code is none: nobody publishes it by mistake
    (receipt,) = ran.json["receipts"]
    assert (receipt["rows"], receipt["sheets"], receipt["unknownColumns"]) == (1, ["填报"], [])
    assert gongshi("template", "penalties", "-o", path).code == 1
