"""``gongshi search`` and ``show``: what the public may see, and ``--why`` for staff."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from gongshi.records.model import RecordKind
from gongshi.samples.usccs import REGION

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]
NANGANG = "91320100748204660Q"


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("南京钢铁联合有限公司", "full_name"),
        ("南京钢铁", "core_name"),
        ("91320100748204660q ", "code"),
    ],
)
def test_a_real_company_is_found(loaded: Gongshi, text: str, matched: str) -> None:
    found = loaded("search", text, "--json").json
    assert found.keys() == {
        *("total", "totalIsExact", "hasNext", "endCursor", "asOf", "sample"),
        *("rows", "interpretation", "didYouMean"),
    }
    first = found["rows"][0]
    assert (first["name"], first["uscc"], first["matchedBy"]) == (
        "南京钢铁联合有限公司", NANGANG, matched,
    )  # fmt: skip
    assert {kind: count for kind, count in first["counts"].items() if count} == {
        "licence": 15,
        "honour": 4,
        "commitment": 5,
    }
    assert found["asOf"] == "2026-06-15T10:00:00+08:00"


def test_the_table_is_aligned_whatever_the_script(loaded: Gongshi) -> None:
    lines = loaded("search", "样", "--first", "7").out.splitlines()
    assert lines[0].split() == [
        "名称", "统一社会信用代码", "登记状态", "所在区", "许可", "处罚", "名单", "匹配",
    ]  # fmt: skip
    column = cell_len(lines[0][: lines[0].index("统一")])
    for line in lines[2:9]:
        code = re.search(r"\d\d129900", line)
        assert code is not None
        assert cell_len(line[: code.start()]) == column
    assert lines[-2] == "数据截至 2026-06-15 10:00:00。"
    assert lines[-3].startswith("下一页：--after ")


def test_pages_follow_each_other(loaded: Gongshi) -> None:
    first = loaded("search", "样", "--first", "3", "--json").json
    assert first["hasNext"] is True
    second = loaded("search", "样", "--first", "3", "--after", first["endCursor"], "--json").json
    both = loaded("search", "样", "--first", "6", "--json").json
    assert first["rows"] + second["rows"] == both["rows"]


def test_nothing_found_is_said_with_care(loaded: Gongshi) -> None:
    for arguments in (["search", "鱻麤龘"], ["search", "鱻麤龘", "--records"]):
        ran = loaded(*arguments)
        assert ran.code == 0
        assert "没有结果不等于没有记录" in ran.out


def test_records_are_found_by_number(loaded: Gongshi) -> None:
    ran = loaded("search", "宁气雷验(2025)第0003号", "--records")
    assert "宁气雷验(2025)第0003号" in ran.out
    assert "南京市气象局" in ran.out
    record = loaded("search", "宁气雷验（2025）第0003号", "--records", "--json").json["rows"][0]
    shown = loaded("show", record["id"])
    assert shown.code == 0
    assert "雷电防护装置竣工验收" in shown.out
    assert loaded("show", record["id"], "--json").json["id"] == record["id"]


def test_a_query_is_read_and_marked(loaded: Gongshi) -> None:
    ran = loaded("search", "南京钢铁 许可")
    assert ran.out.splitlines()[0] == "按名称“南京钢铁”、信息类别“许可”查询。"
    found = loaded("search", "9132O100748204660Q", "--json").json
    assert found["interpretation"] == [
        {
            "role": "code",
            "text": "9132O100748204660Q",
            "start": 0,
            "length": 18,
            "values": [NANGANG, "9132O100748204660Q"],
            "mended": [{"place": 5, "typed": "O", "read": "0"}],
        }
    ]
    assert "第 5 位 O 更正为 0" in loaded("search", "9132O100748204660Q").out
    marked = loaded("search", "南京钢铁", "--json").json["rows"][0]["highlights"]
    assert marked == [{"field": "name", "place": 0, "start": 0, "length": 4}]
    number = loaded("search", "宁气雷验(2025)第0003号", "--records", "--json").json["rows"][0]
    assert {mark["field"] for mark in number["highlights"]} == {"documentNumber"}


def test_a_failing_code_is_told_what_is_suspicious(loaded: Gongshi) -> None:
    ran = loaded("search", "91320100748204661Q")
    assert "代码校验不通过，第 17 位可能有误：1 → 0。" in ran.out
    assert "您是不是要找：" in ran.out
    assert "南京钢铁联合有限公司" in ran.out
    found = loaded("search", "91320100748204661Q", "--json").json
    assert found["didYouMean"]["suspicious"][0] == {
        "code": NANGANG, "place": 17, "typed": "1", "read": "0",
    }  # fmt: skip
    [meant] = found["didYouMean"]["subjects"]
    assert (meant["uscc"], "legalRepresentative" in meant) == (NANGANG, False)


def test_filters_and_orders(loaded: Gongshi) -> None:
    def rows(*more: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = loaded("search", "", "--first", "100", "--json", *more).json[
            "rows"
        ]
        return found

    assert {row["status"] for row in rows("--status", "注销")} == {"注销"}
    assert {row["district"]["code"] for row in rows("--district", "120104")} == {"120104"}
    assert len(rows("--district", "120100")) == 100
    founded = [row["founded"] for row in rows("--order", "founded")]
    assert founded == sorted(founded, reverse=True)
    decided = [row["latestRecord"] or "" for row in rows("--order", "latest")]
    assert decided == sorted(decided, reverse=True)


def test_labels(loaded: Gongshi) -> None:
    rows = loaded("search", "", "--label", "特种设备", "--first", "100", "--json").json["rows"]
    assert rows
    for row in rows:
        assert [label["label"] for label in row["labels"]] == ["special-equipment"]
    assert re.search(r"重点领域标签\s+特种设备", loaded("show", rows[0]["uscc"]).out)
    refused = loaded("search", "", "--label", "特种")
    assert refused.code != 0
    assert "食品生产、特殊食品生产、特种设备" in refused.err


def test_bytes_that_are_no_text_do_no_harm(loaded: Gongshi) -> None:
    for text in ("南\udcff京", "閆\udcff91320100748204660Q"):
        for arguments in (["search", text], ["search", text, "--json"], ["suggest", text]):
            assert loaded(*arguments).code == 0


def test_suggestions_while_typing(loaded: Gongshi) -> None:
    for typed, matched in (("南京钢", "prefix"), ("gangt", "pinyin"), ("9132010074", "code")):
        found = loaded("suggest", typed, "--json").json
        assert (found[0]["name"], found[0]["matchedBy"]) == ("南京钢铁联合有限公司", matched)
    assert "南京钢铁联合有限公司" in loaded("suggest", "南京钢").out
    assert "没有以此开头的主体" in loaded("suggest", "鱻麤龘").out
    assert len(loaded("suggest", "样", "--first", "3", "--json").json) == 3


def test_kinds_narrow_both_searches(loaded: Gongshi) -> None:
    rows = loaded("search", "样", "--kind", "penalty", "--first", "100", "--json").json["rows"]
    assert rows
    assert all(row["counts"]["penalty"] for row in rows)
    records = loaded("search", "", "--records", "--kind", "penalty", "--json").json["rows"]
    assert {row["kind"] for row in records} == {"penalty"}


@pytest.mark.parametrize(
    ("flag", "kind", "told"),
    [
        ("--penalty-kind", "warning", lambda row: "warning" in row.get("penaltyKinds", ())),
        ("--licence-kind", "recognition", lambda row: row.get("licenceKind") == "认可"),
    ],
)
def test_kinds_of_licences_and_penalties_narrow(
    flag: str, kind: str, told: Callable[[Any], bool], loaded: Gongshi
) -> None:
    rows = loaded("search", "样", flag, kind, "--first", "3", "--json").json["rows"]
    assert len(rows) == 3
    for row in rows:
        records = loaded("show", row["uscc"], "--json").json["records"]
        assert any(map(told, records)), row["name"]
    assert loaded("search", "样", flag, "no").code == 2


def test_a_subjects_page_holds_its_records(loaded: Gongshi) -> None:
    page = loaded("show", NANGANG, "--json").json
    assert page["subject"]["name"] == "南京钢铁联合有限公司"
    assert Counter(record["kind"] for record in page["records"]) == {
        "licence": 15,
        "honour": 4,
        "commitment": 5,
    }
    shown = loaded("show", NANGANG.lower())
    assert "南京钢铁联合有限公司" in shown.out
    assert shown.out.count("   行政许可   ") == 15
    assert shown.out.count("   信用承诺   ") == 5
    assert shown.out.count("   诚实守信   ") == 4


@pytest.mark.parametrize("what", ["91129900YY0EPWM83D", "南京钢铁联合有限公司", "r0000000z"])
def test_what_is_not_there_is_not_found(loaded: Gongshi, what: str) -> None:
    for more in ([], ["--why"]):
        ran = loaded("show", what, *more)
        assert ran.code == 1
        assert "unknown_id" in ran.err


def test_staff_are_told_why(loaded: Gongshi) -> None:
    told = loaded("show", NANGANG, "--why", "--json").json
    assert len(told) == 24
    assert {row["reason"] for row in told} == {""}
    assert all(row["shown"] for row in told)
    waiting = loaded("review", "list", "--json").json["rows"][0]
    (one,) = loaded("show", waiting["record"], "--why", "--json").json
    assert (one["shown"], one["needsReview"]) == (False, True)
    shown = loaded("show", waiting["record"], "--why")
    assert "内部使用，不得对外公布" in shown.out
    assert loaded("show", waiting["uscc"], "--why").code == 0


def test_hidden_records_leave_no_trace_for_the_public(loaded: Gongshi) -> None:
    for row in loaded("review", "list", "--limit", "500", "--json").json["rows"]:
        (why,) = loaded("show", row["record"], "--why", "--json").json
        if not why["shown"]:
            assert loaded("show", row["record"]).code == 1
            break
    else:
        pytest.fail("no hidden record to look at")


def test_natural_persons_never_show(loaded: Gongshi, data: Path) -> None:
    """Their rows stand in the sample's files; no answer holds a name or number of them."""
    people: set[str] = set()
    for path in (data / "sample").glob("*.csv"):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        people |= set(re.findall(r"\n([^,\n]{3}),自然人,", text))
    assert len(people) >= 5
    everything = json.dumps(
        [
            loaded("search", "", "--first", "100", *more, "--json").json
            for more in ([], ["--records"], *(["--records", "--kind", kind] for kind in RecordKind))
        ],
        ensure_ascii=False,
    )
    assert not [name for name in people if name in everything]
    # Whole runs of digits: a commitment's number of 20 begins with a region and a day as well.
    id_number = rf"(?<!\d){REGION}(19|20)\d{{2}}[01]\d[0-3]\d\d{{3}}[0-9X](?!\d)"
    assert not re.search(id_number, everything)
    for name in people:
        assert loaded("search", name, "--records", "--json").json["rows"] == []


def test_a_legal_representative_stands_on_the_page_only(loaded: Gongshi) -> None:
    # Subjects of one rank follow by ids, which each installation draws anew: any may come first.
    rows = loaded("search", "样", "--first", "20", "--json").json["rows"]
    assert all("legalRepresentative" not in row for row in rows)
    row = min(rows, key=lambda row: row["uscc"])
    name = loaded("show", row["uscc"], "--json").json["subject"]["legalRepresentative"]
    assert name[1] == "样"
    found = loaded("search", name, "--json").json["rows"]
    # What is found is a sign that resembles the words typed, and never the person's own firm.
    assert row["id"] not in {other["id"] for other in found}
    assert all({light["field"] for light in other["highlights"]} == {"name"} for other in found)


def test_subjects_on_a_list_are_found_and_told(loaded: Gongshi) -> None:
    rows = loaded("search", "", "--list", "serious", "--first", "100", "--json").json["rows"]
    assert rows
    assert all("serious" in row["lists"] and row["counts"]["serious"] for row in rows)
    page = loaded("show", rows[0]["uscc"])
    assert "所在名单" in page.out
    assert "严重违法失信名单" in page.out
    entry = next(
        record
        for record in loaded("show", rows[0]["uscc"], "--json").json["records"]
        if record["kind"] == "serious"
    )
    shown = loaded("show", entry["id"])
    assert "列入原因" in shown.out
    assert "严重违法失信名单" in loaded("search", rows[0]["uscc"]).out


def test_a_commitment_says_whether_it_was_kept(loaded: Gongshi) -> None:
    found = loaded("search", "", "--records", "--kind", "commitment", "--first", "100", "--json")
    kept = next(row for row in found.json["rows"] if row["performance"] == "full")
    assert "全部履行" in loaded("show", kept["id"]).out
