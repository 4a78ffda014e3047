"""``labels.toml``: the labels of a city, and how a wrong file is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.problems import GongshiError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_city("tianjin"), tmp_path / "city"))


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "labels.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_labels() -> None:
    assert load_city(shipped_city("tianjin")).labels.names == {
        "food-production": "食品生产",
        "special-food": "特殊食品生产",
        "special-equipment": "特种设备",
    }


def test_words_are_compared_folded_and_other_labels_are_other_rules(folder: Path) -> None:
    before = load_city(folder)
    change(folder, '"食品生产许可"', '"ＳＣ 许可"')
    after = load_city(folder)
    assert after.labels.labels[0].licences == ("SC许可",)
    assert after.hash != before.hash


def test_a_city_may_have_none(folder: Path) -> None:
    (folder / "labels.toml").write_text("", encoding="utf-8")
    assert load_city(folder).labels.names == {}


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('code = "special-food"', 'code = "food-production"', "label.code", "2 times"),
        ('name_zh = "特种设备"', 'name_zh = "食品生产"', "label.name_zh", "2 times"),
        ('code = "special-food"', 'code = "特殊"', "label.1.code", "pattern"),
        ('licences = ["食品生产许可"]', "licences = []", "label.0.licences", "at least 1"),
        ('licences = ["食品生产许可"]', 'licences = ["食"]', "label.0.licences.0", "at least 2"),
        (
            'licences = ["食品生产许可"]',
            'licences = ["注销食品生产许可"]',
            "label food-production.licences",
            "is an exit",
        ),
        ('left = ["注销"', 'left = ["已注销"', "left.0", "Input should be"),
        ("exits = [", "exit = [", "exit", "Extra inputs"),
    ],
)
def test_a_wrong_file_is_refused_with_key_and_reason(
    folder: Path, old: str, new: str, key: str, reason: str
) -> None:
    change(folder, old, new)
    with pytest.raises(GongshiError) as refused:
        load_city(folder)
    values = refused.value.values
    assert (values["file"], values["key"]) == ("labels.toml", key)
    assert reason in str(values["reason"])
