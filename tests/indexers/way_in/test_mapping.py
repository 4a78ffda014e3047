"""Headers by code, by label, by 2015/16 alias, in any writing; forbidden columns are never
picked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.layouts.column import Column, Layout, fold_header
from gongshi.indexers.mapping import LayoutHeader, RowMap, map_header
from gongshi.indexers.rows import ParsedRow
from gongshi.indexers.template import columns_of, template_csv, template_help
from gongshi.records.problems import GongshiError

LAYOUT_CODES = sorted(LAYOUTS)
Parse = Callable[..., list[ParsedRow]]


def shared_csv(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "domain" / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("code", LAYOUT_CODES)
def test_no_header_means_two_columns(code: str) -> None:
    owners: dict[str, str] = {}
    for column in LAYOUTS[code].columns:
        for header in (column.code, column.label, *column.labels, *column.older):
            assert owners.setdefault(fold_header(header), column.code) == column.code, header


@pytest.mark.parametrize("code", ["XK", "CF"])
def test_the_disclosure_layouts_are_the_published_ones(shared: Path, code: str) -> None:
    published = [
        row for row in shared_csv(shared, "double_disclosure_fields.csv") if row["table"] == code
    ]
    assert len(published) == {"XK": 28, "CF": 30}[code]
    columns = LAYOUTS[code].columns[: len(published)]
    assert [
        (column.code, fold_header(column.label), str(column.length or ""), column.need.value)
        for column in columns
    ] == [
        (
            row["code"],
            fold_header(row["name_cn"]),
            row["length"] if row["length"].isdecimal() else "",
            "N" if row["code"].endswith(("ZJLX", "ZJHM")) else row["required"],
        )
        for row in published
    ]


@pytest.mark.parametrize("code", ["REGISTER", "REPAIR", "WITHDRAWAL", "SUSPENSION", "ZERO_REPORT"])
def test_the_other_layouts_are_the_catalogued_ones(shared: Path, code: str) -> None:
    catalogued = [row for row in shared_csv(shared, "record_fields.csv") if row["table"] == code]
    layout = LAYOUTS[code]
    for row in catalogued:
        column = layout.column(row["code"])
        assert fold_header(column.label) == fold_header(row["name_cn"])
        assert column.need.value == row["required"]
        if row["length"].isdecimal() and column.length:
            assert column.length == int(row["length"])


def picked_by(row_map: RowMap, cells: list[str]) -> list[str]:
    """The cells of one row, by the layout's columns."""
    return [cell for (cell,) in row_map.columns([cells])]


def headers_of(column: Column) -> list[str]:
    return [column.code, column.label, *column.labels, *column.older]


@st.composite
def headers(draw: st.DrawFn) -> tuple[Layout, list[tuple[str, str]]]:
    """A layout and its columns in any order, each under any of its headers, any case and width."""
    layout = LAYOUTS[draw(st.sampled_from(LAYOUT_CODES))]
    chosen: list[tuple[str, str]] = []
    for column in draw(st.permutations(layout.columns)):
        header = draw(st.sampled_from(headers_of(column)))
        writing = draw(st.sampled_from(["as it is", "lower", "wide", "spaced", "starred"]))
        if writing == "lower":
            header = header.lower()
        elif writing == "wide":
            header = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in header)
        elif writing == "spaced":
            header = f" {header}\u3000"
        elif writing == "starred":
            header = f"*{header}（必填）"
        chosen.append((header, column.code))
    return layout, chosen


@given(headers())
def test_any_writing_of_any_header_maps_to_its_column(
    case: tuple[Layout, list[tuple[str, str]]],
) -> None:
    layout, chosen = case
    names = [header for header, _ in chosen]
    row_map = map_header(layout, names)
    assert row_map.unknown == ()
    assert LayoutHeader(layout).count(names) == len(names)
    picked = picked_by(row_map, [code for _, code in chosen])
    assert picked == ["" if column.forbidden else column.code for column in layout.columns]
    assert set(row_map.forbidden) == {
        header.strip() for header, code in chosen if layout.column(code).forbidden
    }


def test_picking_leaves_the_cells_as_they_were() -> None:
    cells = ["某公司", "2025/11/18"]
    picked_by(map_header(LAYOUTS["XK"], ["XK_XDR_MC", "XK_JDRQ"]), cells)
    assert cells == ["某公司", "2025/11/18"]


def test_every_row_has_its_cell_in_every_column() -> None:
    row_map = map_header(LAYOUTS["XK"], ["XK_JDRQ", "XK_XDR_MC"])
    columns = row_map.columns([["2025/11/18", "甲公司"], ["2025/11/19", "乙公司"]])
    by_code = dict(zip((one.code for one in LAYOUTS["XK"].columns), columns, strict=True))
    assert by_code.pop("XK_XDR_MC") == ("甲公司", "乙公司")
    assert by_code.pop("XK_JDRQ") == ("2025/11/18", "2025/11/19")
    assert set(by_code.values()) == {("", "")}
    assert row_map.columns([]) == [()] * len(columns)


@pytest.mark.parametrize(
    ("header", "column", "other"),
    [
        (["XK_XDR_MC", "XK_JDRQ", "XK_XDR_MC"], "XK_XDR_MC", "XK_XDR_MC"),
        (["XK_XDR_MC", "XK_JDRQ", "xk_xdr_mc "], "xk_xdr_mc", "XK_XDR_MC"),
        (["XK_XDR_MC", "XK_JDRQ", "行政相对人名称"], "行政相对人名称", "XK_XDR_MC"),
        (["XK_XDR_MC", "XK_JDRQ", "别的", "别的"], "别的", "别的"),
    ],
)
def test_a_column_that_stands_twice(header: list[str], column: str, other: str) -> None:
    with pytest.raises(GongshiError) as caught:
        map_header(LAYOUTS["XK"], header)
    assert caught.value.code == "header_twice"
    assert caught.value.values == {"column": column, "other": other}


def test_missing_key_columns_are_named() -> None:
    with pytest.raises(GongshiError) as caught:
        map_header(LAYOUTS["XK"], ["XK_XDR_MC", "名称之外"])
    assert caught.value.code == "header_missing"
    assert "XK_JDRQ（许可决定日期）" in caught.value.zh
    assert "名称之外" in caught.value.en
    with pytest.raises(GongshiError, match=r"UNISCID.*REGNO"):
        map_header(LAYOUTS["REGISTER"], ["ENTNAME"])


def test_unknown_columns_are_named_and_not_picked() -> None:
    row_map = map_header(LAYOUTS["XK"], ["XK_XDR_MC", "内部备注", "XK_JDRQ", ""])
    assert row_map.unknown == ("内部备注", "#4")
    assert "密" not in "".join(picked_by(row_map, ["某公司", "密", "2025/11/18", "密"]))


def test_older_columns_stand_in_where_the_present_one_is_empty() -> None:
    row_map = map_header(LAYOUTS["XK"], ["XK_XMMC", "XK_XDR_MC", "XK_JDRQ", "XK_XKWS"])
    place = LAYOUTS["XK"].index("XK_XKWS")
    assert picked_by(row_map, ["旧", "某公司", "2025/11/18", "新"])[place] == "新"
    assert picked_by(row_map, ["旧", "某公司", "2025/11/18", " "])[place] == "旧"


def test_two_older_penalty_kinds_are_joined() -> None:
    row_map = map_header(LAYOUTS["CF"], ["CF_XDR", "CF_JDRQ", "CF_CFLB2", "CF_CFLB1"])
    place = LAYOUTS["CF"].index("CF_CFLB")
    assert picked_by(row_map, ["某公司", "2016/1/1", "没收", "罚款"])[place] == "罚款;没收"
    assert picked_by(row_map, ["某公司", "2016/1/1", "", "罚款"])[place] == "罚款"


FORBIDDEN = {
    "XK": ["XK_FR_ZJLX", "XK_FR_ZJHM", "XK_FR_SFZH", "XK_XDR_ZJLX", "XK_XDR_ZJHM", "XK_XDR_SFZ"],
    "CF": ["CF_FR_ZJLX", "CF_FR_ZJHM", "CF_FR_SFZH", "CF_XDR_ZJLX", "CF_XDR_ZJHM", "CF_XDR_SFZ"],
    "REGISTER": ["CERNO", "CERTYPE", "TEL", "MOBTEL", "EMAIL"],
}


@pytest.mark.parametrize(
    ("code", "header"), [(code, header) for code, all_ in FORBIDDEN.items() for header in all_]
)
def test_forbidden_columns_are_dropped_at_the_door(code: str, header: str) -> None:
    layout = LAYOUTS[code]
    keys = [*layout.key, *layout.any_of[:1]]
    row_map = map_header(layout, [*keys, header])
    assert row_map.forbidden == (header,)
    assert "320102199003071234" not in picked_by(row_map, [*keys, "320102199003071234"])


@pytest.mark.parametrize("code", LAYOUT_CODES)
def test_the_template_is_read_by_its_own_source(city: City, parse: Parse, code: str) -> None:
    source = next(source for source in city.sources.values() if source.layout == code)
    text = template_csv(source)
    layout = LAYOUTS[code]
    columns = columns_of(layout)
    header = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert header == [column.code for column in columns]
    assert not any(layout.column(name).forbidden for name in header)
    (row,) = parse(source.code, text)
    assert dict(row.raw) == {column.code: column.sample for column in columns if column.sample}
    assert {finding.code for finding in row.failures} <= {"uscc_invalid", "report_source_unknown"}


@pytest.mark.parametrize("code", LAYOUT_CODES)
def test_the_templates_help_explains_every_column(city: City, code: str) -> None:
    source = next(source for source in city.sources.values() if source.layout == code)
    lines = list(csv.reader(io.StringIO(template_help(source).removeprefix("\ufeff"))))
    assert [line[0] for line in lines[1:]] == [column.code for column in columns_of(LAYOUTS[code])]
    assert all(len(line) == len(lines[0]) and line[1] and line[4] for line in lines[1:])
