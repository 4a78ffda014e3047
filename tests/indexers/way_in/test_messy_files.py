"""Files as clerks really send them: each ends as a right record, a quarantined row or a clear
error, and nothing of one row ever stands in another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.ledger.store import Ledger
from gongshi.records.model import Licence, Penalty
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError
from tests.indexers.way_in.taking import (
    USCC,
    Dump,
    Parse,
    Take,
    WriteFile,
    counted,
    quarantined,
    refused,
)
from tests.indexers.way_in.workbooks import Fill, table, xlsx

KNOWN = LayoutHeader(LAYOUTS["XK"])
FIRM = "南京钢铁联合有限公司"
LABELS = "行政相对人名称,统一社会信用代码,行政许可决定文书号,许可内容,许可决定日期,许可机关"
SWAPPED = "行政相对人名称,统一社会信用代码,行政许可决定文书号,许可机关,许可决定日期,许可内容"
CODES = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_NR,XK_JDRQ,XK_XKJG"
PENALTIES = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_CFJG"


def licence(
    number: int | str, day: str = "2025/11/18", uscc: str = USCC, what: str = "电梯"
) -> str:
    return f"{FIRM},{uscc},许字{number}号,{what},{day},审批局"


def penalty(number: int, fine: str, what: str = "罚款五万元") -> str:
    return f"{FIRM},{USCC},罚字{number}号,罚款,{what},{fine},2026/04/10,应急局"


def file(*lines: str, end: str = "\n") -> str:
    return "".join(line + end for line in lines)


#: What stands in the file, the numbers taken in, (line, rule) of what is not, rows that are none.
Told = tuple[str | bytes, Sequence[str], Sequence[tuple[int, str]], int]
ROW, OTHER = licence(1), licence(2)
BOTH = ("许字1号", "许字2号")
BLANKS = ",,,,,"
LICENCES: dict[str, Told] = {
    "a title above": (file("2025年行政许可公示表" + BLANKS, LABELS, ROW), BOTH[:1], [], 0),
    "a title of one cell": (file("2025年行政许可公示表", LABELS, ROW), BOTH[:1], [], 0),
    "title and who files": (
        file("许可公示", "填报单位：审批局,,,日期：2025年,,,", "", LABELS, ROW, OTHER), BOTH, [], 0
    ),
    "a spreadsheet's own first line": (
        file("sep=;", LABELS.replace(",", ";"), ROW.replace(",", ";")), BOTH[:1], [], 0
    ),
    "labels above codes": (file(LABELS, CODES, ROW), BOTH[:1], [], 0),
    "groups above labels": (file("相对人,,许可,,,", LABELS, ROW, OTHER), BOTH, [], 0),
    "labels in two rows": (
        file(
            "行政相对人名称,统一社会信用代码,许可信息,,,",
            ",,行政许可决定文书号,许可内容,许可决定日期,许可机关",
            ROW,
        ),
        BOTH[:1], [], 0,
    ),
    "starred labels over lines": (
        file(LABELS.replace("行政许可决定文书号", '"*行政许可\n决定文书号（必填）"'), ROW),
        BOTH[:1], [], 0,
    ),
    "codes in full width": (
        file(CODES.replace("XK_XDR_MC", "ＸＫ＿ＸＤＲ＿ＭＣ"), ROW), BOTH[:1], [], 0
    ),
    "a total": (file(LABELS, ROW, "合计" + BLANKS), BOTH[:1], [], 1),
    "a total with its number": (file(LABELS, ROW, "共计1条" + BLANKS), BOTH[:1], [], 1),
    "a total of two cells": (file(LABELS, ROW, "小 计,1"), BOTH[:1], [], 1),
    "a total in the second column": (file(LABELS, ROW, ",合计,,1,,"), BOTH[:1], [], 1),
    "a total below a running number": (
        file(
            "序号," + LABELS, "1," + ROW, "2," + OTHER,
            "总计：" + BLANKS + ",2", "注：x" + BLANKS + ",",
        ),
        BOTH, [], 2,
    ),
    "a company called after a total": (
        file(LABELS, ROW.replace(FIRM, "合计划科技有限公司"), OTHER), BOTH, [], 0
    ),
    "two tables, one below the other": (file(LABELS, ROW, "", LABELS, OTHER), BOTH, [], 1),
    "labels again, then codes": (
        file(LABELS, ROW, LABELS + ",", CODES, OTHER), BOTH, [], 2
    ),
    "a table of fewer columns below the first": (
        file(LABELS + ",许可证书名称", ROW + ",证", LABELS + ",", OTHER + ","), BOTH, [], 1
    ),
    "a title of as many cells as a row": (
        file("填报单位,审批局,填报日期,2025-11-18,,", LABELS, ROW), BOTH[:1], [], 0
    ),
    "two files, one behind the other": (
        "\ufeff" + file(LABELS, ROW) + "\ufeff" + file(LABELS, OTHER), BOTH, [], 1
    ),
    "a byte order mark amid the rows": (file(LABELS, ROW, "\ufeff" + OTHER), BOTH, [], 0),
    "ends of lines made twice": (file(LABELS, ROW, OTHER, end="\r\r\n"), BOTH, [], 0),
    "blank lines of all kinds": (
        file("", LABELS, "\u3000", ROW, BLANKS, "\xa0" + BLANKS, " \t ", OTHER, "\x1a"), BOTH, [], 0
    ),
    "a code as a formula of text": (
        file(LABELS, licence(1, uscc=f'="{USCC}"'), licence(2, uscc=f'"=""{USCC}"""')), BOTH, [], 0
    ),
    "a code with an apostrophe": (file(LABELS, licence(1, uscc="'" + USCC)), BOTH[:1], [], 0),
    "a code as typed": (
        file(
            LABELS,
            licence(1, uscc="９１３２０１００７４８２０４６６０ｑ"),
            licence(2, uscc=USCC[:8] + " " + USCC[8:]),
        ),
        BOTH, [], 0,
    ),
    "a code that became a number": (
        file(LABELS, licence(1, uscc="9.13201E+17"), OTHER), BOTH[1:], [(2, "uscc_invalid")], 0
    ),
    "days that are days": (
        file(LABELS, licence(1, "2025年11月18日"), licence(2, "２０２５/１１/１８")), BOTH, [], 0
    ),
    "days that are none": (
        file(LABELS, ROW, *(licence(9, day) for day in (
            "45979", "2025-11", "25/11/18", "11/18/2025", "2025/02/30"))),
        BOTH[:1], [(line, "decision_date_unreadable") for line in range(3, 8)], 0,
    ),
    "a delimiter in a cell": (
        file(LABELS, licence(1, what="电梯,锅炉"), OTHER), BOTH[1:], [(2, "row_cells")], 0
    ),
    "a note below": (
        file(LABELS, ROW, "注：本表以万元为单位"), BOTH[:1], [(3, "row_cells")], 0
    ),
    "a quote not closed": (
        file(LABELS, licence(1, what='"电梯'), OTHER, licence(3, what='"锅炉"'), licence(4)),
        ("许字4号",), [(2, "quote_left_open")], 0,
    ),
    "a quote not closed, one too many": (
        file(LABELS, licence(1, what='"电梯'), licence(2, what='锅"炉'), licence(4)),
        ("许字4号",), [(2, "quote_left_open")], 0,
    ),
    "a quote closed in another column": (
        file(LABELS, licence(1, what='"电梯'), licence(2, day='"2025/11/18"'), licence(4)),
        ("许字4号",), [(2, "quote_left_open")], 0,
    ),
    "a cell of a whole document": (
        file(LABELS, licence(1, what="电" * 131_073), OTHER), BOTH[1:], [(2, "cell_too_long")], 0
    ),
    "a cell of many lines": (
        file(LABELS, licence(1, what='"' + "电\n" * 70_000 + '"'), OTHER),
        BOTH[1:], [(2, "cell_too_long")], 0,
    ),
}  # fmt: skip
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "rows without a header": (file(ROW, OTHER), "header_unrecognised"),
    "rows with equal cells": (file("甲,甲,1", "乙,乙,2"), "header_unrecognised"),
    "commas of full width": (file(LABELS, ROW).replace(",", "，"), "header_unrecognised"),
    "garbled by another program": (
        file(LABELS, ROW).encode("gbk").decode("latin-1"), "header_unrecognised"
    ),
    "garbled twice": (
        file(LABELS, ROW).encode().decode("gbk", "replace"), "header_unrecognised"
    ),
    "a header without its day": (file(LABELS.replace("许可决定日期", "日"), ROW), "header_missing"),
    "a column twice": (file(LABELS + ",许可内容", ROW + ","), "header_twice"),
    "records above the header": (file(ROW, OTHER, LABELS, ROW), "rows_above_header"),
    "records of people above the header": (
        file("张三,,许字8号,电梯,2025-11-18,审批局", LABELS, ROW), "rows_above_header"
    ),
    "a title, then records above the header": (
        file("行政许可公示", "", ROW, LABELS, OTHER), "rows_above_header"
    ),
    "a second table with more columns": (
        file(LABELS, ROW, LABELS + ",许可证书名称", OTHER + ",证"), "header_differs"
    ),
    "a second table in another order": (
        file(LABELS, ROW, SWAPPED, f"{FIRM},{USCC},许字2号,审批局,2025/11/18,电梯"),
        "header_differs",
    ),
    "a second table that begins otherwise": (
        file(LABELS, ROW, f"统一社会信用代码,行政相对人名称,{LABELS[22:]}", OTHER), "header_differs"
    ),
    "a second table far below": (
        file(LABELS, *map(licence, range(100)), SWAPPED, OTHER), "header_differs"
    ),
    "two encodings": (file(LABELS, ROW).encode("gbk") + OTHER.encode(), "encoding_unreadable"),
    "unicode without its mark": (file(LABELS, ROW).encode("utf-16-le"), "file_binary"),
    "a quote open to the end": (file(LABELS, licence(1, what='"电梯'), OTHER), "file_truncated"),
    "a cell without end": (
        file(LABELS, licence(1, what='"' + "电梯\n" * 400_000)), "cell_without_end"
    ),
    "a line without end": (file(LABELS, ROW, "电" * (1 << 20)), "line_too_long"),
    "nothing but a line without end": (b"a" * (1 << 20), "line_too_long"),
}  # fmt: skip


@pytest.mark.parametrize("named", LICENCES)
def test_messy_licences(parse: Parse, write_file: WriteFile, named: str) -> None:
    content, numbers, left, captions = LICENCES[named]
    path = write_file(content)
    found = survey_file(path, KNOWN)
    rows = parse("licences", path)
    assert (found.rows, found.captions) == (len(rows), captions)
    assert [(row.line, row.failures[0].code) for row in rows if row.failures] == list(left)
    taken = [row.record for row in rows if isinstance(row.record, Licence)]
    assert [(one.document_number, one.decision_date) for one in taken] == [
        (number, date(2025, 11, 18)) for number in numbers
    ]
    assert {(one.uscc, one.authority) for one in taken} <= {(USCC, "审批局")}


@pytest.mark.parametrize("named", REFUSED)
def test_files_nobody_could_read_rightly(parse: Parse, named: str) -> None:
    content, code = REFUSED[named]
    with pytest.raises(GongshiError) as caught:
        parse("licences", content)
    assert caught.value.code == code
    assert USCC not in caught.value.zh + caught.value.en


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((ROW, OTHER, LABELS, ROW), "rows_above_header"),
        ((LABELS, ROW, SWAPPED, OTHER), "header_differs"),
    ],
)
def test_sheets_nobody_could_read_rightly(
    parse: Parse, tmp_path: Path, lines: Sequence[str], code: str
) -> None:
    with pytest.raises(GongshiError) as caught:
        parse("licences", xlsx(tmp_path / "a.xlsx", sheet(*lines)))
    assert caught.value.code == code
    assert ("1 行" if code == "rows_above_header" else "3 行") in caught.value.zh


def test_a_missing_header_names_the_columns_it_should_have(parse: Parse) -> None:
    row = f"{FIRM},{USCC},11010519491231002X,2026/04/10"
    with pytest.raises(GongshiError, match="header_unrecognised") as caught:
        parse("penalties", file(row))
    for sentence in (caught.value.zh, caught.value.en):
        assert "CF_XDR_MC（行政相对人名称）" in sentence
        assert "CF_JDRQ（处罚决定日期）" in sentence
        assert "11010519491231002X" not in sentence, "what stands in a row is told to nobody"


AMOUNTS = {
    '"1,234.5"': (Decimal("1234.5"), None),
    "５": (Decimal(5), None),
    "5 万元": (Decimal(5), None),
    "￥5": (Decimal(5), None),
    "50000元": (Decimal(5), "amount_unit_read"),
    "伍万元整": (None, "amount_unreadable"),
    "五万元": (None, "amount_unreadable"),
    "人民币伍万元整（50000元）": (None, "amount_unreadable"),
    '"12,34"': (None, "amount_unreadable"),
    "约5": (None, "amount_unreadable"),
    "-5": (None, "amount_unreadable"),
    "#VALUE!": (None, "amount_unreadable"),
    "无": (None, "required_missing"),
}


@pytest.mark.parametrize("amount", AMOUNTS)
def test_messy_amounts_are_read_or_left_out_never_guessed(parse: Parse, amount: str) -> None:
    fine, remark = AMOUNTS[amount]
    (row,) = parse("penalties", file(PENALTIES, penalty(1, amount), "合计,,,,,5,,"))
    assert isinstance(row.record, Penalty)
    assert row.record.fine == fine
    told = {one.code for one in row.warnings if one.field == "CF_NR_FK"}
    assert told == ({remark} if remark else set())


def test_a_separator_of_thousands_is_no_delimiter(take: Take) -> None:
    receipt = take("penalties", file(PENALTIES, penalty(1, "50,000"), penalty(2, "5")))
    assert counted(receipt) == {"added": 1, "quarantined": 1}
    assert quarantined(receipt) == [(2, "row_cells", "", "9/8")]


def test_messy_lists_and_honours(take: Take) -> None:
    entries = file(
        "企业异常名录", "ENTNAME,UNISCID,SPECAUSE_CN,ABNTIME,DECORG_CN",
        f"{FIRM},{USCC},通过登记的住所（经营场所）无法联系,2026年1月2日,市场监管局", "合计：,1,,,",
    )  # fmt: skip
    receipt = take("abnormal", entries)
    assert (counted(receipt), receipt.file.captions) == ({"added": 1}, 1)
    listed = file(
        "ENTNAME,UNISCID,SERILLREA_CN,ABNTIME", f"{FIRM},{USCC},提交虚假材料,45292", "本页合计,,,1"
    )
    receipt = take("serious", listed)
    assert (counted(receipt), receipt.file.captions) == ({"quarantined": 1}, 1)
    assert quarantined(receipt)[0][:3] == (2, "decision_date_unreadable", "ABNTIME")
    honours = file(
        "主体名称,统一社会信用代码,荣誉名称,认定日期", f"{FIRM},{USCC},A级纳税人,2025年度"
    )
    assert [one[:2] for one in quarantined(take("honours", honours))] == [
        (2, "decision_date_unreadable")
    ]


def test_lost_characters_are_told(parse: Parse) -> None:
    (row,) = parse("licences", file(LABELS, licence(1, what="电\ufffd\ufffd安装")))
    assert row.record is not None
    assert ("characters_lost", "XK_NR") in {(one.code, one.field) for one in row.warnings}


def test_tabs_inside_cells(take: Take) -> None:
    lines = [line.replace(",", "\t") for line in (LABELS, licence(1, what='"电\t梯"'), OTHER)]
    broken = licence(3, what="电\t梯").replace(",", "\t")
    receipt = take("licences", file(*lines, broken))
    assert counted(receipt) == {"added": 2, "quarantined": 1}
    assert quarantined(receipt) == [(4, "row_cells", "", "7/6")]


def sheet(*lines: str) -> Fill:
    return table(*(line.split(",") for line in lines))


def test_a_sheet_that_goes_on_without_a_header_keeps_a_period_from_being_declared(
    take: Take, ledger: Ledger, dump: Dump, tmp_path: Path
) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        sheet(LABELS, ROW, LABELS, OTHER, ",,合计,2"),
        sheet(licence(3), licence(4)),
    )
    zh = refused(
        take, ledger, dump, "sheets_left_out", "licences", path,
        period=Period(date(2025, 11, 1), date(2025, 11, 30)),
    )  # fmt: skip
    assert "Sheet2" in zh
    receipt = take("licences", path)
    assert (counted(receipt), receipt.file.captions) == ({"added": 2}, 2)
    assert receipt.file.passed_over == ("Sheet2",)


CELL = st.text(alphabet='ab"甲\n,', max_size=6)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_no_cell_ever_holds_a_whole_row(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]
) -> None:
    """However quotes stand in a file: what is read as a row is no row with others in it."""
    path = tmp_path_factory.mktemp("q") / "a.csv"
    text = "XK_XDR_MC,XK_NR,XK_JDRQ\n" + "".join(",".join(row) + "\n" for row in cells)
    path.write_text(text, encoding="utf-8", newline="")
    try:
        rows = list(read_rows(survey_file(path, KNOWN)))
    except GongshiError as error:
        assert error.code == "file_truncated"  # noqa: PT017
        return
    for _, row in rows:
        if isinstance(row, list):
            lines = ",".join(row).split("\n")
            assert len(lines) == 1 or any(line.count(",") < 2 for line in lines)
