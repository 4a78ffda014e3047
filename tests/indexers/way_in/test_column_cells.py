"""The cells of a column: tidied, cleaned and checked once each, forgotten between chunks."""

from __future__ import annotations

import pytest

from gongshi.indexers import column_cells
from gongshi.indexers.column_cells import ColumnCells
from gongshi.indexers.layouts.column import Column, ColumnType
from gongshi.indexers.rows import Finding


def column(
    kind: ColumnType = ColumnType.TEXT, length: int = 0, *, forbidden: bool = False
) -> Column:
    return Column("COL", "列", kind, length, forbidden=forbidden)


def test_a_column_is_read_cell_by_cell() -> None:
    cells = ColumnCells(column(), required=False)
    assert cells.read([" 甲 ", "— —", "甲\n乙", ""]) == ["甲", "", "甲乙", ""]
    assert cells.remarks == {}


def test_what_is_missing_too_long_or_marked_up_is_remarked_by_the_raw_text() -> None:
    cells = ColumnCells(column(length=4), required=True)
    raws = ["", "—", "甲乙丙丁", "甲乙丙丁戊", "甲<br>乙"]
    assert cells.read(raws) == ["", "", "甲乙丙丁", "甲乙丙丁戊", "甲乙"]
    missing = (Finding("required_missing", "COL"),)
    assert cells.remarks == {
        "": missing,
        "—": missing,
        "甲乙丙丁戊": (Finding("too_long", "COL", "5"),),
        "甲<br>乙": (Finding("too_long", "COL", "6"), Finding("markup_in_text", "COL")),
    }


def test_long_texts_keep_their_lines() -> None:
    assert ColumnCells(column(ColumnType.LONG), required=False).read(["甲\n乙"]) == ["甲\n乙"]


def test_an_id_number_is_found_in_the_text_as_filed() -> None:
    cells = ColumnCells(column(), required=False)
    cells.read(["身份证110101199003070017号<br>"])
    codes = [finding.code for finding in cells.remarks["身份证110101199003070017号<br>"]]
    assert codes == ["markup_in_text", "id_number_in_text"]


@pytest.mark.parametrize("kind", [ColumnType.CODE, ColumnType.DATE])
def test_codes_and_days_have_checks_of_their_own(kind: ColumnType) -> None:
    cells = ColumnCells(column(kind, length=4 if kind is ColumnType.CODE else 0), required=False)
    assert cells.read(["甲<br>乙丙丁戊"]) == ["甲<br>乙丙丁戊"]
    assert cells.remarks == {}


def test_nothing_is_asked_of_a_forbidden_column() -> None:
    cells = ColumnCells(column(length=1, forbidden=True), required=True)
    assert cells.read(["", "甲<br>乙"]) == ["", "甲<br>乙"]
    assert cells.remarks == {}


def test_a_distinct_cell_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(text: str) -> str:
        read.append(text)
        return text.strip()

    monkeypatch.setattr(column_cells, "tidy", noted)
    cells = ColumnCells(column(), required=False)
    assert cells.read(["甲 ", "乙", "甲 "]) == ["甲", "乙", "甲"]
    assert cells.read(["乙", "甲 "]) == ["乙", "甲"]
    assert read == ["甲 ", "乙"]


def test_it_forgets_between_chunks_before_it_weighs_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ColumnCells, "MOST", 20)
    cells = ColumnCells(column(length=5), required=False)
    for chunk in range(100):
        raws = [f"第{chunk}号文件" for _ in range(3)]
        assert cells.read(raws) == raws
        assert all(raw in cells.remarks for raw in raws if len(raw) > 5)
        assert len(cells) <= 5
        assert len(cells.remarks) <= 5
