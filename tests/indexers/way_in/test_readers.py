"""Any file ends as rows or as a clear error; none ends as a crash, none loses a row unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader
from gongshi.indexers.readers import csv_rows, facts, raw
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.indexers.readers.raw import Broken, RawRow, Survey
from gongshi.records.problems import GongshiError

HEADER = "XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n"
WriteFile = Callable[..., Path]


known = LayoutHeader(LAYOUTS["XK"])


def survey(path: Path) -> Survey:
    return survey_file(path, known)


def rows(path: Path) -> list[RawRow]:
    return list(read_rows(survey(path)))


def problem(path: Path) -> GongshiError:
    with pytest.raises(GongshiError) as caught:
        list(read_rows(survey_file(path, known)))
    assert caught.value.zh
    assert caught.value.en
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(
    write_file: WriteFile, encoding: str, delimiter: str, end: str
) -> None:
    lines = ["XK_XDR_MC,XK_NR,XK_JDRQ", "天津市示例有限公司,起重机、电梯,2025/11/18"]
    text = end.join(lines).replace(",", delimiter) + end
    path = write_file(text, encoding=encoding)
    found = survey(path)
    assert found.delimiter == delimiter
    assert found.facts.encoding == {"gbk": "gb18030"}.get(encoding, encoding)
    assert rows(path) == [(2, ["天津市示例有限公司", "起重机、电梯", "2025/11/18"])]


def test_a_delimiter_inside_a_header_cell_does_not_deceive(write_file: WriteFile) -> None:
    path = write_file('"行政相对人名称;单位","统一社会信用代码","许可决定日期"\n某公司,1,2\n')
    assert survey(path).delimiter == ","


def test_a_source_may_name_its_delimiter(write_file: WriteFile) -> None:
    path = write_file("XK_XDR_MC#XK_JDRQ\n某公司#2025/11/18\n")
    found = survey_file(path, known, "#")
    assert list(read_rows(found)) == [(2, ["某公司", "2025/11/18"])]


def test_quoted_line_breaks_keep_the_line_a_row_begins_at(write_file: WriteFile) -> None:
    path = write_file(HEADER + '"某\n公\n司",1,2\n乙公司,3,4\n')
    assert rows(path) == [(2, ["某\n公\n司", "1", "2"]), (5, ["乙公司", "3", "4"])]


def test_a_last_line_without_end_is_a_row(write_file: WriteFile) -> None:
    path = write_file(HEADER + "甲公司,1,2\n乙公司,3,4")
    assert [cells for _, cells in rows(path)] == [["甲公司", "1", "2"], ["乙公司", "3", "4"]]


@pytest.mark.parametrize("end", ["", "\n", "\n\x1a", "\n   ", "\n,,\n", "\n,,"])
def test_blank_lines_are_no_rows(write_file: WriteFile, end: str) -> None:
    path = write_file("\n\n" + HEADER + "\n甲公司,1,2\n ,,\n乙公司,3,4" + end)
    assert survey(path).rows == 2
    assert [(line, cells) for line, cells in rows(path)] == [
        (5, ["甲公司", "1", "2"]),
        (7, ["乙公司", "3", "4"]),
    ]


def test_a_row_of_another_width_is_quarantined_alone(write_file: WriteFile) -> None:
    path = write_file(HEADER + "甲公司,1\n乙公司,1,2,3\n丙公司,1,2,,\n丁公司,1,2\n")
    assert rows(path) == [
        (2, Broken("row_cells", "2/3")),
        (3, Broken("row_cells", "4/3")),
        (4, ["丙公司", "1", "2"]),
        (5, ["丁公司", "1", "2"]),
    ]


def test_a_header_with_a_trailing_delimiter(write_file: WriteFile) -> None:
    path = write_file("XK_XDR_MC,XK_JDRQ,\n甲公司,2025/11/18,\n乙公司,2025/11/18\n")
    assert [cells for _, cells in rows(path)] == [
        ["甲公司", "2025/11/18"],
        ["乙公司", "2025/11/18"],
    ]


def test_an_empty_file(write_file: WriteFile) -> None:
    for content in (b"", b"\xef\xbb\xbf", b"\n\n  \n", b"\xef\xbb\xbf\r\n"):
        assert problem(write_file(content)).code == "file_empty"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert problem(tmp_path / "none.csv").code == "file_missing"
    assert problem(tmp_path).code == "file_missing"


def test_a_header_alone_has_no_rows(write_file: WriteFile) -> None:
    assert survey(write_file(HEADER)).rows == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_by_its_name(write_file: WriteFile, encoding: str) -> None:
    path = write_file(HEADER + "天津公司,1,2\n", encoding=encoding)
    assert problem(path).code == "encoding_utf16"


@pytest.mark.parametrize("encoding", ["big5", "shift_jis"])
def test_another_encoding_is_refused(write_file: WriteFile, encoding: str) -> None:
    text = {
        "big5": "臺灣積體電路製造股份有限公司與其他單位之許可證書變更登記",
        "shift_jis": "ソニーグループかぶしきがいしゃのライセンス",
    }[encoding]
    path = write_file(HEADER + f"{text},1,2\n", encoding=encoding)
    assert problem(path).code == "encoding_unreadable"


def test_a_damaged_utf_8_file_is_never_read_as_something_else(write_file: WriteFile) -> None:
    body = "".join(f"天津市第{n}示例有限公司,1,2\n" for n in range(50)).encode()
    damaged = HEADER.encode() + body + b"\xe5\xa4,1,2\n" + body
    error = problem(write_file(damaged))
    assert error.code == "encoding_damaged"
    assert error.values["line"] == 52
    assert error.values["offset"] == len(HEADER.encode()) + len(body)
    with_bom = b"\xef\xbb\xbf" + HEADER.encode() + b"\xff\xfe\xfa,1,2\n"
    assert problem(write_file(with_bom)).code == "encoding_damaged"


def test_a_nul_byte_names_its_line(write_file: WriteFile) -> None:
    padding = "天津市示例有限公司,1,2\n" * 10
    error = problem(write_file((HEADER + padding + "甲\0乙,1,2\n").encode()))
    assert (error.code, error.values["line"]) == ("file_binary", 12)


def test_a_file_cut_off_inside_a_quote(write_file: WriteFile) -> None:
    error = problem(write_file(HEADER + '甲公司,1,2\n乙公司,"许可内容很长\n又一行\n'))
    assert (error.code, error.values["line"]) == ("file_truncated", 3)


def test_a_file_cut_off_inside_a_row(write_file: WriteFile) -> None:
    error = problem(write_file(HEADER + "甲公司,1,2\n乙公司,9132"))
    assert (error.code, error.values["line"]) == ("file_truncated", 3)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_cut_off_inside_a_character(write_file: WriteFile, encoding: str) -> None:
    text = (HEADER + "天津市示例有限公司,1,2\n乙公司,1,天").encode(encoding)
    error = problem(write_file(text[:-1]))
    assert (error.code, error.values["line"]) == ("file_truncated", 3)


def test_a_line_without_end_does_not_fill_the_memory(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "LINE_LIMIT", 4096)
    error = problem(write_file(HEADER + "甲公司," + "天" * 5000 + ",2"))
    assert (error.code, error.values["line"]) == ("line_too_long", 2)


def test_a_cell_without_end_does_not_fill_the_memory(write_file: WriteFile) -> None:
    open_quote = '甲公司,"' + "天地玄黄\n" * 300_000
    error = problem(write_file(HEADER + open_quote))
    assert (error.code, error.values["line"]) == ("cell_without_end", 2)


def test_a_file_that_changes_under_our_hands(write_file: WriteFile) -> None:
    path = write_file(HEADER + "甲公司,1,2\n")
    found = survey(path)
    path.write_text(HEADER + "甲公司,1,2\n乙公司,1,2\n")
    with pytest.raises(GongshiError, match="file_changed"):
        list(read_rows(found))


def test_json_lines(write_file: WriteFile) -> None:
    lines = [
        '{"XK_XDR_MC": "甲公司", "CF_NR_FK": 1234.50, "XK_ZT": 1}',
        "",
        '{"XK_ZT": null, "XK_JDRQ": "2025/11/18", "XK_XDR_MC": "乙公司", "a": true}',
    ]
    path = write_file("\n".join(lines) + "\n")
    assert survey(path).header == ("XK_XDR_MC", "CF_NR_FK", "XK_ZT", "XK_JDRQ", "a")
    assert rows(path) == [
        (1, ["甲公司", "1234.50", "1", "", ""]),
        (3, ["乙公司", "", "", "2025/11/18", "1"]),
    ]


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("{", Broken("line_unreadable", "JSON")),
        ("[1]", Broken("line_unreadable", "list")),
        ('{"a": {"b": "1"}}', Broken("cell_not_text", "a")),
        ('{"a": ["1"]}', Broken("cell_not_text", "a")),
        ('{"a": "1", "a": "2"}', Broken("key_twice", "a")),
        ('{"a": "1\\u00002"}', Broken("cell_unreadable", "a")),
        ('{"a": "\\ud800"}', Broken("cell_unreadable", "a")),
    ],
)
def test_a_json_line_that_is_no_row(write_file: WriteFile, line: str, broken: Broken) -> None:
    path = write_file('{"a": "x"}\n' + line + '\n{"a": "y"}\n')
    assert rows(path) == [(1, ["x"]), (2, broken), (3, ["y"])]


def test_json_lines_of_blanks_alone_are_an_empty_file(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file("\n \n{}\n")
    assert survey(path).header == ()
    assert rows(path) == [(3, [])]


def test_json_that_is_not_lines(write_file: WriteFile) -> None:
    rows_ = [{"XK_XDR_MC": "甲公司"}]
    for content in (
        json.dumps({"total": 1, "list": rows_}),
        json.dumps(rows_[0], indent=2),
        '{"a":' * 100_000 + "\n",
    ):
        assert problem(write_file(content + "\n")).code == "json_not_lines"
    error = problem(write_file('{"a": "1"}\n{"a": "2'))
    assert (error.code, error.values["line"]) == ("file_truncated", 2)
    many = "\n".join(json.dumps({f"k{n}": "1"}) for n in range(1100))
    assert problem(write_file(many)).code == "json_too_many_keys"


@given(content=st.binary(max_size=400))
@example(content=b'XK_XDR_MC,XK_JDRQ\n"')
@example(content=b'{"a":1')
@example(content=b'"\r')
def test_arbitrary_bytes_end_as_rows_or_as_an_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "file.csv"
    path.write_bytes(content)
    try:
        found = survey(path)
    except GongshiError as error:
        told = error.zh and error.en
        assert told
        return
    read = list(read_rows(found))
    assert len(read) == found.rows
    width = len(found.header)
    assert all(
        isinstance(cells, Broken) or (isinstance(cells, list) and len(cells) == width)
        for _, cells in read
    )


_CELL = st.text(
    st.characters(codec="gb18030", exclude_characters="\r\n\0\x1a", exclude_categories=["Cs"]),
    max_size=12,
)


@given(table=st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=6))
@pytest.mark.parametrize("delimiter", csv_rows.DELIMITERS)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, delimiter: str, table: list[list[str]]
) -> None:
    lines = [["XK_XDR_MC", "XK_XDR_SHXYM", "XK_JDRQ"], *table]
    quoted = ['"' + cell.replace('"', '""') + '"' for line in lines for cell in line]
    text = "".join(
        delimiter.join(quoted[place : place + 3]) + "\n" for place in range(0, len(quoted), 3)
    )
    path = tmp_path_factory.mktemp("tables") / "file.csv"
    path.write_bytes(text.encode())
    assert [cells for _, cells in rows(path)] == [
        line for line in table if any(cell.strip() for cell in line)
    ]


_PIECES = [
    "甲",
    "x",
    "1",
    ",",
    '"',
    '""',
    ',"',
    " ",
    "\n",
    "\n",
    "甲公司,1,2\n",
    "合计,,2\n",
    "\n" + HEADER,
    "\r\n",
    "\r",
    "\x1a",
]


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=30))
@example(pieces=["甲公司,1,2\n", '"', "\n", "甲公司,1,2\n", '"', ",1,2\n", "甲公司,1,2\n"])
@example(pieces=["甲公司,1,2\n", '"', "甲公司,1,2\n", '"', ",\n", "甲公司,1,2\n", '"'])
@example(pieces=["甲公司,1,2\n", "甲公司,1,2\n", "甲"])
def test_rows_are_counted_as_they_are_read(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    """Lines that are plainly a row are counted without the parser: as it would have, line by line
    and error by error."""
    path = tmp_path_factory.mktemp("counted") / "file.csv"
    path.write_bytes((HEADER + "".join(pieces)).encode())
    examined = facts.examine(path)

    def told() -> tuple[object, ...]:
        try:
            found = csv_rows.survey_csv(examined, known)
        except GongshiError as error:
            return error.code, error.values.get("line")
        read = list(csv_rows.read_csv(found))
        assert found.rows == len(read)
        return (
            found.header,
            found.rows,
            found.blank_rows,
            found.caption_lines,
            tuple(map(str, read)),
        )

    with pytest.MonkeyPatch.context() as patch:
        counted = told()
        patch.setattr(csv_rows._Unparsed, "__iter__", raw.Lines.__iter__)
        assert counted == told()


def test_the_encoding_is_judged_by_the_whole_file(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "CHUNK", 64)
    text = HEADER + "Company,1,2\n" * 50 + "天津市示例有限公司,1,2\n" * 50
    for encoding in ("utf-8", "gb18030"):
        assert survey(write_file(text, encoding=encoding)).facts.encoding == encoding
    path = write_file(text.encode() + b"\xff" + text.encode())
    assert problem(path).code == "encoding_damaged"
