"""What waits for a person: quarantine, review, clear; and how things stand: sources, doctor."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongshi.api.redis_link import BLOCKING_OPTIONS
from gongshi.cities.load import load_city, shipped_city
from gongshi.cli.sources import is_late
from gongshi.cli.state import State, parse_instant
from gongshi.indexers.projector import Projector
from gongshi.samples.dirt import QUARANTINED
from gongshi.samples.manifest import read_manifest
from tests.servers.server_redis import OwnRedis

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]


def quarantined(gongshi: Gongshi, code: str) -> dict[str, Any]:
    rows = gongshi("quarantine", "list", "--limit", "500", "--json").json["rows"]
    return next(row for row in rows if row["findings"][0]["code"] == code)


# --- quarantine -----------------------------------------------------------------------------------


def test_quarantine_lists_rows_with_a_sentence(loaded: Gongshi) -> None:
    ran = loaded("quarantine", "list")
    assert ran.out.splitlines()[0].split() == [
        "编号", "来源", "行", "规则", "字段", "主体", "说明",
    ]  # fmt: skip
    as_json = loaded("quarantine", "list", "--json").json
    assert as_json["open"] == len(as_json["rows"]) > 0
    assert ran.out.splitlines()[-1] == f"待核共 {as_json['open']} 行。"
    row = as_json["rows"][0]
    assert row["findings"][0].keys() == {"code", "field", "value", "zh", "en"}
    assert "raw" not in row


def test_the_samples_unusable_rows_are_quarantined_and_no_others(
    loaded: Gongshi, data: Path
) -> None:
    rows = loaded("quarantine", "list", "--limit", "1000", "--json").json["rows"]
    others = {"city_key_missing", "target_not_found"}  # natural persons; events of such rows
    found = [row for row in rows if row["findings"][0]["code"] not in others]
    manifest = read_manifest(data / "sample")
    unusable = sum(
        count
        for entry in manifest.files
        for name, count in entry.dirt.items()
        if name in QUARANTINED
    )
    assert len(found) == unusable > 0
    people = [row for row in rows if row["findings"][0]["code"] == "city_key_missing"]
    assert len(people) == manifest.enterprises // 40


def test_quarantine_narrows_to_a_source_and_a_batch(loaded: Gongshi) -> None:
    licences = loaded("quarantine", "list", "--source", "licences", "--json").json["rows"]
    assert {row["source"] for row in licences} == {"licences"}
    batch = licences[0]["batch"]
    of_batch = loaded("quarantine", "list", "--batch", batch, "--json").json["rows"]
    assert {row["batch"] for row in of_batch} == {batch}
    assert loaded("quarantine", "list", "--source", "register").out == "没有待核行。\n"
    assert loaded("quarantine", "list", "--source", "nothing").code == 1


def test_quarantine_shows_a_row_without_forbidden_columns(loaded: Gongshi) -> None:
    row = quarantined(loaded, "city_key_missing")
    shown = loaded("quarantine", "show", row["id"])
    assert "[city_key_missing]" in shown.out
    assert "GONGSHI_CITY_KEY_FILE" in shown.out
    raw = loaded("quarantine", "show", row["id"], "--json").json["raw"]
    assert not {"XK_XDR_ZJHM", "CF_XDR_ZJHM", "XK_XDR_ZJLX", "CF_XDR_ZJLX"} & {
        code for code, cell in raw.items() if cell
    }
    assert loaded("quarantine", "show", "q0000000z").code == 1


def test_an_export_is_corrected_and_ingested_again(loaded: Gongshi, tmp_path: Path) -> None:
    row = quarantined(loaded, "city_key_missing")
    source = row["source"]
    path = tmp_path / "更正.csv"
    ran = loaded("quarantine", "export", path, "--source", source, "--by", "王敏", "--json")
    assert ran.code == 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert ran.json == {"file": str(path), "rows": len(rows)}
    assert path.stat().st_mode & 0o077 == 0
    prefix = "XK" if source == "licences" else "CF"
    fixed = next(one for one in rows if one["隔离编号"] == row["id"])
    fixed[f"{prefix}_XDR_LB"] = "法人及非法人组织"
    fixed[f"{prefix}_XDR_SHXYM"] = "91129900YY0EPWM83C"
    corrected = tmp_path / "已更正.csv"
    with corrected.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(fixed))
        writer.writeheader()
        writer.writerow(fixed)
    taken = loaded("ingest", source, corrected, "--json")
    assert taken.code == 0
    assert taken.json["receipts"][0]["counts"]["added"] == 1
    again = loaded("quarantine", "export", path, "--source", source)
    assert again.code == 1
    assert "file_exists" in again.err


def test_who_exported_is_written_down(loaded: Gongshi, tmp_path: Path, data: Path) -> None:
    told = loaded(
        "quarantine", "export", tmp_path / "x.csv", "--source", "licences", "--by", "李静"
    )
    assert "gongshi ingest licences" in told.out
    with sqlite3.connect(data / "ledger.sqlite") as conn:
        acts = conn.execute("SELECT actor, act, target FROM audit").fetchall()
    conn.close()
    assert ("李静", "quarantine.export", "licences") in acts


def test_a_row_can_be_resolved_by_a_named_person(loaded: Gongshi) -> None:
    before = loaded("quarantine", "list", "--json").json
    row = before["rows"][0]
    ran = loaded("quarantine", "resolve", row["id"], "--by", "王敏", "--reason", "已电话核实")
    assert ran.out == f"{row['id']} 已处理。\n"
    after = loaded("quarantine", "list", "--json").json
    assert after["open"] == before["open"] - 1
    assert row["id"] not in [one["id"] for one in after["rows"]]
    assert loaded("quarantine", "resolve", row["id"], "--by", "王敏", "--json").code == 1
    other = after["rows"][0]["id"]
    assert loaded("quarantine", "resolve", other, "--by", "x", "--json").json == {"resolved": other}


def test_rows_past_their_time_lose_their_content(loaded: Gongshi, data: Path) -> None:
    with sqlite3.connect(data / "ledger.sqlite") as conn:  # open ones and those settled since
        (count,) = conn.execute("SELECT count(*) FROM quarantine").fetchone()
    assert loaded("quarantine", "expire", "--json").json == {"expired": 0}
    ran = loaded("--now", "2027-06-15", "quarantine", "expire")
    assert ran.out == f"已清除 {count} 行的原始内容。\n"
    assert loaded("quarantine", "list").out == "没有待核行。\n"


# --- review and clear -----------------------------------------------------------------------------


def test_a_penalty_of_unknown_class_shows_once_a_person_said_it(loaded: Gongshi) -> None:
    waiting = loaded("review", "list", "--limit", "500", "--json").json
    assert waiting["more"] is False
    row = next(one for one in waiting["rows"] if one["rule"] == "NDRC-36")
    assert loaded("show", row["record"]).code == 1
    ran = loaded("review", "set", row["record"], "general", "--by", "王敏", "--reason", "低于标准")
    assert ran.out == f"{row['record']} 已认定。\n"
    shown = loaded("show", row["record"])
    assert shown.code == 0
    assert row["documentNumber"] in shown.out
    left = loaded("review", "list", "--limit", "500", "--json").json["rows"]
    assert row["record"] not in [one["record"] for one in left]


def test_minor_in_chinese_keeps_it_hidden(loaded: Gongshi) -> None:
    rows = loaded("review", "list", "--limit", "500", "--json").json["rows"]
    row = next(one for one in rows if one["rule"] == "NDRC-36")
    assert loaded("review", "set", row["record"], "轻微", "--by", "王敏", "--json").json == {
        "record": row["record"], "class": "minor", "by": "王敏",
    }  # fmt: skip
    assert loaded("show", row["record"]).code == 1


def test_the_review_list_is_a_table_and_says_when_there_is_more(
    loaded: Gongshi, gongshi: Gongshi, tmp_path: Path
) -> None:
    ran = loaded("review", "list", "--limit", "2")
    assert ran.out.splitlines()[0].split()[0] == "记录"
    assert ran.out.splitlines()[-1] == "另有更多：--limit 4"
    gongshi("--data", tmp_path / "empty", "sources")
    none = gongshi("--data", tmp_path / "empty", "review", "list")
    assert none.out == "没有待认定的处罚。\n"


def test_facts_are_public_once_a_named_person_read_them(loaded: Gongshi) -> None:
    record = loaded("search", "", "--records", "--kind", "penalty", "--json").json["rows"][0]["id"]
    assert loaded("show", record, "--json").json["facts"] == "— —"
    read = loaded("clear", record, "--by", "王敏", "--show", "--json").json["facts"]
    assert "在场" in read
    assert loaded("show", record, "--json").json["facts"] == "— —"
    assert loaded("clear", record, "--by", "王敏").out == f"{record} 的违法事实已可公开。\n"
    facts = loaded("show", record, "--json").json["facts"]
    assert facts != "— —"
    assert "某在场" in facts
    again = loaded("clear", record, "--by", "王敏", "--json")
    assert again.json == {"record": record, "cleared": False, "by": "王敏"}
    assert "此前已审读放行" in again.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["review", "set", "r0000000z", "minor", "--by", "x"],
        ["clear", "r0000000z", "--by", "x"],
        ["clear", "r0000000z", "--by", "x", "--show"],
    ],
)
def test_a_record_that_is_not_there(loaded: Gongshi, arguments: list[str]) -> None:
    ran = loaded(*arguments)
    assert ran.code == 1
    assert "unknown_id" in ran.err


# --- sources --------------------------------------------------------------------------------------


def test_sources_say_how_fresh_they_are(loaded: Gongshi) -> None:
    rows = {row["code"]: row for row in loaded("sources", "--json").json}
    assert list(rows) == [
        "licences", "penalties", "penalties-samr", "abnormal", "serious", "honours",
        "commitments", "coercion", "criminal", "register", "repairs", "withdrawals", "suspensions",
        "zero-reports",
    ]  # fmt: skip
    licences = rows["licences"]
    assert licences["lastFile"] == "licences-4.jsonl"
    assert licences["lastDelivery"] == "2026-06-15T10:00:00+08:00"
    assert licences["coveredUntil"] == "2026-05-31"
    *table, mark = loaded("sources").out.splitlines()
    assert table[0].split()[:3] == ["来源", "名称", "报送单位"]
    assert len(table) == 2 + len(rows)
    assert mark == "样例数据，不反映任何真实主体的信用状况。"


def test_late_counts_frequency_and_working_days() -> None:
    city = load_city(shipped_city("tianjin"))
    licences, repairs = city.sources["licences"], city.sources["repairs"]
    end = date(2026, 5, 8)  # due a day later, the 9th, and 7 working days: 11-15, 18, 19
    assert is_late(city, licences, end, date(2026, 5, 19)) is False
    assert is_late(city, licences, end, date(2026, 5, 20)) is True
    assert is_late(city, licences, None, date(2026, 5, 20)) is None
    assert is_late(city, repairs, end, date(2026, 12, 31)) is None
    assert is_late(city, licences, date(2190, 1, 1), date(2190, 5, 1)) is None


def test_a_source_that_never_delivered_says_so(gongshi: Gongshi) -> None:
    ran = gongshi("sources")
    assert ran.code == 0
    assert ran.out.count("从未报送") == 14


# --- doctor ---------------------------------------------------------------------------------------


def test_doctor_finds_a_loaded_city_well(loaded: Gongshi) -> None:
    ran = loaded("doctor", "--json")
    assert ran.code == 0
    standing: dict[str, list[str]] = {}
    for one in ran.json:
        assert one.keys() == {"part", "standing", "zh", "en"}
        standing.setdefault(one["part"], []).append(one["standing"])
    assert list(standing) == [
        "version", "data", "city", "holidays", "rules",
        "ledger", "quarantine", "review", "approvals", "index", "indexer", "redis", "sources",
    ]  # fmt: skip
    assert standing["index"] == standing["rules"][:1] == ["ok"]
    assert standing["quarantine"] == standing["review"] == ["attention"]


def test_doctor_names_versions_and_the_lag(loaded: Gongshi) -> None:
    found = loaded("doctor", "--json").json
    told = {one["part"]: one["en"] for one in found if one["standing"] == "ok"}
    assert told["ledger"].startswith(f"SQLite {sqlite3.sqlite_version}, ")
    assert told["ledger"].endswith(", last written 2026-06-15 10:00:00")
    assert told["index"].startswith("tantivy-py ")
    assert " is up to the ledger (change " in told["index"]
    assert told["redis"].startswith("not configured")


@pytest.mark.redis
def test_doctor_asks_redis(
    loaded: Gongshi, monkeypatch: pytest.MonkeyPatch, own_redis: OwnRedis
) -> None:
    monkeypatch.setenv("GONGSHI_REDIS_URL", own_redis.url)
    monkeypatch.setitem(BLOCKING_OPTIONS, "socket_timeout", 10.0)
    [there] = [one for one in loaded("doctor", "--json").json if one["part"] == "redis"]
    assert there["standing"] == "ok"
    assert re.fullmatch(r"Redis [0-9.]+", there["zh"])
    own_redis.kill()
    ran = loaded("doctor", "--json")
    [away] = [one for one in ran.json if one["part"] == "redis"]
    assert (ran.code, away["standing"]) == (0, "attention")
    assert "各进程自行计数" in away["zh"]


def test_doctor_tells_a_missing_ledger(gongshi: Gongshi) -> None:
    ran = gongshi("doctor")
    assert ran.code == 1
    assert "台账不存在" in ran.out
    assert "故障" in ran.out


def test_doctor_tells_an_index_behind_and_a_missing_one(
    loaded: Gongshi,
    gongshi: Gongshi,
    tmp_path: Path,
    real_licences: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = loaded("review", "list", "--limit", "1", "--json").json["rows"][0]
    taken = loaded("ingest", "licences", _one_licence(tmp_path), "--no-index")
    assert taken.code == 0
    ran = loaded("doctor")
    assert ran.code == 0
    assert "自 2026-06-15 10:00:00 起落后 1 个变更：由 gongshi serve 自动更新" in ran.out
    monkeypatch.setenv("GONGSHI_PROJECT", "false")
    assert "起落后 1 个变更：由 gongshi index follow 自动更新" in loaded("doctor").out
    assert row["record"]
    other = tmp_path / "other"
    gongshi("--data", other, "ingest", "licences", real_licences, "--no-index")
    missing = gongshi("--data", other, "doctor")
    assert missing.code == 1
    assert "索引 — 不可用（missing），请重建索引。" in missing.out


def test_doctor_tells_of_an_index_by_other_rules_that_it_is_served(
    loaded: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No defect: the doctor ends well, and names what is served."""
    edit_city(tmp_path, monkeypatch)
    ran = loaded("doctor", "--json")
    [index] = [one for one in ran.json if one["part"] == "index"]
    assert (ran.code, index["standing"]) == (0, "attention")
    assert "g000001 由此前的规则构建，仍在使用，落后 0 个变更" in index["zh"]


def edit_city(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the city's folder says something else."""
    shutil.copytree(shipped_city("tianjin"), folder / "city")
    file = folder / "city" / "rules.toml"
    text = file.read_text("utf-8")
    assert "answered_months = 60" in text
    file.write_text(text.replace("answered_months = 60", "answered_months = 12"), "utf-8")
    monkeypatch.setenv("GONGSHI_CITY", str(folder / "city"))


def test_doctor_tells_that_nobody_indexes(
    loaded: Gongshi, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where commands bring the index up themselves, nobody has to stay."""

    def told(*more: object) -> tuple[str, str]:
        ran = loaded(*more, "doctor", "--json")
        assert ran.code == 0
        [indexer] = [one for one in ran.json if one["part"] == "indexer"]
        return indexer["standing"], indexer["zh"]

    assert told() == (
        "ok",
        "没有常驻进程；每条命令自行更新索引，最近一次在 2026-06-15 10:00:00",
    )
    monkeypatch.setenv("GONGSHI_PROJECT", "false")
    assert told() == (
        "attention",
        "没有进程更新索引，最近一次在 2026-06-15 10:00:00：请启动 gongshi index follow",
    )
    state = State(data, now=parse_instant("2026-06-15T10:00:00+08:00"))
    with state.parts() as parts:
        projector = Projector(parts.ledger, parts.admin, parts.city, "cli:host:1")
        projector.run_once(state.instant())
        assert told() == ("ok", "cli:host:1 正在更新索引，最近一次在 2026-06-15 10:00:00")
        standing, text = told("--now", "2026-06-15T10:02:01+08:00")
        assert standing == "attention"
        assert text.startswith("cli:host:1 自 2026-06-15 10:00:00 起没有更新索引")
        projector.close()


def test_doctor_tells_a_year_without_holidays(loaded: Gongshi) -> None:
    ran = loaded("--now", "2190-01-05", "doctor")
    assert ran.code == 1
    assert "工作日历缺少2190年" in ran.out
    last = max(load_city(shipped_city("tianjin")).rules.calendar.years)
    soon = loaded("--now", f"{last}-12-01", "doctor")
    assert f"{last + 1} 年的放假安排公布后" in soon.out


def test_doctor_tells_a_wrong_city_folder(
    gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "city.toml").write_text("code = 1\n", encoding="utf-8")
    monkeypatch.setenv("GONGSHI_CITY", str(folder))
    ran = gongshi("doctor", "--json")
    assert ran.code == 1
    assert ran.json[-1]["part"] == "city"
    assert "city.toml" in ran.json[-1]["zh"]


def test_doctor_tells_little_room_and_an_unfinished_file(
    loaded: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("gongshi.indexers.accept.Acceptor.finish", dies)
        loaded("ingest", "licences", _one_licence(tmp_path))
    monkeypatch.setattr("gongshi.cli.health.LOW_DISK_BYTES", 2**80)
    ran = loaded("doctor")
    assert "磁盘仅余" in ran.out
    assert "来源 licences 的 one.csv 只接收到第 1 行" in ran.out


def test_doctor_goes_on_when_one_part_fails(
    loaded: Gongshi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error", "/dev/disk")

    monkeypatch.setattr("gongshi.cli.health.source_rows", fails)
    ran = loaded("doctor", "--json")
    assert ran.code == 1
    assert ran.json[-1]["standing"] == "broken"
    assert "/dev/disk" in ran.json[-1]["zh"]


def _one_licence(folder: Path) -> Path:
    path = folder / "one.csv"
    path.write_text(
        "XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_WSH,XK_JDRQ\n"
        "天津样例有限公司,法人及非法人组织,91129900YY0EPWM83C,津样〔2026〕1号,2026/05/04\n",
        encoding="utf-8",
    )
    return path
