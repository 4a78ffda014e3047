"""Whole files: taken in, refused or partly quarantined, and each with a receipt that says so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gongshi.indexers.row_chunks import CHUNK
from gongshi.ledger.store import Ledger
from gongshi.records.model import Licence
from tests.indexers.way_in.taking import (
    ID_NUMBER,
    USCC,
    Dump,
    MakeRow,
    Parse,
    Take,
    WriteFile,
    counted,
    filings,
    quarantined,
    refused,
    subject_of,
)

pytestmark = pytest.mark.slow

# --- the real file ---


def test_the_real_licences_are_all_taken_in(take: Take, ledger: Ledger, shared: Path) -> None:
    receipt = take("licences", shared / "data" / "real" / "licences_2026-05.csv")
    assert receipt.outcome == "taken"
    assert receipt.rows == 124
    assert counted(receipt) == {"added": 124}
    assert receipt.unknown_columns == ()
    assert receipt.forbidden_columns == (
        "XK_FR_ZJLX",
        "XK_FR_ZJHM",
        "XK_XDR_ZJLX",
        "XK_XDR_ZJHM",
    )
    assert {problem.code: problem.rows for problem in receipt.problems} == {
        "document_number_from_certificate": 1,
        "document_number_is_code": 1,
        "required_missing": 83,
        "text_meaningless": 1,
    }
    licences = [
        record
        for code in (USCC, "91320281142232229Q", "91320000134762764K")
        for snapshot in subject_of(ledger, code).records
        if isinstance(record := snapshot.record, Licence)
    ]
    assert len(licences) == 124
    texts = "".join(repr(licence) for licence in licences)
    assert "— —" not in texts
    assert "'空'" not in texts
    ends = [licence.valid_until for licence in licences]
    assert ends.count(date(2099, 12, 31)) == 92
    assert ends.count(date(2099, 1, 31)) == 3
    assert None not in ends
    assert sum(licence.valid_from is None for licence in licences) == 83
    assert sum(licence.data_source == "" for licence in licences) == 83
    assert {licence.status for licence in licences} == {"1"}


def test_84_of_the_real_licences_lack_something(parse: Parse, shared: Path) -> None:
    rows = parse("licences", shared / "data" / "real" / "licences_2026-05.csv")
    lacking = [row for row in rows if any(f.code == "required_missing" for f in row.warnings)]
    assert len(lacking) == 84
    assert not any(row.failures for row in rows)


def test_licences_of_other_companies_with_all_the_dirt_seen(
    take: Take, ledger: Ledger, licence_row: MakeRow
) -> None:
    dirty = [
        {"XK_XDR_SHXYM": "９１３２０１００７４８２０４６６０ｑ"},
        {"XK_XDR_SHXYM": " 91320100748204660Q\u3000"},
        {"XK_XDR_ZZJG": "74820466-0", "XK_WSH": "甲2"},
        {"XK_WSH": "宁新区管审环表复﹝2025﹞104号)"},
        {"XK_WSH": "JY33202810257113;JY33202810257114"},
        {"XK_WSH": "91320100748204660Q"},
        {"XK_WSH": "暂缺", "XK_XKBH": "暂缺"},
        {"XK_WSH": "— —", "XK_XKBH": "（江北）安危化经（准）字[2024]190号"},
        {"XK_YXQZI": "2099/12/30", "XK_WSH": "甲3"},
        {"XK_YXQZI": "2099/01/01", "XK_WSH": "甲4"},
        {"XK_YXQZI": "2123/12/04", "XK_WSH": "甲5"},
        {"XK_YXQZI": "长期", "XK_WSH": "甲6"},
        {"XK_YXQZI": "9999-12-31", "XK_WSH": "甲7"},
        {"XK_YXQZ": "2003/03/24", "XK_WSH": "甲8"},
        {"XK_YXQZ": "2047/01/01", "XK_WSH": "甲9"},
        {"XK_NR": "0.9694"},
        {"XK_NR": "准予"},
        {"XK_NR": "101"},
        {"XK_NR": "许可范围：&lt;br&gt;一、起重机&lt;br&gt;二、电梯"},
        {"XK_NR": "甲^~^^~^乙"},
        {"XK_NR": "经办人王某某，身份证" + ID_NUMBER},
        {"XK_NR": "有储存经营许可范围:一般危化品:氧[压缩的或液化的" + "、氮" * 3000},
        {"XK_LYDW": "05"},
        {"XK_XKJG": "江苏省高速公路管理局 \t"},
        {"XK_XKJGDM": "空", "XK_LYDWDM": "无"},
        {"XK_XDR_MC": "南京钢铁联合有限公司（原南京钢铁集团）"},
        {"XK_XDR_MC": "南京钢铁联合\r\n有限公司"},
        {"XK_XDR_LB": "— —"},
        {"XK_JDRQ": "2025-11-18 00:00:00", "XK_WSH": "甲10"},
        {"XK_JDRQ": "20251118", "XK_WSH": "甲11"},
        {"XK_JDRQ": "2025年11月18日", "XK_WSH": "甲12"},
        {"XK_JDRQ": "１９９２/０８/０１", "XK_WSH": "甲13"},
        {"XK_ZT": "有效", "XK_WSH": "甲14"},
        {"XK_XKLB": "其他（备案）", "XK_WSH": "甲15"},
        {"XK_ZT": "", "XK_XKWS": "", "XK_XKLB": "", "XK_WSH": "甲16"},
    ]
    rows = [
        licence_row(**{"XK_WSH": f"乙{number}号"} | changes) for number, changes in enumerate(dirty)
    ]
    receipt = take("licences", rows)
    assert quarantined(receipt) == []
    assert counted(receipt) == {"added": len(dirty)}
    assert len(filings(ledger)) == len(dirty)


# --- receipts ---


def test_a_receipt_tells_everything(
    take: Take, licence_row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        licence_row(),
        licence_row(XK_JDRQ="2025/02/30", XK_WSH="甲"),
        licence_row(XK_XDR_SHXYM="91320100748204660A", XK_WSH="乙"),
        licence_row(),
        licence_row(XK_WSH="丙", XK_XKWS=""),
    ]
    for row in rows:
        row["内部编号"] = "7"
        row["XK_FR_ZJHM"] = ID_NUMBER
    receipt = take("licences", write_file(rows, encoding="gb18030", name="许可.csv"))
    assert counted(receipt) == {"added": 2, "duplicate": 1, "quarantined": 2}
    assert receipt.quarantined == 2
    assert quarantined(receipt) == [
        (3, "decision_date_unreadable", "XK_JDRQ", "2025/02/30"),
        (4, "uscc_invalid", "XK_XDR_SHXYM", "91320100748204660A"),
    ]
    plain = receipt.to_json()
    assert json.loads(json.dumps(plain, ensure_ascii=False)) == plain
    assert plain["file"] == "许可.csv"
    assert plain["encoding"] == "gb18030"
    assert plain["unknownColumns"] == ["内部编号"]
    assert plain["droppedColumns"] == ["XK_FR_ZJHM"]
    assert plain["examples"][0]["zh"] == (
        "XK_JDRQ（许可决定日期）的决定日期“2025/02/30”缺失或不是有效日期，"
        "请按 YYYY/MM/DD 更正后重报。"
    )
    assert {"code": "required_missing", "level": "warning", "field": "XK_XKWS", "rows": 1} in plain[
        "problems"
    ]
    chinese, english = receipt.text("zh"), receipt.text("en")
    for text in (chinese, english):
        assert ID_NUMBER not in text
        assert "内部编号" in text
        assert "XK_FR_ZJHM" in text
    assert "5 行，新增 2，文件内重复 1，隔离 2" in chinese
    assert "第 3 行: XK_JDRQ（许可决定日期）的决定日期“2025/02/30”" in chinese
    assert "5 rows, new 2, duplicate in the file 1, quarantined 2" in english
    assert "line 4: The USCC 91320100748204660A fails its check." in english


def test_no_id_number_is_anywhere_in_the_ledger(
    take: Take, ledger: Ledger, dump: Dump, licence_row: MakeRow
) -> None:
    take(
        "licences",
        [
            licence_row(XK_FR_ZJHM=ID_NUMBER, XK_XDR_ZJHM=ID_NUMBER),
            licence_row(XK_XDR_SHXYM=ID_NUMBER, XK_WSH="甲"),
            licence_row(XK_XDR_LB="自然人", XK_XDR_SHXYM="", XK_XDR_ZJHM=ID_NUMBER),
            licence_row(XK_XDR_LB="自然人", XK_XDR_SHXYM=ID_NUMBER, XK_JDRQ="x"),
        ],
    )
    assert ID_NUMBER not in repr(dump(ledger))


def test_progress_is_told_after_every_chunk(
    take: Take, ledger: Ledger, licence_row: MakeRow
) -> None:
    rows = [licence_row(XK_WSH=f"{number}号") for number in range(2 * CHUNK + 1)]
    told: list[tuple[int, int]] = []
    take("licences", rows, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(CHUNK, len(rows)), (2 * CHUNK, len(rows)), (len(rows), len(rows))]
    assert len(filings(ledger)) == len(rows)


def test_a_check_writes_nothing_and_tells_everything(
    take: Take, ledger: Ledger, dump: Dump, licence_row: MakeRow
) -> None:
    before = dump(ledger)
    told: list[tuple[int, int]] = []
    receipt = take(
        "licences",
        [licence_row(), licence_row(XK_JDRQ="2025/02/30"), licence_row(XK_NR="")],
        check=True,
        progress=lambda done, all_: told.append((done, all_)),
    )
    assert dump(ledger) == before
    assert receipt.outcome == "checked"
    assert receipt.batch_id == ""
    assert counted(receipt) == {"usable": 2, "quarantined": 1}
    assert quarantined(receipt) == [(3, "decision_date_unreadable", "XK_JDRQ", "2025/02/30")]
    assert ("required_missing", "XK_NR") in {(p.code, p.field) for p in receipt.problems}
    assert "仅检查" in receipt.text("zh")
    assert told == [(3, 3)]


# --- bad files ---


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        ("XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n", "file_without_rows"),
        ('XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n甲,91320100748204660Q,"2025', "file_truncated"),
        ("XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n甲,9132010074", "file_truncated"),
        ("XK_XDR_MC,XK_JDRQ,XK_XDR_MC\n甲,2025/11/18,乙\n", "header_twice"),
        ("XK_XDR_MC,XK_JDRQ,行政相对人名称\n甲,2025/11/18,乙\n", "header_twice"),
        ("甲,乙,丙\n1,2,3\n", "header_unrecognised"),
        ("XK_XDR_MC,XK_JDRQ\n甲,2025/11/18\n".encode("utf-16"), "encoding_utf16"),
        (
            "XK_XDR_MC,XK_JDRQ\n臺灣積體電路製造股份有限公司,1\n".encode("big5"),
            "encoding_unreadable",
        ),
        (b"XK_XDR_MC,XK_JDRQ\n\x00,1\n", "file_binary"),
    ],
)
def test_files_that_cannot_be_used_as_a_whole(
    take: Take, ledger: Ledger, dump: Dump, content: str | bytes, code: str
) -> None:
    sentence = refused(take, ledger, dump, code, "licences", content)
    assert any("\u4e00" <= c <= "\u9fff" for c in sentence)


def test_a_file_of_events_may_have_no_rows(take: Take) -> None:
    header = "ZT_SHXYM,ZT_YJLLX,ZT_YWSH,ZT_DZ,ZT_QSRQ\n"
    receipt = take("suspensions", header)
    assert (receipt.outcome, receipt.rows, counted(receipt)) == ("taken", 0, {})


def test_a_source_or_item_that_does_not_exist(
    take: Take, ledger: Ledger, dump: Dump, licence_row: MakeRow
) -> None:
    zh = refused(take, ledger, dump, "source_unknown", "没有", [licence_row()])
    assert "licences" in zh
    for item in ("没有", "TJ-CF-001"):
        refused(take, ledger, dump, "item_unknown", "licences", [licence_row()], item=item)


def test_unknown_columns_are_named_and_never_stored(
    take: Take, ledger: Ledger, dump: Dump, licence_row: MakeRow
) -> None:
    receipt = take("licences", [licence_row() | {"联系电话": "13800138000"}])
    assert receipt.unknown_columns == ("联系电话",)
    assert "13800138000" not in repr(dump(ledger))


def test_the_rest_of_a_file_goes_on(
    take: Take, ledger: Ledger, licence_row: MakeRow, penalty_row: MakeRow
) -> None:
    text = (
        "XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ,XK_WSH,XK_NR\n"
        f"甲公司,{USCC},2025/02/30,1号,内容\n"
        "甲公司,91320100748204660A,2025/11/18,2号,内容\n"
        f"甲公司,{USCC},2025/11/18\n"
        f"甲公司,{USCC},2025/11/18,4号,身份证{ID_NUMBER}\n"
        f"甲公司,{USCC},2025/11/18,5号,内容"
    )
    receipt = take("licences", text)
    assert quarantined(receipt) == [
        (2, "decision_date_unreadable", "XK_JDRQ", "2025/02/30"),
        (3, "uscc_invalid", "XK_XDR_SHXYM", "91320100748204660A"),
        (4, "row_cells", "", "3/5"),
    ]
    assert ("id_number_in_text", "XK_NR") in {(p.code, p.field) for p in receipt.problems}
    assert sorted(record.document_number for record in filings(ledger)) == ["4号", "5号"]
    penalties = take("penalties", [penalty_row(CF_NR_FK="1e9"), penalty_row(CF_NR_FK="1e13")])
    assert quarantined(penalties) == [(3, "amount_out_of_range", "CF_NR_FK", "1e13")]
    assert ("amount_implausible", "CF_NR_FK") in {(p.code, p.field) for p in penalties.problems}


def test_json_lines_are_taken_in(take: Take, ledger: Ledger, licence_row: MakeRow) -> None:
    lines = [json.dumps(licence_row(XK_WSH=f"{n}号"), ensure_ascii=False) for n in range(3)]
    receipt = take("licences", "\n".join([*lines, '{"XK_XDR_MC": ["x"]}']) + "\n")
    assert counted(receipt) == {"added": 3, "quarantined": 1}
    assert quarantined(receipt) == [(4, "cell_not_text", "", "XK_XDR_MC")]
