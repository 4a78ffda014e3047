"""JSON documents, XML messages and pages: rows with flat memory, or a clear error."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader
from gongshi.indexers.readers import html_tables, json_document, json_rows, xml_message
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.indexers.readers.raw import Broken, Fault, Flawed, RawRow, Survey
from gongshi.records.problems import GongshiError

KNOWN = LayoutHeader(LAYOUTS["XK"])
WriteFile = Callable[..., Path]


def survey(path: Path) -> Survey:
    return survey_file(path, KNOWN)


def rows(path: Path) -> list[RawRow]:
    found = survey(path)
    read = list(read_rows(found))
    assert len(read) == found.rows
    return read


def problem(path: Path) -> tuple[str, object]:
    with pytest.raises(GongshiError) as caught:
        rows(path)
    assert caught.value.zh
    assert caught.value.en
    return caught.value.code, caught.value.values.get("reason")


# --- JSON


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("indent", [None, 2])
def test_rows_and_their_total(write_file: WriteFile, encoding: str, indent: int | None) -> None:
    objects = [{"XK_XDR_MC": "甲公司", "CF": 1234.5}, {"XK_ZT": None, "b": True}]
    text = json.dumps({"code": 0, "total": 2, "rows": objects, "more": {"a": [1]}}, indent=indent)
    path = write_file(text.replace("1234.5", "1234.50"), encoding=encoding, name="x.csv")
    found = survey(path)
    assert (found.format, found.total, found.rows) == ("json", 2, 2)
    assert found.header == ("XK_XDR_MC", "CF", "XK_ZT", "b")
    assert rows(path) == [(1, ["甲公司", "1234.50", "", ""]), (2, ["", "", "", "1"])]


def test_a_bare_array(write_file: WriteFile) -> None:
    path = write_file('[{"a": "1"},\n {"a": "2"}]')
    assert survey(path).total is None
    assert rows(path) == [(1, ["1"]), (2, ["2"])]
    assert survey(write_file("[]")).rows == 0
    assert survey(write_file('{"total": 0, "rows": []}')).total == 0


def test_a_total_that_is_no_number_is_never_the_right_one(write_file: WriteFile) -> None:
    for total in ('"two"', "-1", "1" * 30, "1.5", "{}"):
        assert survey(write_file(f'{{"total": {total}, "rows": []}}')).total == -1


def test_a_row_that_is_none_is_quarantined_alone(write_file: WriteFile) -> None:
    path = write_file('[{"a": "x"}, {"a": {"b": 1}}, [1], 7, {"a": "1", "a": "2"}, {"a": "y"}]')
    assert rows(path) == [
        (1, ["x"]),
        (2, Broken("cell_not_text", "a")),
        (3, Broken("line_unreadable", "list")),
        (4, Broken("line_unreadable", "str")),
        (5, Broken("key_twice", "a")),
        (6, ["y"]),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"a": "1"}, {"a": "2', "cut off"),
        ('[{"a": "1"}', "cut off"),
        ('[{"a": "1"},', "cut off"),
        ('{"rows": [{"a": "1"}]', "cut off"),
        ('{"rows": [{"a": "1"}], "total": ', "cut off"),
        ('[{"a": "1"} {"a": "2"}]', "'{'"),
        ('[{"a": "1"}] x', "text behind the end"),
        ('{"rows": [], "rows": []}', '"rows" stands twice'),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_document(write_file: WriteFile, text: str, reason: str) -> None:
    assert problem(write_file(text)) == ("json_damaged", reason)


def test_a_document_beyond_all_bounds(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_document, "_PIECE", 50)
    monkeypatch.setattr(json_document, "LINE_LIMIT", 200)
    code, reason = problem(write_file('[{"a": "' + "x" * 1000))
    assert (code, reason) == ("json_damaged", "Unterminated string starting at")
    monkeypatch.setattr(json_document, "_MEMBERS", 3)
    many = ", ".join(f'"k{n}": 1' for n in range(9))
    assert problem(write_file("{" + many + ', "rows": []}')) == ("json_not_lines", None)
    monkeypatch.setattr(json_document, "KEY_LIMIT", 3)
    assert problem(write_file("[{" + many + "}]"))[0] == "json_too_many_keys"
    assert json_rows.KEY_LIMIT == 1000


_VALUE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_OBJECTS = st.lists(st.dictionaries(st.sampled_from("abcd"), _VALUE, min_size=1), max_size=8)


@given(_OBJECTS, st.integers(1, 40), st.sampled_from([None, 1]))
def test_every_document_is_read_whatever_the_pieces(
    tmp_path_factory: pytest.TempPathFactory,
    objects: list[dict[str, str]],
    piece: int,
    indent: int | None,
) -> None:
    path = tmp_path_factory.mktemp("json") / "file"
    path.write_text(json.dumps({"rows": objects, "total": len(objects)}, indent=indent))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_document, "_PIECE", piece)
        found = survey(path)
        read = [
            dict(zip(found.header, cells, strict=True))
            for _, cells in read_rows(found)
            if isinstance(cells, list)
        ]
    assert found.total == len(objects)
    assert read == [{key: one.get(key, "") for key in found.header} for one in objects]


# --- XML


def message(body: str, header: str = "<sender>甲局</sender><item>TJ-1</item><sn>7</sn>") -> str:
    return (
        '<?xml version="1.0" encoding="GBK"?>\n'
        f"<ExchangeMessage><Header>{header}</Header><Body>{body}</Body></ExchangeMessage>"
    )


ROW = "<Row><XK_XDR_MC>甲公司</XK_XDR_MC><XK_NR>a &amp; b</XK_NR></Row>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("around", ["{}", "<Rows>{}</Rows>", "<a><b>{}</b></a>"])
def test_a_message(write_file: WriteFile, encoding: str, around: str) -> None:
    body = around.format(ROW + "<Row><XK_NR/><XK_ZT>1</XK_ZT></Row>\n<Row></Row>")
    path = write_file(message(body), encoding=encoding)
    found = survey(path)
    assert (found.format, found.header) == ("xml", ("XK_XDR_MC", "XK_NR", "XK_ZT"))
    assert found.message == (("sender", "甲局"), ("item", "TJ-1"), ("sn", "7"))
    assert rows(path) == [
        (1, ["甲公司", "a & b", ""]),
        (2, ["", "", "1"]),
        (3, ["", "", ""]),
    ]


def test_a_message_with_namespaces_and_a_total(write_file: WriteFile) -> None:
    text = message(f"<total>2</total>{ROW}").replace("<Body", '<x:Body xmlns:x="u"')
    found = survey(write_file(text.replace("</Body", "</x:Body")))
    assert (found.total, found.rows) == (2, 1)


def test_a_message_row_that_is_none(write_file: WriteFile) -> None:
    path = write_file(message(ROW + "<Row><a><b>1</b></a></Row><Row><a>1</a><a>2</a></Row>" + ROW))
    read = rows(path)
    assert [cells for _, cells in read[1:3]] == [
        Broken("cell_not_text", "a"),
        Broken("key_twice", "a"),
    ]
    assert read[0][1] == read[3][1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<Other/>", "xml_no_message"),
        ("<ExchangeMessage><Header/></ExchangeMessage>", "xml_no_message"),
        (message(ROW)[:-10], "xml_damaged"),
        (message(ROW).replace("</Row>", ""), "xml_damaged"),
        (message('<Row a="1"/>'), "xml_damaged"),
        (message("<a>" * 70 + "</a>" * 70), "xml_damaged"),
        (message(f'<Row><a b="{"x" * (5 << 20)}"/></Row>'), "xml_damaged"),
        (message("<Row>" + "".join(f"<k{n}/>" for n in range(1002)) + "</Row>"), "xml_damaged"),
        (
            message(f"<Row>{''.join(f'<k{n}/>' for n in range(600))}</Row>").replace(
                "</Body>", f"<Row>{''.join(f'<j{n}/>' for n in range(600))}</Row></Body>"
            ),
            "json_too_many_keys",
        ),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + message(ROW)[38:], "xml_doctype"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + message(ROW)[38:], "xml_doctype"),
        ("<ExchangeMessage>&a;</ExchangeMessage>", "xml_damaged"),
    ],
)
def test_a_message_that_is_refused(write_file: WriteFile, text: str, code: str) -> None:
    assert problem(write_file(text))[0] == code


def test_a_text_without_end(write_file: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_message, "LINE_LIMIT", 1000)
    path = write_file(message(f"<Row><a>{'x' * 600_000}</a></Row>"))
    assert problem(path) == ("xml_damaged", "a text without end")


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abcd"),
            st.text(
                st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
                max_size=9,
            ),
            min_size=1,
        ),
        max_size=6,
    )
)
def test_every_message_is_read(
    tmp_path_factory: pytest.TempPathFactory, objects: list[dict[str, str]]
) -> None:
    root = ET.Element("ExchangeMessage")
    body = ET.SubElement(ET.SubElement(root, "Body"), "Rows")
    for one in objects:
        row = ET.SubElement(body, "Row")
        for key, value in one.items():
            ET.SubElement(row, key).text = value
    path = tmp_path_factory.mktemp("xml") / "file"
    path.write_bytes(ET.tostring(root, "utf-8"))
    found = survey(path)
    read = [
        dict(zip(found.header, cells, strict=True))
        for _, cells in read_rows(found)
        if isinstance(cells, list)
    ]
    assert read == [{key: one.get(key, "").strip() for key in found.header} for one in objects]


# --- pages that call themselves .xls


HEADER = (
    "<tr><th>行政相对人名称</th><th>统一社会信用代码<th>许可内容</th><td>许可决定日期</td></tr>"
)


def page(lines: str, header: str = HEADER) -> str:
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">'
        "<style>td {mso-number-format:'\\@'}</style></head><body><p>导出时间</p>"
        f"<table border=1><tr><td colspan=4>许可信息表</td></tr>{header}{lines}</table>"
        "</body></html>"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_is_read_as_it_is(write_file: WriteFile, encoding: str) -> None:
    path = write_file(
        page(
            "<tr><td>甲&amp;乙 公司<td>91320100748204660Q</td><td>一<br>二</td>"
            "<td>&nbsp;2025/11/18</tr>"
            "<tr><td></td></tr>"
            "<tr><td rowspan=2>丙公司</td><td>1</td></tr><tr><td>2</td><td colspan='x'>y</td></tr>"
        ),
        encoding=encoding,
        name="x.xls",
    )
    assert survey(path).format == "html"
    assert rows(path) == [
        (3, ["甲&乙 公司", "91320100748204660Q", "一\n二", "2025/11/18"]),
        (5, ["丙公司", "1", "", ""]),
        (6, ["丙公司", "2", "y", ""]),
    ]


def test_cells_of_a_page_merged_over_columns(write_file: WriteFile) -> None:
    (row,) = rows(write_file(page("<tr><td>甲</td><td colspan=2>x</td><td>y</td></tr>")))
    merged = Fault("cell_merged", "x")
    assert row == (3, Flawed(["甲", "", "", "y"], ((1, merged), (2, merged))))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html><body>请先登录</body></html>", "file_empty"),
        (page("", header=""), "sheets_unrecognised"),
        (page("<tr><td>甲</td></tr>")[:-35], "html_damaged"),
        (page("<tr><td><table></table></td></tr>"), "html_damaged"),
        (page("<tr><td colspan=2000>甲</td></tr>"), "sheet_too_wide"),
        (page("<tr>" + "<td>x</td>" * 1001 + "</tr>"), "sheet_too_wide"),
        (page("<!--" + "x" * 1_200_000), "html_damaged"),
        (page("<tr><td>" + "x" * 1_200_000 + "</td></tr>"), "html_damaged"),
        ("<html><![x" + page(""), "html_damaged"),
    ],
)
def test_a_page_that_is_refused(write_file: WriteFile, text: str, code: str) -> None:
    assert problem(write_file(text))[0] == code


def test_a_page_of_merged_cells_alone(
    write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_tables, "_MOST_MERGES", 2)
    path = write_file(page("<tr><td rowspan=2>x</td></tr>" * 3))
    assert problem(path) == ("html_damaged", "too many merged cells")
