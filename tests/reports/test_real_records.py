"""The real records, all 124 + 15 + 16 of them: each printed value stands in the report again."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from gongshi.indexers.ingest import ingest
from gongshi.ledger.store import Ledger
from gongshi.records.clock import SHANGHAI
from gongshi.records.empty import blank
from gongshi.reports.facts import OrdinaryFacts
from gongshi.reports.service import Reports
from tests.reports.report_cities import TIANJIN

REAL: Final = Path(__file__).parents[2] / "samples" / "real"
NOW: Final = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
FIRMS: Final = ("91320100748204660Q", "91320281142232229Q", "91320000134762764K")

#: Column of a real file -> printed line; all that is printed and public.
LICENCE = {
    "XK_XKWS": "行政许可决定文书名称",
    "XK_WSH": "行政许可决定文书号",
    "XK_XKLB": "许可类别",
    "XK_XKZS": "许可证书名称",
    "XK_XKBH": "许可编号",
    "XK_NR": "许可内容",
    "XK_JDRQ": "许可决定日期",
    "XK_YXQZ": "有效期自",
    "XK_YXQZI": "有效期至",
    "XK_XKJG": "许可机关",
    "XK_XKJGDM": "许可机关统一社会信用代码",
    "XK_LYDW": "数据来源单位",
    "XK_LYDWDM": "数据来源单位统一社会信用代码",
}
HONOUR = {"荣誉": "守信信息（荣誉）名称", "评价年度": "评价年度", "数据来源": "数据来源单位"}
COMMITMENT = {
    "承诺编码": "承诺编码",
    "承诺类型": "承诺类型",
    "承诺事由": "承诺事由",
    "承诺内容": "承诺内容",
    "违诺责任": "违诺责任",
    "承诺作出日期": "承诺作出日期",
    "承诺有效期": "承诺有效期",
    "承诺履行状态": "承诺履行状态",
    "承诺受理单位": "承诺受理单位",
    "承诺受理单位代码": "承诺受理单位统一社会信用代码",
}
KINDS = {
    "licence": ("licences", 2, LICENCE, 124),
    "honour": ("honours", 3, HONOUR, 15),
    "commitment": ("commitments", 6, COMMITMENT, 16),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[OrdinaryFacts]]:
    """The ordinary reports of the three companies."""
    ledger = Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('real')}/ledger.db")
    for source, _, _, count in KINDS.values():
        receipt = ingest(ledger, TIANJIN, source, REAL / f"{source}_2026-05.csv", now=NOW)
        assert (receipt.rows, receipt.quarantined) == (count, 0)
    reports = Reports(ledger, TIANJIN)
    found = [reports.ordinary(firm, NOW) for firm in FIRMS]
    yield [report.facts for report in found if report is not None]
    ledger.close()


def printed(column: str, value: str) -> str:
    """A value of a file as a report prints it."""
    text = blank(value.strip())
    if text[4:5] == "/" and len(text) == 10:
        text = text.replace("/", "-")
        if column in {"XK_YXQZI", "承诺有效期"} and text >= "2099":
            return f"{text}（长期）"
    return text or "— —"


@pytest.mark.parametrize("kind", KINDS)
def test_each_printed_value_is_found_again(told: list[OrdinaryFacts], kind: str) -> None:
    source, number, columns, count = KINDS[kind]
    with (REAL / f"{source}_2026-05.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    expected: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        values = {line: printed(column, row[column]) for column, line in columns.items()}
        if kind == "licence" and values["行政许可决定文书号"] == "— —":
            values["行政许可决定文书号"] = values["许可编号"]  # the one without 文书号
        expected[tuple(values[line] for line in columns.values())] += 1
    found: Counter[tuple[str, ...]] = Counter()
    for facts in told:
        items = [i for i in facts["chapters"][number - 1]["items"] if i["record"]["kind"] == kind]
        assert [item["heading"] for item in items] == [
            f"第 {place} 条" for place in range(1, len(items) + 1)
        ]
        for item in items:
            lines = {line["label"]: line["value"] for line in item["lines"]}
            found[tuple(lines[line] for line in columns.values())] += 1
    assert sum(expected.values()) == count
    assert found == expected
