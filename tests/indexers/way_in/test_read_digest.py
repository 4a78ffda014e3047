"""Order, digest, and that nothing breaks a reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.cities.city import City
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import map_header
from gongshi.indexers.matching import MatchKeys
from gongshi.indexers.readers.raw import Broken, Fault, Flawed, RawRow
from gongshi.indexers.record_columns import LAYOUTS as RECORD_CODECS
from gongshi.indexers.row_readers import row_reader
from gongshi.indexers.rows import Finding, ParsedRow
from gongshi.indexers.validate import Delivery
from gongshi.records.clock import SHANGHAI
from gongshi.records.model import Licence
from gongshi.records.problems import PROBLEMS
from tests.indexers.way_in.reading import (
    ID_NUMBER,
    MakeRow,
    Parse,
    codes,
    only,
)

pytestmark = pytest.mark.slow

# --- order and digest ---


def test_the_order_may_be_a_column_of_the_row(
    city: City, parse: Parse, licence_row: MakeRow
) -> None:
    def read(order_field: str, **changes: str) -> ParsedRow:
        source = replace(city.sources["licences"], order_field=order_field)
        of = replace(city, sources={"licences": source})
        return only(parse("licences", [licence_row(**changes)], of=of))

    assert read("SJC", SJC="2025-11-19 08:00:00").order == "2025-11-19T08:00:00.000"
    assert read("SJC").order == ""
    assert read("decision_date").order == "2025-11-18"
    row = read("SJC", SJC="昨天")
    assert (row.order, codes(row)) == ("", [("order_unreadable", "SJC")])


def test_the_digest_is_of_the_content_not_of_its_writing(
    parse: Parse, licence_row: MakeRow
) -> None:
    plain = only(parse("licences", [licence_row()]))
    dressed = licence_row(XK_JDRQ="2025-11-18", XK_XDR_SHXYM="９１３２０１００748204660q", BZ="— —")
    assert only(parse("licences", [dressed], encoding="gb18030")).digest == plain.digest
    for column, value in licence_row().items():
        if column in {"XK_XDR_LB", "XK_XDR_SHXYM", "XK_XKJGDM", "XK_LYDWDM"}:
            continue
        other = "2025/11/19" if value[:4].isdecimal() else value + "x"
        changed = only(parse("licences", [licence_row(**{column: other})]))
        assert changed.digest != plain.digest, column


def test_every_column_of_a_penalty_counts_in_its_digest(parse: Parse, penalty_row: MakeRow) -> None:
    base = penalty_row(CF_NR_WFFF="1", CF_NR_ZKDX="甲证", procedure="普通", field="食品") | {
        "class": "一般", "GKSX": "公开", "CF_GSJZQ": "2027/01/01", "BZ": "备",
        "published_date": "2026/04/11", "restriction_until": "2026/05/01", "CF_FRDB": "某",
    }  # fmt: skip
    plain = only(parse("penalties", [base]))
    changes = {
        "CF_NR_FK": "11", "CF_NR_WFFF": "2", "CF_NR_ZKDX": "乙证", "procedure": "简易",
        "field": "消防", "class": "严重", "GKSX": "政务共享", "CF_GSJZQ": "2027/01/02", "BZ": "注",
        "published_date": "2026/04/12", "restriction_until": "2026/05/02", "CF_FRDB": "别",
        "CF_WFXW": "甲", "CF_SY": "乙", "CF_YJ": "丙", "CF_CFLB": "警告", "CF_NR": "丁",
        "CF_JDRQ": "2026/04/11", "CF_YXQ": "2030/01/01", "CF_CFJG": "戊", "CF_SJLY": "己",
        "CF_WSH": "庚", "CF_XDR_MC": "辛", "CF_XDR_GSZC": "110108000000016",
    }  # fmt: skip
    digests = {only(parse("penalties", [base | {k: v}])).digest for k, v in changes.items()}
    assert len(digests) == len(changes)
    assert plain.digest not in digests


# --- nothing breaks a reader ---

_DIRT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["", "— —", "无", "2025/02/30", "2099/12/31", ID_NUMBER, "91320100748204660Q", "1e9",
         "罚款", "自然人", "准予修复", "XK", "&lt;br&gt;", "^~^^~^", "\x00", "1" * 5000, "(" * 500,
         "^~" * 2000, "<" * 3000]
    ),
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(LAYOUTS))
@given(spots=st.lists(st.tuples(st.integers(0, 40), _DIRT), max_size=6))
@settings(max_examples=50)
def test_no_row_breaks_its_reader(city: City, code: str, spots: list[tuple[int, str]]) -> None:
    layout = LAYOUTS[code]
    header = [column.code for column in layout.columns]
    source = next(source for source in city.sources.values() if source.layout == code)
    delivery = Delivery(city, source, datetime(2026, 6, 1, tzinfo=SHANGHAI), "", city_key=b"k" * 32)
    reader = row_reader(delivery, map_header(layout, header))
    cells = [column.sample for column in layout.columns]
    for place, dirt in spots:
        cells[place % len(cells)] = dirt
    row = reader.parse((2, cells))
    assert (row.record is None) == bool(row.failures)
    assert len(row.digest) == 16
    for finding in (*row.failures, *row.warnings):
        level = PROBLEMS[finding.code].level
        assert level == ("quarantine" if finding in row.failures else "warning")
        assert finding.field in {"", *header}


@pytest.mark.parametrize("code", sorted(LAYOUTS))
@given(
    rows=st.lists(
        st.lists(st.tuples(st.integers(0, 40), _DIRT), max_size=4), min_size=2, max_size=6
    )
)
@settings(max_examples=25)
def test_rows_read_together_are_read_as_each_alone(
    city: City, code: str, rows: list[list[tuple[int, str]]]
) -> None:
    layout = LAYOUTS[code]
    header = [column.code for column in layout.columns]
    source = next(source for source in city.sources.values() if source.layout == code)
    delivery = Delivery(city, source, datetime(2026, 6, 1, tzinfo=SHANGHAI), "", city_key=b"k" * 32)
    row_map = map_header(layout, header)
    raws: list[RawRow] = [(2, Broken("line_unreadable", "JSONDecodeError"))]
    for line, spots in enumerate(rows, start=3):
        cells = [column.sample for column in layout.columns]
        for place, dirt in spots:
            cells[place % len(cells)] = dirt
        fault = Fault("cell_error", "#REF!")
        raws.append((line, Flawed(cells, ((0, fault),)) if line % 3 == 0 else cells))
    together = row_reader(delivery, row_map).read(raws)
    alone = [row_reader(delivery, row_map).parse(raw) for raw in raws]
    assert [_told(row) for row in together] == [_told(row) for row in alone]


def _told(row: ParsedRow) -> tuple[object, ...]:
    return (
        row.line, row.record, row.columns, row.digest, row.order, row.warnings, row.failures,
        dict(row.raw), row.code, row.name,
    )  # fmt: skip


def test_a_licence_is_read_as_the_columns_its_codec_writes(
    city: City, parse: Parse, licence_row: MakeRow
) -> None:
    written = licence_row(XK_YXQZI="长期", XK_XDR_GSZC="120000000000001", GKSX="政务共享")
    row = only(parse("licences", [written]))
    assert row.columns is not None
    assert isinstance(row.record, Licence)
    assert row.record.source == "licences"
    assert row.record.document_number == written["XK_WSH"]
    assert RECORD_CODECS["XK"].encode(row.record) == row.columns
    keys = MatchKeys(city.sources["licences"])
    assert keys.places_of_columns(row.columns, row.digest) == keys.places(row.record, row.digest)
    for value in row.columns:
        assert type(value) in {str, bool, type(None)}  # what marshal and SQLite take as it is


def test_a_broken_row_is_named_by_its_line(city: City) -> None:
    layout = LAYOUTS["XK"]
    delivery = Delivery(city, city.sources["licences"], datetime(2026, 6, 1, tzinfo=SHANGHAI), "")
    reader = row_reader(delivery, map_header(layout, ["XK_XDR_MC", "XK_JDRQ"]))
    row = reader.parse((7, Broken("line_unreadable", "JSONDecodeError")))
    assert (row.line, row.failures) == (7, (Finding("line_unreadable", "", "JSONDecodeError"),))
