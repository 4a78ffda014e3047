"""``--now``: on real data for looking only; a rehearsal on sample data may do anything."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gongshi.records.problems import PROBLEMS
from tests.cli.conftest import NOW, Gongshi, run

pytestmark = pytest.mark.slow

STEEL = "91320100748204660Q"
EARLIER = "2026-06-01T10:00:00+08:00"
LATER = "2027-06-01T10:00:00+08:00"
WHY = ("--by", "王敏", "--reason", "核查属实")
DECIDED = (
    "--document", "宁环撤〔2026〕1号", "--authority", "南京市江北新区管理委员会",
    "--date", "2026-05-20",
)  # fmt: skip
ACTS = (
    ("ingest", "licences", "FILE"),
    ("withhold", "RECORD", *WHY),
    ("withdraw", "RECORD", *DECIDED, *WHY),
    ("suspend", "RECORD", *DECIDED, *WHY),
    ("review", "set", "RECORD", "一般", *WHY),
    ("clear", "RECORD", "--by", "王敏"),
    ("quarantine", "expire"),
    ("report", STEEL, "--special", "--from", "2025-01-01", "--purpose", "贷款", "--by", "王敏"),
    ("report", STEEL),
    ("report", "log", STEEL),
    ("index", "--rebuild"),
)
LOOKS = (
    ("search", "南京钢铁"),
    ("show", STEEL),
    ("show", "RECORD", "--why"),
    ("ingest", "licences", "FILE", "--check"),
    ("review", "list"),
    ("quarantine", "list"),
    ("approvals", "list"),
    ("audit", "list"),
    ("sources",),
)
STAND = (("serve", "--port", "0"), ("index", "follow"))


@pytest.fixture
def plain(plain_city: Path, data: Path, gongshi: Gongshi) -> Gongshi:
    """``gongshi`` over a copy of the folder with real licences only."""
    shutil.copytree(plain_city, data)
    return gongshi


@pytest.fixture
def file(real_licences: Path, tmp_path: Path) -> Path:
    """A delivery that is not known yet."""
    header, *lines = real_licences.read_text("utf-8-sig").splitlines()
    path = tmp_path / "licences.csv"
    path.write_text("\n".join([header, *lines[:3]]) + "\n", encoding="utf-8")
    return path


def filled(plain: Gongshi, file: Path, words: tuple[str, ...]) -> list[object]:
    record = plain("show", STEEL, "--json").json["records"][0]["id"]
    return [{"RECORD": record, "FILE": file}.get(word, word) for word in words]


def all_of(data: Path) -> list[str]:
    """Everything the ledger holds."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("now", [EARLIER, LATER])
@pytest.mark.parametrize("words", ACTS + STAND, ids=" ".join)
def test_an_act_on_real_data_bears_the_clocks_time(
    plain: Gongshi, data: Path, file: Path, words: tuple[str, ...], now: str
) -> None:
    given = filled(plain, file, words)
    before = all_of(data)
    ran = plain(*given, "--now", now)
    assert ran.code == 1
    assert f"错误 now_not_the_clock：{PROBLEMS['now_not_the_clock'].zh}" in ran.err
    assert all_of(data) == before


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_at_real_data_at_another_time_is_fine(
    plain: Gongshi, file: Path, words: tuple[str, ...]
) -> None:
    assert plain(*filled(plain, file, words), "--now", LATER).code == 0


def test_nothing_comes_into_a_new_ledger_at_another_time(data: Path, file: Path) -> None:
    ran = run("--data", data, "--json", "--now", EARLIER, "ingest", "licences", file)
    assert ran.code == 1
    assert [one["code"] for one in ran.json["errors"]] == ["now_not_the_clock"]
    assert run("--data", data, "audit", "list", "--json", at=NOW).json == []


def test_a_rehearsal_on_sample_data_may_do_anything(loaded: Gongshi) -> None:
    record = loaded("show", STEEL, "--json").json["records"][0]["id"]
    ran = loaded("withhold", record, *WHY, "--now", LATER)
    assert ran.code == 0, ran.err
    (noted, *_) = loaded("audit", "list", "--record", record, "--json").json
    assert (noted["act"], noted["at"]) == ("withhold", LATER)
    assert loaded("show", record, "--now", LATER).code == 1


@pytest.mark.parametrize("now", [(), ("--now", LATER)])
def test_real_data_never_becomes_a_sample(plain: Gongshi, data: Path, now: tuple[str, ...]) -> None:
    before = all_of(data)
    ran = plain("demo", "--no-serve", "--enterprises", "20", *now)
    assert (ran.code, PROBLEMS["holds_real_data"].zh in ran.err) == (1, True)
    assert all_of(data) == before


def test_without_it_the_clock_counts(plain: Gongshi) -> None:
    record = plain("show", STEEL, "--json").json["records"][0]["id"]
    assert plain("withhold", record, *WHY).code == 0
    (noted,) = plain("audit", "list", "--record", record, "--json").json
    assert noted["at"] == NOW
    told = plain("withhold", record, *WHY, "--now", EARLIER, "--json")
    assert json.loads(told.err)["error"]["code"] == "now_not_the_clock"
