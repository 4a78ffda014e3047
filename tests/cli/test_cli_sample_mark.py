"""样例数据: what the command line gives out of a ledger with invented data says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import NOW, Gongshi, run

pytestmark = pytest.mark.slow

STEEL = "91320100748204660Q"
MARK = "样例数据，不反映任何真实主体的信用状况。"
COMMANDS = (
    ("search", "南京钢铁"),
    ("search", "没有这样的名称"),
    ("search", "南京钢铁", "--records"),
    ("show", STEEL),
    ("show", "RECORD"),
    ("show", STEEL, "--why"),
    ("board", "serious"),
    ("board", "candidates", "repeat"),
    ("sources",),
)


def asked(folder: Path, command: tuple[str, ...], *more: str) -> Any:
    record = ""
    if "RECORD" in command:
        shown = run("--data", folder, "--now", NOW, "show", STEEL, "--json").json
        record = shown["records"][0]["id"]
    words = [record if word == "RECORD" else word for word in command]
    ran = run("--data", folder, "--now", NOW, *words, *more)
    assert ran.code == 0, ran.err
    return ran


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_over_sample_data_say_so(
    loaded_city: Path, plain_city: Path, command: tuple[str, ...]
) -> None:
    for folder, sample in ((loaded_city, True), (plain_city, False)):
        lines = asked(folder, command).out.splitlines()
        assert (lines[-1] == MARK) is sample, lines
        told = asked(folder, command, "--json").json
        for one in told if isinstance(told, list) else [told]:
            assert one["sample"] is sample


def test_the_doctor_says_so(loaded_city: Path, plain_city: Path) -> None:
    for folder, sample in ((loaded_city, True), (plain_city, False)):
        found = asked(folder, ("doctor",), "--json").json
        marked = [one for one in found if "样例数据" in one["zh"]]
        assert [(one["part"], one["standing"]) for one in marked] == [
            ("ledger", "attention")
        ] * sample
        assert ("样例数据" in asked(folder, ("doctor",)).out) is sample


def test_a_report_in_a_file_is_told_to_be_of_sample_data(
    loaded: Gongshi, plain_city: Path, tmp_path: Path
) -> None:
    assert f"{MARK}\n" in loaded("report", STEEL, "-o", tmp_path / "sample.json").err
    plain = run("--data", plain_city, "report", STEEL, "-o", tmp_path / "plain.json", at=NOW)
    assert plain.code == 0, plain.err
    assert MARK not in plain.err
