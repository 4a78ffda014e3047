"""Every command that changes anything leaves a note of who did it: the commands are enumerated."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from gongshi.cli.main import app
from gongshi.cli.reference import _commands

Gongshi = Callable[..., Any]

#: Command -> the act it notes.
ACTS = {
    "ingest": "ingest",
    "ingest --abandon": "ingest.abandon",
    "clear": "clear",
    "withdraw": "withdraw",
    "repair": "repair",
    "suspend": "suspend",
    "resume": "resume",
    "withhold": "withhold",
    "withhold --lift": "withhold.lift",
    "index update --rebuild": "index.rebuild",
    "index rollback": "index.rollback",
    "board confirm": "board.confirm",
    "board withdraw": "board.withdraw",
    "quarantine export": "quarantine.export",
    "quarantine resolve": "quarantine.resolve",
    "quarantine accept": "quarantine.accept",
    "quarantine expire": "quarantine.expire",
    "review set": "review",
    "approvals approve": "approval.approve",
    "approvals refuse": "approval.refuse",
}
#: Commands that change nothing of what is kept, or are noted elsewhere.
OTHERS = {
    "approvals list": "reads",
    "approvals show": "reads",
    "audit list": "reads",
    "board candidates": "reads",
    "board show": "reads",
    "demo": "takes files in as ingest does; each is noted",
    "doctor": "reads",
    "index follow": "follows the ledger; the rules it puts into force are noted",
    "index list": "reads",
    "index update": "without --rebuild: as index follow",
    "quarantine list": "reads",
    "quarantine show": "reads",
    "receipt": "reads",
    "report log": "reads",
    "report make": "special reports: the log of accesses, with actor and purpose",
    "review list": "reads",
    "rules diff": "reads",
    "sample": "needs no ledger",
    "search": "reads",
    "serve": "serves",
    "show": "reads",
    "sources": "reads",
    "suggest": "reads",
    "template": "needs no ledger",
    "token issue": "needs no ledger; what is drawn with a token is in the log of accesses",
    "token keys": "needs no ledger",
}

ORGAN = "天津市市场监督管理委员会"
FOOD = "91110000802100433B"
NAME = "天津示例食品有限公司"


def test_every_command_is_said_to_be_noted_or_not() -> None:
    commands = {" ".join(path) for path, _ in _commands(typer.main.get_command(app), ())}
    noted = {name.split(" --")[0] for name in ACTS}
    assert commands == noted | OTHERS.keys()
    assert noted & OTHERS.keys() == {"index update"}


def penalty(number: int, **more: str) -> dict[str, str]:
    return {
        "CF_XDR_MC": NAME,
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": FOOD,
        "CF_WSH": f"津市监罚〔2026〕{number}号",
        "CF_WFXW": "销售过期食品",
        "CF_CFLB": "罚款",
        "CF_NR": f"罚款{number}万元",
        "CF_JDRQ": f"2026/05/{number:02}",
        "CF_CFJG": ORGAN,
        "class": "严重",
        "field": "食品",
        **more,
    }


def withdrawal(number: int, **more: str) -> dict[str, str]:
    return {
        "CX_WSH": f"津市监撤〔2026〕{number}号",
        "CX_SHXYM": FOOD,
        "CX_MC": NAME,
        "CX_YJLLX": "CF",
        "CX_YWSH": f"津市监罚〔2026〕{number}号",
        "CX_LX": "撤销",
        "CX_GKLY": "主要证据不足",
        "CX_JDRQ": "2026/06/12",
        "CX_JDDW": ORGAN,
        "CX_LYDW": ORGAN,
        **more,
    }


@pytest.mark.slow
def test_every_act_is_noted_with_its_person(
    gongshi: Gongshi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: dict[str, str] = {}

    def file(name: str, *rows: dict[str, str]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def act(command: str, *words: object, code: int = 0) -> Any:
        """Run it by a person of its own, who then stands in the newest note."""
        person = f"某人{len(done)}"
        ran = gongshi(*command.split(), *words, "--by", person)
        assert ran.code == code, ran.err
        newest = gongshi("audit", "list", "--by", person, "--json").json[0]
        assert newest["by"] == person
        done[command] = newest["act"]
        return ran

    act("ingest", "penalties", file("cf.csv", *(penalty(number) for number in range(1, 26))))
    found = gongshi("search", "", "--records", "--first", 100, "--json").json["rows"]
    ids = {int(one["documentNumber"].split("〕")[1][:-1]): one["id"] for one in found}
    assert sorted(ids) == list(range(1, 26))
    decided = ["--document", "津1", "--authority", ORGAN, "--date", "2026-06-10", "--reason", "误"]
    act("clear", ids[20])
    act("review set", ids[20], "serious")
    act("suspend", ids[21], *decided)
    act("resume", ids[21], *decided)
    act("repair", ids[22], *decided)
    act("withdraw", ids[23], *decided)
    act("withhold", ids[24], "--reason", "核查")
    act("withhold --lift", ids[24], "--reason", "核查完毕")
    act("index update --rebuild")
    act("index rollback", "--reason", "演练")
    act("board confirm", "repeat", FOOD, "--unit", ORGAN, "--basis", "样例办法第三条")
    act("board withdraw", "repeat", FOOD, "--unit", ORGAN, "--reason", "另有决定")

    many = file("cx.csv", *(withdrawal(number) for number in range(1, 8)))
    assert gongshi("ingest", "withdrawals", many).code == 3
    (waiting,) = gongshi("approvals", "list", "--json").json
    act("approvals approve", waiting["id"])
    again = file("cx2.csv", *(withdrawal(number) for number in range(8, 15)))
    assert gongshi("ingest", "withdrawals", again).code == 3
    (waiting,) = gongshi("approvals", "list", "--json").json
    act("approvals refuse", waiting["id"], "--reason", "不符")

    wrong = file(
        "cx3.csv",
        withdrawal(30, CX_YWSH="津市监罚〔2026〕三十号"),
        withdrawal(31, CX_YWSH="津市监罚〔2026〕三十一号"),
        withdrawal(32, CX_YWSH="津市监罚〔2026〕三十二号"),
    )
    assert gongshi("ingest", "withdrawals", wrong).code == 3
    rows = gongshi("quarantine", "list", "--json").json["rows"]
    assert len(rows) == 3
    act("quarantine export", tmp_path / "out.csv", "--source", "withdrawals")
    act("quarantine accept", rows[0]["id"], "--about", ids[20], "--reason", "文书号笔误")
    act("quarantine resolve", rows[1]["id"])
    act("quarantine expire")

    def dies(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("gongshi.indexers.accept.Acceptor.finish", dies)
        gongshi("ingest", "withdrawals", file("cx4.csv", withdrawal(15)))
    act("ingest --abandon", "withdrawals")
    assert done == ACTS
