"""Acts on single records, approvals, withholding and the audit, on the command line."""

from __future__ import annotations

import csv
import getpass
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.servers.server_process import free_port

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]

ORGAN = "南京市生态环境局"
FIRM = "91320100748204660Q"


@pytest.fixture
def filed(gongshi: Gongshi, tmp_path: Path) -> Callable[..., list[str]]:
    """Takes penalties in; the ids of all there are."""

    def take(count: int, first: int = 1) -> list[str]:
        rows = [
            {
                "CF_XDR_MC": "南京钢铁联合有限公司",
                "CF_XDR_LB": "法人及非法人组织",
                "CF_XDR_SHXYM": FIRM,
                "CF_WSH": f"宁环罚〔2026〕{number}号",
                "CF_WFXW": "超标排放",
                "CF_NR": f"罚款{number}万元",
                "CF_CFLB": "罚款",
                "CF_JDRQ": "2026/05/06",
                "CF_CFJG": ORGAN,
                "class": "一般",
            }
            for number in range(first, first + count)
        ]
        path = tmp_path / f"cf{first}.csv"
        write(path, rows)
        ran = gongshi("ingest", "penalties", path, at="2026-05-07")
        assert ran.code == 0, ran.err
        shown = gongshi("show", FIRM, "--json").json["records"]
        return sorted((one["id"] for one in shown), key=lambda id_: number_of(shown, id_))

    return take


def number_of(shown: list[dict[str, Any]], record: str) -> str:
    return next(str(one["documentNumber"]) for one in shown if one["id"] == record)


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def decided(**changes: str) -> list[str]:
    given = {
        "--document": "宁环撤〔2026〕1号",
        "--authority": ORGAN,
        "--date": "2026-06-10",
        "--reason": "证据不足",
        "--by": "王敏",
    } | {f"--{name.replace('_', '-')}": text for name, text in changes.items()}
    return [word for pair in given.items() for word in pair]


def withdrawals(path: Path, count: int) -> Path:
    rows = [
        {
            "CX_WSH": f"宁环撤〔2026〕{n}号",
            "CX_SHXYM": FIRM,
            "CX_MC": "南京钢铁联合有限公司",
            "CX_YJLLX": "CF",
            "CX_YWSH": f"宁环罚〔2026〕{n}号",
            "CX_LX": "撤销",
            "CX_GKLY": "主要证据不足",
            "CX_JDRQ": "2026/06/12",
            "CX_JDDW": ORGAN,
            "CX_LYDW": ORGAN,
        }
        for n in range(1, count + 1)
    ]
    write(path, rows)
    return path


def test_a_record_is_withdrawn_and_gone(gongshi: Gongshi, filed: Any) -> None:
    (record,) = filed(1)
    assert gongshi("show", record).code == 0
    ran = gongshi("withdraw", record, *decided(public_reason="主要证据不足"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0].split() == ["记录", "结果", "提示"]
    assert ran.out.splitlines()[-1].split()[:2] == [record, "已执行"]
    assert gongshi("show", record).code == 1
    again = gongshi("withdraw", record, *decided(public_reason="主要证据不足"), "--json")
    assert again.json == {
        "act": "withdraw",
        "records": [{"record": record, "outcome": "unchanged", "warnings": []}],
        "batch": "",
        "approval": "",
    }
    other = gongshi("withdraw", record, *decided(document="宁环撤〔2026〕9号"))
    assert (other.code, "already_withdrawn" in other.err) == (1, True)


def test_a_missing_public_reason_is_asked_for(gongshi: Gongshi, filed: Any) -> None:
    (record,) = filed(1)
    assert "第四十八条" in gongshi("withdraw", record, *decided()).err
    assert gongshi("withdraw", record, *decided(kind="误报撤回")).err == ""


def test_a_repair_is_obeyed_with_its_warning_and_taken_back(gongshi: Gongshi, filed: Any) -> None:
    (record,) = filed(1)
    centre = {"authority": "天津市公共信用中心", "document": "修1"}
    ran = gongshi("repair", record, *decided(**centre), "--json")
    (one,) = ran.json["records"]
    assert (one["outcome"], [w["code"] for w in one["warnings"]]) == ("applied", ["repair_early"])
    assert "2026-08-06" in one["warnings"][0]["zh"]
    assert gongshi("show", record).code == 1
    back = decided(**centre, result="撤销修复", effective="2026-06-12")
    assert "已执行" in gongshi("repair", record, *back).out
    assert gongshi("show", record).code == 0
    marked = decided(authority="天津市公共信用中心", document="标1", scope="标注")
    assert "已执行" in gongshi("repair", record, *marked).out
    assert gongshi("show", record).code == 0


def test_a_suspension_and_its_resumption(gongshi: Gongshi, filed: Any) -> None:
    (record,) = filed(1)
    assert "nothing_to_resume" in gongshi("resume", record, *decided()).err
    court = {"authority": "南京市中级人民法院", "unit": ORGAN}
    given = decided(**court, until="2026-07-31", **{"from": "2026-06-11"})
    assert gongshi("suspend", record, *given).code == 0
    assert gongshi("show", record).code == 1
    assert gongshi("--now", "2026-08-01", "show", record).code == 0
    resumed = decided(**court, document="恢1", **{"from": "2026-06-14"})
    assert gongshi("resume", record, *resumed).code == 0
    assert gongshi("show", record).code == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"authority": "南京市公安局"}, "record_of_another_unit"),
        ({"date": "2026-06-16"}, "act_in_future"),
        ({"date": "2026-05-05"}, "act_before_decision"),
        ({"source": "none"}, "source_unknown"),
    ],
)
def test_what_cannot_be_done_is_told(
    gongshi: Gongshi, filed: Any, changes: dict[str, str], code: str
) -> None:
    (record,) = filed(1)
    ran = gongshi("withdraw", record, *decided(**changes), "--json")
    assert (ran.code, code in ran.err) == (1, True)
    assert gongshi("withdraw", "r00000000", *decided()).code == 1
    (act,) = gongshi("audit", "list", "--json").json
    assert act["act"] == "ingest"  # how the record came in


@pytest.mark.parametrize(
    "words",
    [
        ["withdraw", "r1", *decided(date="昨天")],
        ["withdraw", "r1", *decided(by=" ")],
        ["withdraw", "r1", *decided(document=" ")],
        ["withdraw", "r1", *decided(kind="错误")],
        ["withdraw", *decided()],
        ["withhold", "r1", "--by", "x"],
        ["withhold", "r1", "--by", "x", "--reason", " "],
        ["withhold", "r1", "--by", "x", "--reason", "x", "--until", "2026-07-01", "--lift"],
        ["withhold", "r1", "--by", "-", "--reason", "x"],
        ["index", "rollback", "--by", "", "--reason", "x"],
        ["index", "rollback", "--by", "x", "--reason", " "],
        ["approvals", "refuse", "a1", "--by", "x"],
        ["approvals", "refuse", "a1", "--by", "x", "--reason", "…"],
        ["quarantine", "accept", "q1", "--by", "x", "--reason", "。", "--new"],
        ["quarantine", "accept", "q1", "--by", "x", "--reason", "x"],
        ["quarantine", "accept", "q1", "--by", "x", "--reason", "x", "--new", "--about", "r1"],
    ],
)
def test_a_wrong_command_line_is_usage(gongshi: Gongshi, words: list[str]) -> None:
    assert gongshi(*words).code == 2


def test_a_bulk_withdrawal_waits_and_is_confirmed(
    gongshi: Gongshi, filed: Any, tmp_path: Path
) -> None:
    records = filed(7)
    assert gongshi("approvals", "list").out == "没有待确认的批量撤销。\n"
    file = withdrawals(tmp_path / "撤销.csv", 7)
    ran = gongshi("ingest", "withdrawals", file, "--by", "王敏")
    assert ran.code == 3
    assert "此前一条也不撤销" in ran.out
    assert [gongshi("show", record).code for record in records] == [0] * 7
    (waiting,) = gongshi("--now", "2026-06-17T12:00", "approvals", "list", "--json").json
    assert waiting["waitedHours"] == 50
    assert (waiting["rows"], waiting["held"], waiting["askedBy"]) == (7, 7, "王敏")
    assert (waiting["due"], waiting["late"]) == ("2026-06-18", False)
    late = gongshi("--now", "2026-06-19", "approvals", "list")
    assert "3 天 14 小时" in late.out
    assert "2026-06-18（逾期）" in late.out
    told = gongshi("--now", "2026-06-19", "doctor").out
    assert f"{waiting['id']} 的批量撤销（7 条）已等待 3 天 14 小时，已逾期 2026-06-18" in told
    shown = gongshi("approvals", "show", waiting["id"])
    assert shown.out.splitlines()[0].startswith(
        f"{waiting['id']}  撤销.csv（来源 withdrawals），7 条"
    )
    assert len(gongshi("approvals", "show", waiting["id"], "--json").json["held"]) == 7
    same = gongshi("approvals", "approve", waiting["id"], "--by", "王敏")
    assert (same.code, "approval_same_person" in same.err) == (1, True)
    done = gongshi("approvals", "approve", waiting["id"], "--by", "李静", "--reason", "已核对")
    assert done.out == f"{waiting['id']} 已由 李静 确认并执行。\n"
    assert [gongshi("show", record).code for record in records] == [1] * 7
    assert gongshi("approvals", "list", "--json").json == []
    (after,) = gongshi("approvals", "list", "--all", "--json").json
    assert (after["state"], after["decidedBy"], after["waitedHours"]) == ("done", "李静", None)
    assert "已执行" in gongshi("approvals", "list", "--all").out
    assert "没有待确认的批量撤销" in gongshi("doctor").out


def test_an_archive_is_one_delivery_and_its_receipt_tells_what_became_of_it(
    gongshi: Gongshi, filed: Any, tmp_path: Path
) -> None:
    records = filed(8)
    rows = withdrawals(tmp_path / "全部.csv", 8).read_text(encoding="utf-8").splitlines()
    archive = tmp_path / "撤销.zip"
    with ZipFile(archive, "w") as packed:
        packed.writestr("甲.csv", "\n".join([rows[0], *rows[1:5]]))
        packed.writestr("乙.csv", "\n".join([rows[0], *rows[5:]]))
    checked = gongshi("ingest", "withdrawals", archive, "--check", "--json").json["receipts"]
    assert [one["needsSecondPerson"] for one in checked] == [True, True]
    taken = gongshi("ingest", "withdrawals", archive, "--by", "王敏", "--json").json["receipts"]
    assert [one["counts"]["quarantined"] for one in taken] == [4, 4]
    first, second = (one["id"] for one in gongshi("approvals", "list", "--json").json)
    gongshi("approvals", "approve", first, "--by", "李静")
    gongshi("approvals", "refuse", second, "--by", "李静", "--reason", "不符")
    shown = {record: gongshi("show", record).code for record in records}
    assert sorted(shown.values()) == [0] * 4 + [1] * 4
    after = gongshi("receipt", taken[0]["batch"], "--json").json
    counts = {name: count for name, count in after["counts"].items() if count}
    assert counts == {"applied": 4}
    assert {one["level"] for one in after["problems"]} == {"warning"}
    assert after["approvalState"] == "done"


def test_a_command_with_many_records_waits_and_is_refused(gongshi: Gongshi, filed: Any) -> None:
    records = filed(6)
    ran = gongshi("withdraw", *records, *decided())
    assert ran.code == 3
    assert ran.out.count("待另一人确认") == 6
    approval = gongshi("approvals", "list", "--json").json[0]["id"]
    assert f"gongshi approvals approve {approval}" in ran.err
    held = gongshi("approvals", "show", approval, "--json").json["held"]
    assert [one["record"] for one in held] == records
    refused = gongshi("approvals", "refuse", approval, "--by", "李静", "--reason", "不符", "--json")
    assert refused.json["state"] == "refused"
    assert [gongshi("show", record).code for record in records] == [0] * 6


def test_an_approval_cut_short_is_told_and_gone_on_with(
    gongshi: Gongshi, filed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = filed(6)
    gongshi("withdraw", *records, *decided())
    approval = gongshi("approvals", "list", "--json").json[0]["id"]

    def dies(*_: object) -> bool:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("gongshi.indexers.bulk_withdrawals._carry_out_some", dies)
        assert gongshi("approvals", "approve", approval, "--by", "李静").code == 1
    assert f"{approval} 已由 李静 确认，尚有 6 条未执行" in gongshi("doctor").out
    assert "已确认，执行未完" in gongshi("approvals", "list").out
    done = gongshi("approvals", "approve", approval, "--by", "赵六")
    assert done.out == f"{approval} 已由 李静 确认并执行。\n"
    assert [gongshi("show", record).code for record in records] == [1] * 6


def test_the_operator_withholds_and_lifts(gongshi: Gongshi, filed: Any) -> None:
    (record,) = filed(1)
    given = ["--by", "王敏", "--reason", "核查"]
    ran = gongshi("withhold", record, *given, "--until", "2026-06-20", "--json")
    assert ran.json == {
        "record": record, "withheld": True, "until": "2026-06-20", "changed": True,
        "inEffect": True,
    }  # fmt: skip
    assert gongshi("show", record).code == 1
    assert "运营方暂不公示" in gongshi("show", record, "--why").out
    assert gongshi("show", record, "--why", "--json").json[0]["withheld"] is True
    assert gongshi("--now", "2026-06-21", "show", record).code == 0
    again = gongshi("withhold", record, *given, "--until", "2026-06-20")
    assert (again.err, again.out) == ("此前已暂不公示，未作改动。\n", f"{record} 已暂不公示。\n")
    later = gongshi("withhold", record, *given, "--lift", at="2026-06-16")
    assert later.out == f"{record} 已恢复按规则公示。\n"
    assert gongshi("--now", "2026-06-16", "show", record).code == 0


def test_a_withholding_that_nobody_indexes_is_told_not_to_be_in_effect(
    gongshi: Gongshi, filed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = filed(1)
    given = ["withhold", record, "--by", "王敏", "--reason", "核查"]
    monkeypatch.setenv("GONGSHI_PROJECT", "false")
    ran = gongshi(*given, "--wait", 0)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("尚未生效：已记入台账")
    assert gongshi("show", record).code == 0, "the public is still shown it"
    again = gongshi(*given, "--wait", 0, "--json")
    assert (again.code, again.json["changed"], again.json["inEffect"]) == (4, False, False)
    assert gongshi("index").code == 0
    done = gongshi(*given, "--wait", 0)
    assert (done.code, done.out) == (0, f"{record} 已暂不公示。\n")


def test_a_withholding_waits_for_who_indexes(
    gongshi: Gongshi, filed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = filed(1)
    monkeypatch.setenv("GONGSHI_PROJECT", "false")
    monkeypatch.setattr("gongshi.cli.in_effect.time.sleep", lambda _: gongshi("index"))
    ran = gongshi("withhold", record, "--by", "王敏", "--reason", "核查", "--json")
    assert (ran.code, ran.json["inEffect"]) == (0, True)
    assert gongshi("show", record).code == 1


def test_a_withholding_is_not_said_to_be_in_effect_while_the_engine_is_away(
    gongshi: Gongshi, filed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would show the record again as soon as it answers."""
    (record,) = filed(1)
    monkeypatch.setenv("GONGSHI_ENGINE", "elasticsearch")
    monkeypatch.setenv("GONGSHI_ELASTICSEARCH_URL", f"http://127.0.0.1:{free_port()}")
    ran = gongshi("withhold", record, "--by", "王敏", "--reason", "核查", "--wait", 0)
    assert (ran.code, ran.out) == (4, "")
    assert "尚未生效" in ran.err


def test_before_there_is_an_index_nothing_is_shown(
    gongshi: Gongshi, filed: Any, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = filed(1)
    monkeypatch.setenv("GONGSHI_PROJECT", "false")
    shutil.rmtree(data / "index")
    ran = gongshi("withhold", record, "--by", "王敏", "--reason", "核查", "--wait", 0)
    assert (ran.code, ran.out) == (0, f"{record} 已暂不公示。\n")


def test_every_act_is_in_the_audit(gongshi: Gongshi, filed: Any) -> None:
    first, second = filed(2)
    gongshi("suspend", first, *decided(), "--until", "2026-06-30")
    gongshi("resume", first, *decided(document="恢1"))
    gongshi("repair", second, *decided(authority="天津市公共信用中心", by="李静"))
    gongshi("withhold", second, "--by", "赵六", "--reason", "核查")
    gongshi("clear", second, "--by", "赵六")
    gongshi("review", "set", second, "serious", "--by", "赵六")
    gongshi("withdraw", first, *decided())
    everything = gongshi("audit", "list", "--json").json
    assert [(one["by"], one["act"], one["target"]) for one in everything] == [
        ("王敏", "withdraw", first),
        ("赵六", "review", second),
        ("赵六", "clear", second),
        ("赵六", "withhold", second),
        ("李静", "repair", second),
        ("王敏", "resume", first),
        ("王敏", "suspend", first),
        (getpass.getuser(), "ingest", everything[-1]["target"]),
    ]
    assert everything[-1]["detail"] == "penalties cf1.csv"
    assert everything[0]["at"] == "2026-06-15T10:00:00+08:00"
    assert everything[0]["detail"] == "宁环撤〔2026〕1号 证据不足"
    of_first = gongshi("audit", "list", "--record", first, "--json").json
    assert [one["act"] for one in of_first] == ["withdraw", "resume", "suspend"]
    assert len(gongshi("audit", "list", "--by", "赵六", "--json").json) == 3
    assert gongshi("audit", "list", "--since", "2026-06-16", "--json").json == []
    assert (
        len(gongshi("audit", "list", "--since", "2026-06-15", "--limit", "2", "--json").json) == 2
    )
    assert gongshi("audit", "list").out.splitlines()[0].split() == [
        "时间", "操作人", "操作", "对象", "说明",
    ]  # fmt: skip


def test_a_quarantined_row_is_accepted(gongshi: Gongshi, filed: Any, tmp_path: Path) -> None:
    (record,) = filed(1)
    rows = withdrawals(tmp_path / "w.csv", 1)
    text = rows.read_text(encoding="utf-8").replace("〔2026〕1号,撤销", "〔2026〕壹号,撤销")
    rows.write_text(text, encoding="utf-8")
    assert gongshi("ingest", "withdrawals", rows).code == 3
    (row,) = gongshi("quarantine", "list", "--json").json["rows"]
    given = ["--by", "王敏", "--reason", "文书号笔误"]
    wrong = gongshi("quarantine", "accept", row["id"], *given, "--new")
    assert (wrong.code, "row_not_decidable" in wrong.err) == (1, True)
    ran = gongshi("quarantine", "accept", row["id"], *given, "--about", record)
    assert ran.out == f"{row['id']} 已认定：更正已执行（记录 {record}）。\n"
    assert gongshi("show", record).code == 1
    assert gongshi("quarantine", "list").out == "没有待核行。\n"


def test_the_abandoning_of_a_file_is_noted(
    gongshi: Gongshi, filed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(1)

    def dies(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("gongshi.indexers.accept.Acceptor.finish", dies)
        gongshi("ingest", "withdrawals", withdrawals(tmp_path / "w.csv", 1))
    gongshi("ingest", "withdrawals", "--abandon", "--by", "王敏")
    act = gongshi("audit", "list", "--json").json[0]  # the newest
    assert (act["by"], act["act"], act["detail"]) == ("王敏", "ingest.abandon", "w.csv")
