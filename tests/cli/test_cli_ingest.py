"""``gongshi ingest`` and ``template``: files in, receipts out, exit codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongshi.cli import textfile

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]

FIRM = "91129900YY0EPWM83C"  # an invented code, valid by both checks
HEADER = "XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_XKWS,XK_WSH,XK_XKLB,XK_NR,XK_JDRQ,XK_XKJG\n"


def row(number: int, day: str = "2026/05/04", code: str = FIRM) -> str:
    return (
        f"天津样例有限公司,法人及非法人组织,{code},准予决定书,津样〔2026〕{number}号,普通,"
        f"许可内容{number},{day},天津市样例区行政审批局\n"
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "许可.csv"
    path.write_text(HEADER + row(1) + row(2), encoding="utf-8")
    return path


def test_the_124_real_licences_come_in(gongshi: Gongshi, real_licences: Path) -> None:
    ran = gongshi("ingest", "licences", real_licences)
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [
        "licences_2026-05.csv → licences（行政许可）：已接收",
        "  124 行，新增 124",
    ]
    assert "检索索引已更新（主体 3，记录 124）。" in ran.err


def test_the_same_file_again_changes_nothing(gongshi: Gongshi, file: Path) -> None:
    assert gongshi("ingest", "licences", file).code == 0
    again = gongshi("ingest", "licences", file, "--json")
    assert again.code == 0
    assert again.json["receipts"][0]["outcome"] == "duplicate_file"
    assert again.json["errors"] == []
    assert again.json["index"]["subjects"] == 0


def test_check_writes_nothing(gongshi: Gongshi, file: Path) -> None:
    ran = gongshi("ingest", "licences", file, "--check", "--json")
    assert ran.code == 0
    assert ran.json["receipts"][0]["counts"] == {"usable": 2, "quarantined": 0}
    assert ran.json["index"] is None
    taken = gongshi("ingest", "licences", file, "--json")
    assert taken.json["receipts"][0]["counts"]["added"] == 2


def test_quarantined_rows_are_exit_code_3(gongshi: Gongshi, file: Path) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(row(3, day="2025/02/30") + row(4, code=FIRM[:-1] + "1"))
    ran = gongshi("ingest", "licences", file)
    assert ran.code == 3
    assert "新增 2" in ran.out
    assert "隔离 2" in ran.out
    assert "有 2 行待核：gongshi quarantine list" in ran.err


def test_quarantine_of_a_check_is_exit_code_3_without_a_pointer(
    gongshi: Gongshi, file: Path
) -> None:
    file.write_text(HEADER + row(3, day="2025/02/30"), encoding="utf-8")
    ran = gongshi("ingest", "licences", file, "--check")
    assert ran.code == 3
    assert "quarantine list" not in ran.err


def test_a_bad_file_does_not_keep_the_others_out(
    gongshi: Gongshi, file: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    ran = gongshi("ingest", "licences", empty, tmp_path / "none.csv", file, "--json")
    assert ran.code == 1
    assert [error["code"] for error in ran.json["errors"]] == ["file_empty", "file_missing"]
    assert [receipt["file"] for receipt in ran.json["receipts"]] == ["许可.csv"]
    told = gongshi("ingest", "licences", empty)
    assert told.code == 1
    assert "错误 file_empty" in told.err


def test_an_unknown_source_is_told_with_those_there_are(gongshi: Gongshi, file: Path) -> None:
    ran = gongshi("ingest", "licenses", file)
    assert ran.code == 1
    assert "错误 source_unknown：没有名为 licenses 的来源。可用的来源：licences、" in ran.err


def test_item_period_and_sending_time_are_declared(gongshi: Gongshi, file: Path) -> None:
    ran = gongshi(
        "ingest", "licences", file, "--item", "TJ-XK-001",
        "--period", "2026-05-01..2026-05-31", "--sent-at", "2026-06-01T09:00", "--json",
    )  # fmt: skip
    assert ran.code == 0
    receipt = ran.json["receipts"][0]
    assert receipt["item"] == "TJ-XK-001"
    assert receipt["period"] == {"from": "2026-05-01", "to": "2026-05-31"}
    sources = {row["code"]: row for row in gongshi("sources", "--json").json}
    assert sources["licences"]["coveredUntil"] == "2026-05-31"
    assert sources["licences"]["covered"] == [{"from": "2026-05-01", "to": "2026-05-31"}]


def test_a_period_is_declared_for_all_the_files_or_not_at_all(
    gongshi: Gongshi, file: Path, tmp_path: Path
) -> None:
    """Else a report would call clean what stands in the file that could not be read."""
    second = tmp_path / "第二份.csv"
    second.write_bytes(b"")
    both = ("ingest", "licences", file, second, "--period", "2026-05-01..2026-05-31", "--json")

    def covered() -> Any:
        told = {row["code"]: row for row in gongshi("sources", "--json").json}
        return told["licences"]["covered"]

    for asked in (both, (*both, "--check")):
        ran = gongshi(*asked)
        assert ran.code == 1
        assert [one["code"] for one in ran.json["errors"]] == ["file_empty"]
        assert ran.json["receipts"] == []
    assert gongshi("ingest", "licences", file).code == 0  # for itself, without a period
    assert covered() == []
    second.write_text(HEADER + row(3), encoding="utf-8")
    ran = gongshi(*both)
    assert [one["outcome"] for one in ran.json["receipts"]] == ["duplicate_file", "taken"]
    assert covered() == [{"from": "2026-05-01", "to": "2026-05-31"}]


@pytest.mark.parametrize("period", ["2026-05", "2026-05-31..2026-05-01", "2026-06-01..2026-06-30"])
def test_a_period_that_is_none_is_refused(gongshi: Gongshi, file: Path, period: str) -> None:
    ran = gongshi("ingest", "licences", file, "--period", period)
    assert ran.code == 1
    assert "period_invalid" in ran.err


def test_an_older_delivery_does_not_overwrite_a_newer_one(gongshi: Gongshi, tmp_path: Path) -> None:
    newer, older = tmp_path / "newer.csv", tmp_path / "older.csv"
    newer.write_text(HEADER + row(1).replace("普通", "核准"), encoding="utf-8")
    older.write_text(HEADER + row(1), encoding="utf-8")
    gongshi("ingest", "licences", newer, "--sent-at", "2026-06-02")
    ran = gongshi("ingest", "licences", older, "--sent-at", "2026-06-01", "--json")
    assert ran.json["receipts"][0]["counts"]["older"] == 1
    assert (
        gongshi("search", "津样〔2026〕1号", "--records", "--json").json["rows"][0]["licenceKind"]
        == "核准"
    )


def test_the_index_may_be_left_alone(gongshi: Gongshi, file: Path) -> None:
    ran = gongshi("ingest", "licences", file, "--no-index", "--json")
    assert ran.json["index"] is None
    assert gongshi("search", FIRM).code == 1  # there is no index yet
    assert gongshi("index").code == 0
    assert len(gongshi("search", FIRM, "--json").json["rows"]) == 1


def test_an_unfinished_file_can_be_given_up(
    gongshi: Gongshi, file: Path, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nothing = gongshi("ingest", "licences", "--abandon")
    assert nothing.code == 0
    assert "来源 licences 没有未接收完的文件。" in nothing.err

    def dies(*_: object, **__: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("gongshi.indexers.accept.Acceptor.finish", dies)
        assert gongshi("ingest", "licences", file).code == 1
    other = tmp_path / "other.csv"
    other.write_text(HEADER + row(7), encoding="utf-8")
    refused = gongshi("ingest", "licences", other)
    assert refused.code == 1
    assert "batch_open" in refused.err
    assert "许可.csv" in refused.err
    taken = gongshi("ingest", "licences", other, "--abandon")
    assert taken.code == 0
    assert "已放弃 许可.csv：接收到第 2 行为止的内容保留。" in taken.err


def test_a_template_can_be_ingested(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    assert gongshi("template", "licences", "--output", path).code == 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream))
    assert header[:3] == ["XK_XDR_MC", "XK_XDR_LB", "XK_XDR_SHXYM"]
    assert "XK_FR_ZJHM" not in header
    assert gongshi("ingest", "licences", path, "--check").code in {0, 3}


def test_a_template_never_overwrites(gongshi: Gongshi, file: Path) -> None:
    before = file.read_bytes()
    ran = gongshi("template", "licences", "-o", file)
    assert ran.code == 1
    assert "file_exists" in ran.err
    assert file.read_bytes() == before


def test_a_template_explains_its_columns(gongshi: Gongshi) -> None:
    shown = gongshi("template", "penalties", "--columns")
    assert shown.code == 0
    assert shown.out.splitlines()[0] == "代码,中文名称,类型,最大长度,是否必填,可填值,示例"
    as_json = gongshi("template", "penalties", "--json").json
    assert {"code": "CF_WSH", "label": "行政处罚决定书文号"}.items() <= next(
        column for column in as_json if column["code"] == "CF_WSH"
    ).items()
    plain = gongshi("template", "penalties")
    assert plain.out.startswith("CF_XDR_MC,")
    assert gongshi("template", "nothing").code == 1


def test_a_disk_that_is_full_leaves_no_half_file(
    gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines() -> Any:
        yield "first\n"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        textfile.write_text(tmp_path / "half.csv", lines())
    assert not (tmp_path / "half.csv").exists()
    textfile.write_text(tmp_path / "whole.csv", ["a\n"], private=True)
    assert (tmp_path / "whole.csv").stat().st_mode & 0o077 == 0
    assert json.dumps((tmp_path / "whole.csv").read_text()) == '"a\\n"'
