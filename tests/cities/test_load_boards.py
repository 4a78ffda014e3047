"""``boards.toml``: Tianjin's as shipped, and wrong ones refused with key and reason."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.board_rules import BoardRule
from gongshi.records.model import Field, PenaltyKind
from gongshi.records.problems import GongshiError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(shipped_city("tianjin"), tmp_path / "city")


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "boards.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_tianjin_as_shipped() -> None:
    boards = load_city(shipped_city("tianjin")).boards
    serious, repeat, defiant = boards.boards
    assert (serious.code, serious.name_zh, serious.rule) == (
        "serious",
        "严重违法失信",
        BoardRule.LISTED,
    )
    assert (serious.confirmed_by, serious.window_months) == ((), None)
    assert serious.grounds == {5: Field.FOOD, 6: Field.DRUGS}
    assert (repeat.code, repeat.name_zh, repeat.rule) == (
        "repeat",
        "屡罚不改",
        BoardRule.REPEATED,
    )
    assert (repeat.at_least, repeat.window_months, repeat.orders) == (2, 24, frozenset())
    assert repeat.sectors == defiant.sectors == set(Field) - {Field.OTHER}
    assert (defiant.code, defiant.name_zh, defiant.rule) == (
        "defiant",
        "屡禁不止",
        BoardRule.DEFIANT,
    )
    assert PenaltyKind.STOP_BUSINESS in defiant.orders
    assert PenaltyKind.FINE not in defiant.orders
    assert repeat.confirmed_by == defiant.confirmed_by != ()
    assert boards.minor_kinds == {PenaltyKind.WARNING, PenaltyKind.CRITICISM}


@pytest.mark.parametrize(
    ("cell", "types"),
    [
        ("销售过期食品", {"经营超过保质期的食品": "经营超过保质期的食品"}),
        (" 经营过期食品。", {"经营超过保质期的食品": "经营超过保质期的食品"}),
        ("未公示价格；ＡＢ类违法", {"未公示价格": "未公示价格", "ab类违法": "ＡＢ类违法"}),
        ("生产、销售假药", {"生产销售假药": "生产、销售假药"}),
        ("罚款", {}),
        ("罚款、没收违法所得、没收非法财物", {}),
        ("警告;其他", {}),
        ("其他违法行为", {}),
        ("— —", {}),
        ("", {}),
    ],
)
def test_which_violation_a_cell_names(cell: str, types: dict[str, str]) -> None:
    assert load_city(shipped_city("tianjin")).boards.types.of(cell) == types


SERIOUS, REPEAT, DEFIANT = "board serious", "board repeat", "board defiant"


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('code = "repeat"', 'code = "defiant"', "board.code", "2 times"),
        ('code = "repeat"', 'code = "屡罚"', "board.1.code", "pattern"),
        ('rule = "repeated"', 'rule = "often"', "board.1.rule", "Input should be"),
        ('rule = "repeated"', 'rule = "broken_commitment"', "board.1.rule", "cannot be answered"),
        ('rule = "repeated"', 'rule = "defiant"', f"{REPEAT}.at_least", "repeated"),
        ("at_least = 2\n", "", f"{REPEAT}.at_least", "needs it"),
        ("at_least = 2", "at_least = 1", "board.1.at_least", "greater"),
        ("at_least = 2", 'at_least = 2\norders = ["责令关闭"]', f"{REPEAT}.orders", "defiant"),
        ("orders = [", "orders = []\n#", f"{DEFIANT}.orders", "needs it"),
        ('sectors = ["食品"', 'sectors = ["其他"', f"{SERIOUS}.sectors", "no key field"),
        ('sectors = ["食品"', 'sectors = ["食"', "board.0.sectors.0", "none of"),
        ("window_months = 24", "window_months = 0", "board.1.window_months", "greater"),
        ("window_months = 24\n", "", f"{REPEAT}.window_months", "needs it"),
        (
            'rule = "listed"',
            'rule = "listed"\nwindow_months = 24',
            f"{SERIOUS}.window_months",
            "、",
        ),
        ("grounds = {", "grounds = {}\n#", f"{SERIOUS}.grounds", "needs it"),
        ('5 = "食品"', '5 = "消防"', f"{SERIOUS}.grounds.5", "sectors"),
        ('5 = "食品"', '4 = "食品"', "board.0.grounds.4.[key]", "greater"),
        ("confirmed_by = [", "confirmed = [", "board.0.confirmed_by", "required"),
        (
            '"使用未经检验的特种设备" = [',
            '"使用未经检验的特种设备" = ["销售过期食品", ',
            "violation_types.same.使用未经检验的特种设备",
            "under '经营超过保质期的食品' too",
        ),
        (
            '"使用未经检验的特种设备" = [',
            '"使用未经检验的特种设备" = ["没收", ',
            "violation_types.same.使用未经检验的特种设备",
            "names no violation",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_key_and_reason(
    folder: Path, old: str, new: str, key: str, reason: str
) -> None:
    change(folder, old, new)
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert caught.value.code == "city_invalid"
    assert caught.value.values["file"] == "boards.toml"
    assert caught.value.values["key"] == key
    assert reason in str(caught.value.values["reason"])


def test_the_table_of_boards_is_part_of_the_citys_hash(folder: Path) -> None:
    before = load_city(folder).hash
    assert before == load_city(shipped_city("tianjin")).hash
    change(folder, "window_months = 24", "window_months = 12")
    assert load_city(folder).hash != before


def test_a_board_of_a_list_that_no_rule_shows_is_refused(folder: Path) -> None:
    path = folder / "rules.toml"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"(kind = \"严重违法失信名单\")", r"\1\nhidden = true", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert caught.value.values["key"] == "board serious.rule"


def test_a_city_may_have_no_boards(folder: Path) -> None:
    (folder / "boards.toml").write_text("", encoding="utf-8")
    assert load_city(folder).boards.boards == ()
