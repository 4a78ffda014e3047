"""Names that lie, files that are damaged or made to do harm."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.indexers.readers import package, shared_strings
from gongshi.indexers.readers import xlsx as xlsx_reader
from gongshi.indexers.readers.files import read_rows
from gongshi.records.problems import GongshiError
from tests.indexers.way_in.workbooks import (
    HEADER,
    ROW,
    problem,
    raw_xlsx,
    rows,
    sheet_xml,
    survey,
    table,
    xls,
    xlsx,
)


def test_what_a_file_is_stands_in_it(tmp_path: Path) -> None:
    named_csv = xlsx(tmp_path / "a.csv", table(HEADER, ROW))
    assert survey(named_csv).format == "xlsx"
    named_xlsx = tmp_path / "b.xlsx"
    named_xlsx.write_text(",".join(HEADER) + "\n" + ",".join(ROW) + "\n")
    assert survey(named_xlsx).format == "csv"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    def many(sheet: Any) -> None:
        for number in range(400):
            sheet.write(number, 0, "x" * 50)

    for path in (
        xlsx(tmp_path / "a.xlsx", table(HEADER, *[ROW] * 50)),
        xls(tmp_path / "a.xls", many),
    ):
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * kept)])
        assert problem(path).code == "package_damaged"


def test_a_workbook_with_a_flipped_bit(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table(HEADER, *[(f"公司{n}", n) for n in range(500)]))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as zipped:
        content[zipped.getinfo("xl/worksheets/sheet1.xml").header_offset + 400] ^= 255
    path.write_bytes(content)
    assert problem(path).code in {"package_damaged", "xml_damaged"}


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    (tmp_path / "a.xlsx").write_bytes(ole + "EncryptedPackage\0".encode("utf-16-le") + b"\0" * 600)
    assert problem(tmp_path / "a.xlsx").code == "file_encrypted"
    # XLS: a FILEPASS record behind the workbook's BOF.
    path = xls(tmp_path / "b.xls", lambda sheet: sheet.write(0, 0, "x"))
    content = path.read_bytes()
    at = content.index(b"\x09\x08\x10\x00") + 20
    path.write_bytes(content[:at] + b"\x2f\x00\x02\x00\x00\x00" + content[at + 6 :])
    assert problem(path).code == "file_encrypted"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0",
            "Word/PowerPoint",
        ),
        (
            b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'></Workbook>",
            "XML Spreadsheet 2003",
        ),
    ],
)
def test_other_formats_are_refused_by_name(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    error = problem(tmp_path / "a.xls")
    assert (error.code, error.values["format"]) == ("format_unsupported", name)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("word/document.xml", "Word/PowerPoint"),
        ("xl/workbook.bin", "xlsb"),
        ("mimetype", "OpenDocument"),
    ],
)
def test_other_packages_are_refused_by_name(tmp_path: Path, part: str, name: str) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr(part, "x")
        zipped.writestr("content.xml", "x")
        if part != "mimetype":
            zipped.writestr("[Content_Types].xml", "x")
        zipped.writestr(
            "_rels/.rels",
            f'<R><Relationship Id="a" Type="{relation}/officeDocument" Target="{part}"/></R>',
        )
    error = problem(tmp_path / "a.xlsx")
    assert (error.code, error.values["format"]) == ("format_unsupported", name)


def test_a_package_without_a_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr("[Content_Types].xml", "x")
    assert problem(tmp_path / "a.xlsx").code == "package_damaged"


def test_a_workbook_that_unpacks_to_gigabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "_RATIO_FROM", 1 << 20)
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml("<c><v>" + "0" * (2 << 20) + "</v></c>"))
    error = problem(path)
    assert (error.code, error.values["limit"]) == ("file_inflates", "1:300")
    monkeypatch.setattr(xlsx_reader, "_MOST_UNPACKED", 1 << 20)
    assert problem(path).values["limit"] == "0 GB"


def test_a_package_of_a_million_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_LONGEST_DIRECTORY", 100)
    assert problem(xlsx(tmp_path / "a.xlsx", table(HEADER))).code == "file_inflates"


def test_the_directory_of_a_large_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sizes of ZIP64 count, not those of the old record before it."""
    content = xlsx(tmp_path / "a.xlsx", table(HEADER, ROW)).read_bytes()
    end = content.rindex(b"PK\x05\x06")
    size, start = content[end + 12 : end + 16], content[end + 16 : end + 20]
    record = (
        b"PK\x06\x06"
        + (44).to_bytes(8, "little")
        + b"\x2d\0\x2d\0"
        + bytes(8)
        + (content[end + 8 : end + 10] + bytes(6)) * 2
        + size
        + bytes(4)
        + start
        + bytes(4)
    )
    locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    (tmp_path / "b.xlsx").write_bytes(content[:end] + record + locator + content[end:])
    assert rows(tmp_path / "b.xlsx") == [(2, list(ROW))]
    monkeypatch.setattr(package, "_LONGEST_DIRECTORY", 100)
    assert problem(tmp_path / "b.xlsx").code == "file_inflates"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<c r="ALM2"><v>1</v></c>', "sheet_too_wide"),
        ('<c r="XFE2"><v>1</v></c>', "sheet_too_wide"),
        ('<c r="AAAA2"><v>1</v></c>', "sheet_too_wide"),
        ("<c><v>1</v></c>" * 1001, "sheet_too_wide"),
        ("<x>" * 70 + "</x>" * 70, "xml_damaged"),
        ("<c><c/></c>", "xml_damaged"),
        ("<row/>", "xml_damaged"),
        ('<c t="s"><v>7</v></c>', "xml_damaged"),
        ("<c><v>seven</v></c>", "xml_damaged"),
        ('<c r="B2"><v>1</v></c><c r="A2"><v>1</v></c>', "xml_damaged"),
        ('<c x="' + "y" * (5 << 20) + '"/>', "xml_damaged"),
        ('</row><row r="1">', "xml_damaged"),
        ('</row><row r="x">', "xml_damaged"),
        ('</row><row r="1048577">', "xml_damaged"),
        ("<c><v>", "xml_damaged"),
        ('<c t="str"><v>' + "天" * 140_000 + "</v></c>", "xml_damaged"),
    ],
)
def test_a_sheet_beyond_all_bounds(tmp_path: Path, cells: str, code: str) -> None:
    assert problem(raw_xlsx(tmp_path / "a.xlsx", sheet_xml(cells))).code == code


def test_merged_cells_beyond_all_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for merge in ('<mergeCell ref="A2:A1048577x"/>', '<mergeCell ref=""/>'):
        sheet = sheet_xml().replace("</sheetData>", f"</sheetData>{merge}")
        assert problem(raw_xlsx(tmp_path / "a.xlsx", sheet)).code in {
            "xml_damaged",
            "sheet_too_wide",
        }
    monkeypatch.setattr("gongshi.indexers.readers.xlsx_sheet._MOST_MERGES", 3)
    sheet = sheet_xml().replace("</sheetData>", "</sheetData>" + '<mergeCell ref="A2"/>' * 4)
    assert problem(raw_xlsx(tmp_path / "a.xlsx", sheet)).code == "xml_damaged"


def test_texts_and_small_parts_beyond_all_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shared in (
        "<sst>" + "<x>" * 20 + "</x>" * 20 + "</sst>",
        "<sst><si><t>" + "天" * 140_000 + "</t></si></sst>",
    ):
        path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), sharedStrings=shared)
        assert problem(path).code == "xml_damaged"
    monkeypatch.setattr(shared_strings, "MOST_TEXTS", 2)
    for count, refused in ((2, False), (3, True)):
        shared = f"<sst>{'<si/>' * count}</sst>"
        path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), sharedStrings=shared)
        if refused:
            assert problem(path).code == "xml_damaged"
        else:
            assert rows(path) == []
    monkeypatch.setattr("gongshi.indexers.readers.xlsx._SMALL", 100)
    assert problem(xlsx(tmp_path / "b.xlsx", table(HEADER))).code == "file_inflates"


def test_one_sheet_under_many_names(tmp_path: Path) -> None:
    """Ten thousand names for one sheet would be read ten thousand times."""
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), head="")
    again = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(again, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            twice = '<sheet name="数据" sheetId="1" q:id="r1"/>'
            target.writestr(name, text.replace(twice, twice * 2))
    assert len(rows(path)) == 0
    assert problem(again).code == "package_damaged"


def test_entities_are_refused_where_they_are_declared(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert problem(raw_xlsx(tmp_path / "a.xlsx", bomb + sheet_xml())).code == "xml_doctype"
    path = raw_xlsx(tmp_path / "b.xlsx", sheet_xml(), sharedStrings=bomb + "<sst/>")
    assert problem(path).code == "xml_doctype"


def test_a_full_disk_under_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shared_strings.SharedStrings, "add", full)
    assert problem(xlsx(tmp_path / "a.xlsx", table(HEADER, ROW))).code == "disk_full"


@given(st.binary(max_size=300), st.integers(0, 5))
def test_arbitrary_bytes_behind_a_known_beginning(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: int
) -> None:
    """Whatever is wrong inside a container ends as a clear error."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("[Content_Types].xml", content)
        zipped.writestr("_rels/.rels", content)
    heads = (
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"),
        buffer.getvalue(),
        b"<",
    )
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(heads[kind] + content)
    with pytest.raises(GongshiError):
        list(read_rows(survey(path)))
