"""``gongshi board``: from two penalties to an entry the public sees, and back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import run

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]

NOW = "2026-06-15T10:00:00+08:00"

FOOD = "91110000802100433B"
UNIT = "天津市市场监督管理委员会"
NUMBERS = ["津滨市监罚〔2026〕21号", "津滨市监罚〔2026〕22号"]
CONFIRM = ("--unit", UNIT, "--basis", "样例办法第三条", "--by", "王敏")


def penalty(number: str, day: str, **more: str) -> dict[str, str]:
    return {
        "CF_XDR_MC": "天津示例食品有限公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": FOOD,
        "CF_WSH": number,
        "CF_WFXW": "销售过期食品",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款伍万元",
        "CF_NR_FK": "5.000000",
        "CF_JDRQ": day,
        "CF_CFJG": UNIT,
        "class": "严重",
        "field": "食品",
        **more,
    }


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def offended_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one subject that was punished twice; not to be written to."""
    folder = tmp_path_factory.mktemp("offended")
    rows = [penalty(NUMBERS[0], "2026/04/10"), penalty(NUMBERS[1], "2026/06/01")]
    path = write(folder / "penalties.csv", rows)
    ran = run("--data", folder / "data", "ingest", "penalties", path, at=NOW)
    assert ran.code == 0, ran.err
    return folder / "data"


@pytest.fixture
def offended(offended_city: Path, data: Path, gongshi: Gongshi) -> Gongshi:
    """``gongshi`` over a copy of that city."""
    shutil.copytree(offended_city, data)
    return gongshi


def test_a_candidate_is_confirmed_shown_and_taken_back(offended: Gongshi) -> None:
    assert offended("board", "repeat").out.startswith("没有条目。没有结果不等于没有记录")
    (row,) = offended("board", "candidates", "repeat", "--json").json["rows"]
    evidence = [one.pop("record") for one in row["evidence"]]
    assert row == {
        "subject": "天津示例食品有限公司",
        "uscc": FOOD,
        "sector": "food",
        "violation": "经营超过保质期的食品",
        "since": "2026-06-01",
        "leavesOn": "2028-04-11",
        "state": "waiting",
        "evidence": [
            {
                "documentNumber": number,
                "decided": day,
                "authority": UNIT,
                "matter": "销售过期食品",
            }
            for number, day in zip(NUMBERS, ("2026-04-10", "2026-06-01"), strict=True)
        ],
    }
    ran = offended("board", "confirm", "repeat", FOOD, *CONFIRM)
    assert ran.out == (
        "已确认：天津示例食品有限公司 列入“屡罚不改”（食品：经营超过保质期的食品），"
        "证据 2 条，2028-04-11 退出。\n"
    )
    (entry,) = offended("board", "repeat", "--json").json["rows"]
    assert (entry["subjectName"], entry["since"]) == ("天津示例食品有限公司", "2026-06-15")
    (ground,) = entry["grounds"]
    assert [one["id"] for one in ground["evidence"]] == evidence
    assert ground["confirmation"] == {
        "unit": UNIT,
        "basis": "样例办法第三条",
        "day": "2026-06-15",
    }
    table = offended("board", "candidates", "repeat", "--sector", "食品").out
    assert "已列入" in table
    assert NUMBERS[0] in table
    taken = ("--unit", UNIT, "--reason", "另有决定", "--by", "李静")
    ran = offended("board", "withdraw", "repeat", FOOD, *taken)
    assert ran.out == f"已撤回 {FOOD} 在“屡罚不改”的确认（食品）。\n"
    assert offended("board", "repeat", "--json").json["rows"] == []
    ran = offended("board", "withdraw", "repeat", FOOD, *taken)
    assert (ran.code, "board_confirmation_missing" in ran.err) == (1, True)


def test_a_board_is_read_as_a_person_reads_it(offended: Gongshi) -> None:
    (row,) = offended("board", "candidates", "repeat", "--json").json["rows"]
    record = row["evidence"][0]["record"]
    confirmed = offended("board", "confirm", "repeat", FOOD, *CONFIRM, "--json").json
    assert (confirmed["board"], confirmed["unit"], confirmed["by"]) == ("repeat", UNIT, "王敏")
    lines = offended("board").out.splitlines()
    assert lines[:4] == [
        f"天津示例食品有限公司（{FOOD}）：屡罚不改",
        "  食品：经营超过保质期的食品，2026-06-15 列入，2028-04-11 退出",
        f"  确认：{UNIT}，2026-06-15，依据：样例办法第三条",
        f"  - 2026-04-10 {NUMBERS[0]} {UNIT} 罚款伍万元 {record}",
    ]
    assert lines[5] == "数据截至 2026-06-15 10:00:00。"
    assert offended("board", "--sector", "food", "--json").json["facets"] == {
        "sector": {"food": 1},
        "district": {},
    }
    for nothing in (("--sector", "消防"), ("--district", "南开区"), ("defiant",)):
        assert offended("board", *nothing, "--json").json["rows"] == []


def test_an_entry_leaves_on_the_day_it_told(offended: Gongshi) -> None:
    offended("board", "confirm", "repeat", FOOD, *CONFIRM)

    def at(instant: str) -> int:
        return len(offended("--now", instant, "board", "repeat", "--json").json["rows"])

    assert (at("2028-04-10T23:59:59"), at("2028-04-11T00:00:00")) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("board", "nothing"), 1, "board_unknown"),
        (("board", "candidates", "nothing"), 1, "board_unknown"),
        (("board", "repeat", "--sector", "旅游"), 2, "--sector"),
        (("board", "confirm", "repeat", FOOD, *CONFIRM[:5], " "), 2, "--by"),
        (("board", "confirm", "repeat", FOOD, *CONFIRM[:3], " ", *CONFIRM[4:]), 2, "--basis"),
        (("board", "confirm", "defiant", FOOD, *CONFIRM), 1, "board_candidate_missing"),
        (
            ("board", "confirm", "repeat", FOOD, *CONFIRM, "--record", "r00000000"),
            1,
            "board_candidate_missing",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_told(
    offended: Gongshi, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ran = offended(*arguments)
    assert (ran.code, told in ran.err) == (code, True)


def test_no_candidates_and_more_than_asked_for(offended: Gongshi, tmp_path: Path) -> None:
    assert offended("board", "candidates", "defiant").out == "目前没有符合规则的主体。\n"
    nothing = offended("board", "candidates", "repeat", "--sector", "消防", "--json").json
    assert nothing == {"rows": [], "more": False, "sample": False}
    rows = [
        penalty(f"津滨市监罚〔2026〕3{place}号", f"2026/05/0{place}", CF_WFXW="未明码标价")
        for place in (1, 2)
    ]
    path = write(tmp_path / "more.csv", rows)
    assert offended("ingest", "penalties", path, "--no-index").code == 0
    assert offended("board", "candidates", "repeat", "--limit", 1).out.endswith(
        "另有更多：--limit 2\n"
    )
    ran = offended("board", "confirm", "repeat", FOOD, *CONFIRM)
    assert "board_choice_ambiguous" in ran.err
    assert (
        offended(
            "board", "confirm", "repeat", FOOD, *CONFIRM, "--violation", "未明码标价", "--json"
        ).json["violation"]
        == "未明码标价"
    )
    pages = offended("board", "repeat", "--first", 1).out
    assert "未明码标价" in pages


def test_help_stands_where_it_is_looked_for(gongshi: Gongshi) -> None:
    assert "candidates" in gongshi("board", "--help").out
    assert "KIND" in gongshi("board", "show", "--help").out


def test_pages_follow_and_an_index_kept_elsewhere_is_left_alone(
    offended: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "91320105780688132K"
    told = {"CF_XDR_MC": "天津示例激光科技有限公司", "CF_XDR_SHXYM": other}
    rows = [penalty(f"津罚〔2026〕5{n}号", f"2026/05/0{n}", **told) for n in (1, 2)]
    assert offended("ingest", "penalties", write(tmp_path / "more.csv", rows)).code == 0
    entry = {"UNISCID": other, "ENTNAME": told["CF_XDR_MC"], "DOMDISTRICT": "120104"}
    entry |= {"ZTLB": "企业", "REGSTATE_CN": "存续", "APPRDATE": "2024/06/01"}
    assert offended("ingest", "register", write(tmp_path / "register.csv", [entry])).code == 0
    for code in (FOOD, other):
        assert offended("board", "confirm", "repeat", code, *CONFIRM).code == 0
    first = offended("board", "repeat", "--first", 1).out
    cursor = first.split("下一页：--after ")[1].split()[0]
    second = offended("board", "repeat", "--first", 1, "--after", cursor).out
    assert "下一页" not in second
    assert "示例激光" in first + second
    assert f"（{other}，南开区）" in first + second
    narrowed = offended("board", "--district", "南开区", "--json").json["rows"]
    assert [one["subjectUscc"] for one in narrowed] == [other]
    monkeypatch.setenv("GONGSHI_PROJECT", "false")
    taken = ("--unit", UNIT, "--reason", "另有决定", "--by", "李静", "--json")
    ran = offended("board", "withdraw", "repeat", other, *taken)
    assert ran.json == {
        "board": "repeat",
        "uscc": other,
        "sector": "food",
        "unit": UNIT,
        "by": "李静",
    }
    assert len(offended("board", "repeat", "--json").json["rows"]) == 2
    assert offended("board", "confirm", "repeat", other, *CONFIRM).code == 0
