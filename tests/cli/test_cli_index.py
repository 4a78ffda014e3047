"""``gongshi index``: generations listed, gone back to, and followed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongshi.cli.state import State
from gongshi.indexers.holding import Holding

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]


def test_generations_are_listed_and_gone_back_to(gongshi: Gongshi, real_licences: Path) -> None:
    assert gongshi("ingest", "licences", real_licences, "--no-index").code == 0
    assert gongshi("index", "list").out == "还没有索引：gongshi index\n"
    change = gongshi("index", "--json").json["change"]
    gongshi("index", "--rebuild")
    listed = gongshi("index", "list", "--json").json
    assert [(one["name"], one["live"], one["change"], one["problem"]) for one in listed] == [
        ("g000001", False, change, None),
        ("g000002", True, change, None),
    ]
    table = gongshi("index", "list").out.splitlines()
    assert table[0].split() == ["代次", "在用", "变更序号", "截至", "不可用原因"]
    assert [line.split()[:3] for line in table[-2:]] == [
        ["g000001", "否", str(change)],
        ["g000002", "是", str(change)],
    ]
    back = gongshi("index", "rollback", "--by", "王敏", "--reason", "核查")
    assert back.out == f"已回退到索引 g000001，与台账一致（变更 {change}）。\n"
    act, *before = gongshi("audit", "list", "--json").json
    assert [one["act"] for one in before] == ["index.rebuild", "ingest"]
    assert (act["by"], act["act"], act["target"], act["detail"]) == (
        "王敏",
        "index.rollback",
        "g000001",
        "核查",
    )
    forth = gongshi("index", "rollback", "g000002", "--by", "王敏", "--reason", "复原", "--json")
    assert (forth.json["generation"], forth.json["state"]) == ("g000002", "ready")


def test_there_is_nothing_to_go_back_to(gongshi: Gongshi, real_licences: Path) -> None:
    gongshi("ingest", "licences", real_licences)
    for name in ((), ("g000001",), ("g000009",)):
        ran = gongshi("index", "rollback", *name, "--by", "王敏", "--reason", "核查", "--json")
        assert ran.code == 1
        assert json.loads(ran.err)["error"]["code"] == "index_not_kept"


def test_a_kept_index_that_another_process_holds_is_left_to_it(
    gongshi: Gongshi, data: Path, real_licences: Path
) -> None:
    gongshi("ingest", "licences", real_licences)
    gongshi("index", "--rebuild")
    state = State(data)
    with state.parts() as parts:
        other = Holding.take(parts.ledger, "index:g000001", "other", state.instant)
        assert other is not None
        now = state.instant().isoformat()
        ran = gongshi("index", "rollback", "--by", "王敏", "--reason", "核查", at=now)
        assert (ran.code, ran.out) == (1, "另一进程正在更新该索引，本次未做任何事。\n")
        noted = [one["act"] for one in gongshi("audit", "list", "--json").json]
        assert noted == ["index.rebuild", "ingest"]
        other.release()


@pytest.mark.slow
def test_an_index_is_followed_until_the_signal(
    gongshi: Gongshi, data: Path, real_licences: Path
) -> None:
    gongshi("ingest", "licences", real_licences, "--no-index")
    environment = {key: value for key, value in os.environ.items() if key != "GONGSHI_DATA"}
    follower = subprocess.Popen(
        [sys.executable, "-m", "gongshi", "index", "follow", "--data", str(data)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not any(one["live"] for one in gongshi("index", "list", "--json").json):
            assert follower.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        follower.send_signal(signal.SIGTERM)
        _, told = follower.communicate(timeout=60)
    assert follower.returncode == 0, told
    assert told == "正在跟随台账，按 Ctrl-C 停止 (following the ledger; Ctrl-C stops).\n"
    assert gongshi("index", "--json").json["subjects"] == 0, "there was nothing left to do"
