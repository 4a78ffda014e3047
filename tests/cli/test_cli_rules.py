"""``gongshi rules diff``: what the new table says it will show and hide is what then happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongshi.cities.load import shipped_city

pytestmark = pytest.mark.slow

Gongshi = Callable[..., Any]


@pytest.fixture
def new_city(tmp_path: Path) -> Callable[..., Path]:
    """A copy of Tianjin's folder with a file's text replaced."""

    def make(*files: str, old: str, new: str) -> Path:
        folder = tmp_path / "new"
        shutil.copytree(shipped_city("tianjin"), folder)
        for file in files:
            text = (folder / file).read_text(encoding="utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return make


def test_the_same_folder_changes_nothing(loaded: Gongshi) -> None:
    ran = loaded("rules", "diff", "tianjin")
    assert (ran.code, ran.out) == (0, "新规则将公示 0 条、隐去 0 条。\n")
    told = loaded("rules", "diff", "tianjin", "--json").json
    assert told["old"] == told["new"]
    assert (told["shows"], told["hides"], told["records"], told["byDay"]) == (0, 0, [], [])
    assert told["otherTables"] == []


def shown_ids(loaded: Gongshi, kind: str) -> set[str]:
    """Every record of a kind that the public can find."""
    found: set[str] = set()
    after: list[str] = []
    while True:
        page = loaded(
            "search", "", "--records", "--kind", kind, "--first", 100, "--json", *after
        ).json
        found |= {row["id"] for row in page["rows"]}
        if not page["hasNext"]:
            return found
        after = ["--after", page["endCursor"]]


def test_what_it_says_is_what_the_rebuild_does(
    loaded: Gongshi, new_city: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_city("rules.toml", old="answered_months = 60", new="answered_months = 12")
    told = loaded("rules", "diff", folder, "--json").json
    assert list(told)[:5] == ["at", "old", "new", "otherTables", "shows"]
    assert list(told)[-1] == "records"  # counts first
    assert told["hides"] == len(told["records"]) > 10
    assert told["shows"] == 0
    assert sum(one["hides"] for one in told["byDay"]) == told["hides"]
    assert sum(one["hides"] for one in told["byKind"]) == told["hides"]
    assert [one["day"] for one in told["byDay"]] == sorted(
        {o["from"][:10] for o in told["records"]}
    )
    at_once = {
        one["record"]
        for one in told["records"]
        if one["kind"] == "penalty" and one["from"] == told["at"]
    }
    assert at_once
    before = shown_ids(loaded, "penalty")
    assert at_once <= before
    monkeypatch.setenv("GONGSHI_CITY", str(folder))
    loaded("index", "--rebuild")
    assert shown_ids(loaded, "penalty") == before - at_once
    # On a day to come: what leaves earlier by the new table than by the old one.
    [first, *_] = [one for one in told["records"] if one["from"] > told["at"]]
    assert loaded("show", first["record"]).code == 0
    assert loaded("--now", first["from"], "show", first["record"]).code == 1
    monkeypatch.delenv("GONGSHI_CITY")
    third = loaded("rules", "diff", folder, "--limit", 5)
    assert "现行索引按另一套规则构建" in third.err
    assert third.out.startswith(f"新规则将公示 0 条、隐去 {told['hides']} 条。\n")
    assert f"另有 {told['hides'] - 5} 条：--limit 10" in third.out
    few = loaded("rules", "diff", folder, "--limit", 0).out
    assert "文号" not in few


def test_a_source_that_is_gone_hides_all_of_it(loaded: Gongshi, new_city: Any) -> None:
    folder = new_city("sources.toml", "items.toml", old='"honours"', new='"honours-2"')
    told = loaded("rules", "diff", folder, "--json").json
    assert {(one["kind"], one["change"], one["newReason"]) for one in told["records"]} == {
        ("honour", "hides", "source_missing")
    }
    assert told["hides"] == len(told["records"])


def test_other_tables_are_named(loaded: Gongshi, new_city: Any) -> None:
    folder = new_city("districts.toml", old="和平区", new="和平新区")
    assert "另有改动，不在此比较：行政区划。" in loaded("rules", "diff", folder).out


def test_a_folder_without_a_slash_and_one_that_is_wrong(
    loaded: Gongshi, new_city: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_city("rules.toml", old="answered_months = 60", new="answered_months = 12")
    monkeypatch.chdir(folder.parent)
    assert "隐去" in loaded("rules", "diff", "new", "--limit", 0).out
    (folder / "rules.toml").write_text("answered_months = 'x'", encoding="utf-8")
    wrong = loaded("rules", "diff", folder)
    assert (wrong.code, "city_invalid" in wrong.err) == (1, True)
    assert "city_unknown" in loaded("rules", "diff", "none").err
