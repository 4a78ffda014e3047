"""A city's folder: Tianjin as shipped, and wrong files refused with file, key and reason."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.records.model import DisclosureMode
from gongshi.records.problems import GongshiError
from gongshi.records.rules import Family


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(shipped_city("tianjin"), tmp_path / "city")


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_tianjin_as_shipped() -> None:
    city = load_city(shipped_city("tianjin"))
    assert (city.code, city.name_zh, city.issuer_zh) == ("120000", "天津市", "")
    assert len(city.districts) == 16
    assert list(city.sources) == [
        "licences",
        "penalties",
        "penalties-samr",
        "abnormal",
        "serious",
        "honours",
        "commitments",
        "coercion",
        "criminal",
        "register",
        "repairs",
        "withdrawals",
        "suspensions",
        "zero-reports",
    ]
    public = {c for c, s in city.sources.items() if s.default_mode is DisclosureMode.PUBLIC}
    assert public == {
        "licences",
        "penalties",
        "penalties-samr",
        "abnormal",
        "serious",
        "honours",
        "commitments",
        "register",
    }
    assert [(rule.id, rule.kind.value) for rule in city.rules.kind_rules] == [
        ("ABNORMAL-2014", "abnormal"),
        ("SAMR-44", "serious"),
        ("HONOUR", "honour"),
        ("COMMITMENT", "commitment"),
        ("COERCION", "coercion"),
        ("CRIMINAL", "criminal"),
    ]
    assert [rule.id for rule in city.rules.publication] == [
        "NDRC-527",
        "NDRC-58",
        "NDRC-36",
        "SAMR-45",
        "SAMR-2025",
    ]
    assert city.sources["penalties-samr"].family is Family.SAMR


def test_an_unknown_shipped_city_is_refused() -> None:
    for name in ("atlantis", "../tianjin", ""):
        with pytest.raises(GongshiError) as caught:
            shipped_city(name)
        assert caught.value.code == "city_unknown"
        assert "tianjin" in caught.value.en


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "reason"),
    [
        ("city.toml", 'code = "120000"', 'code = "12"', "code", "pattern"),
        ("city.toml", 'name_zh = "天津市"', "", "name_zh", "required"),
        ("city.toml", "[issuer]", "[issuers]", "issuers", "not permitted"),
        ("city.toml", "[issuer]", "[issuer", "-", "]"),
        ("sources.toml", 'layout = "XK"', 'layout = "XX"', "source.0.layout", "Input should be"),
        ("sources.toml", '"公开公示"', '"公示"', "source.0.default_mode", "none of 公开公示"),
        ("sources.toml", 'code = "penalties"', 'code = "licences"', "source.code", "2 times"),
        ("sources.toml", 'family = "ndrc"\n', "", "source penalties.family", "need ndrc or samr"),
        (
            "sources.toml",
            'layout = "XK"',
            'layout = "XK"\nfamily = "ndrc"',
            "source licences.family",
            "only",
        ),
        (
            "sources.toml",
            '"document_name"',
            '"document_nam"',
            "source licences.match_keys.0",
            "document_nam",
        ),
        (
            "sources.toml",
            'suspect_keys = [["document_number", "authority"]]',
            'suspect_keys = [["document_number"], ["authorit"]]',
            "source penalties.suspect_keys.1",
            "authorit",
        ),
        (
            "sources.toml",
            'order_field = "approved_date"',
            'order_field = "x"',
            "source register.order_field",
            "x",
        ),
        (
            "sources.toml",
            'layout = "XK"',
            'layout = "XK"\nnatural_persons = true',
            "source licences.natural_persons_basis",
            "legal basis",
        ),
        (
            "sources.toml",
            'layout = "CF"',
            'layout = "CF"\nfines = { small = 5, larger = 1 }',
            "source penalties.fines",
            "larger",
        ),
        (
            "items.toml",
            'source = "licences"',
            'source = "licence"',
            "item TJ-XK-001.source",
            "licence",
        ),
        ("districts.toml", "120101", "12010", "districts.12010.[key]", "pattern"),
        (
            "rules.toml",
            "first = 2023-05-01",
            "first = 2023-05-02",
            "rule NDRC-527.last",
            "day before",
        ),
        ("rules.toml", 'id = "NDRC-58"', 'id = "NDRC-36"', "rule.id", "2 times"),
        ("rules.toml", 'old = ["NDRC-527"', 'old = ["NDRC-1"', "transition", "NDRC-1"),
        ("rules.toml", 'new = "NDRC-36"', 'new = "SAMR-45"', "transition", "two families"),
        ("rules.toml", 'kinds = "samr-45"', 'kinds = "samr"', "rule SAMR-45.kinds", "kinds.samr"),
        ("rules.toml", '"没收" = ["一般"]', '"没收" = ["普通"]', "rule NDRC-36.kinds", "普通"),
        (
            "rules.toml",
            '"没收" = ["一般"]',
            '"没入" = ["一般"]',
            "kinds.three-classes.means.没入.[key]",
            "none of",
        ),
        (
            "rules.toml",
            'stated = { "一般" = "一般"',
            'stated = { "一般" = "平常"',
            "rule NDRC-527.stated",
            "平常",
        ),
        (
            "rules.toml",
            '[rule.term."一般"]',
            '[rule.term."平常"]',
            "rule NDRC-527.term",
            "one term",
        ),
        (
            "rules.toml",
            "longest_months = 12",
            "longest_months = 2",
            "rule NDRC-527.term.一般",
            "longer",
        ),
        (
            "rules.toml",
            "last = 2023-04-30",
            "last = 2019-01-01",
            "rule NDRC-527.last",
            "before first",
        ),
        (
            "rules.toml",
            "answered_months = 60",
            "answered_months = -1",
            "answered_months",
            "greater",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_reason(
    folder: Path, file: str, old: str, new: str, key: str, reason: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert caught.value.code == "city_invalid"
    assert caught.value.values["file"] == file
    assert caught.value.values["key"] == key
    assert reason in str(caught.value.values["reason"])
    assert file in caught.value.zh


def test_a_missing_file_and_a_wrong_encoding_are_refused(folder: Path) -> None:
    (folder / "items.toml").write_bytes('name = "天津"'.encode("gb18030"))
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert (caught.value.code, caught.value.values["file"]) == ("city_invalid", "items.toml")
    (folder / "items.toml").unlink()
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert (caught.value.code, caught.value.values["file"]) == ("city_invalid", "items.toml")


def test_an_item_or_source_without_mode_is_not_public(folder: Path) -> None:
    change(folder, "items.toml", 'mode = "公开公示"\n', "")
    change(folder, "sources.toml", 'default_mode = "公开公示"\n', "")
    city = load_city(folder)
    assert city.items["TJ-XK-001"].mode is DisclosureMode.SECRET
    assert city.rules.item_modes["TJ-XK-001"] is DisclosureMode.SECRET
    assert city.sources["licences"].default_mode is DisclosureMode.SECRET


def test_a_city_adds_its_own_year_of_holidays(folder: Path) -> None:
    change(
        folder,
        "holidays.toml",
        "year = []",
        "[[year]]\nyear = 2031\nbasis = '国办'\nholidays = [2031-01-01]\nworkdays = [2031-01-04]\n",
    )
    calendar = load_city(folder).rules.calendar
    assert not calendar.is_working(date(2031, 1, 1))
    assert calendar.is_working(date(2031, 1, 4))
    change(folder, "holidays.toml", "2031-01-04", "2030-01-04")
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert caught.value.values["key"] == "year 2031"


def test_fines_reach_the_rules(folder: Path) -> None:
    change(folder, "sources.toml", 'family = "ndrc"', 'family = "ndrc"\nfines = { larger = 10.5 }')
    city = load_city(folder)
    assert city.rules.sources["penalties"].thresholds == {"larger": Decimal("10.5")}


@pytest.mark.parametrize("file", ["rules.toml", "sources.toml", "holidays.toml", "items.toml"])
def test_the_hash_changes_with_what_decides_visibility(folder: Path, file: str) -> None:
    before = load_city(folder).hash
    assert load_city(folder).hash == before
    assert before == load_city(shipped_city("tianjin")).hash
    path = folder / file
    if file == "holidays.toml":
        change(
            folder,
            file,
            "year = []",
            "[[year]]\nyear = 2031\nbasis = '国办'\nholidays = [2031-01-01]",
        )
    else:
        path.write_text(
            path.read_text(encoding="utf-8")
            .replace("7", "8")
            .replace("60", "59")
            .replace("XK-001", "XK-009"),
            encoding="utf-8",
        )
    assert load_city(folder).hash != before


def test_who_acts_for_all_and_how_much_one_person_withdraws(folder: Path) -> None:
    acts = load_city(folder).acts
    assert (acts.bulk_withdrawals, acts.bulk_window) == (5, timedelta(hours=24))
    assert acts.central == {
        "repair": frozenset({"天津市公共信用中心"}),
        "withdrawal": frozenset(),
        "suspension": frozenset(),
    }
    before = load_city(folder).hash
    change(folder, "city.toml", "bulk_withdrawals = 5", "bulk_withdrawals = 0")
    changed = load_city(folder)
    assert changed.acts.bulk_withdrawals == 0
    assert changed.hash == before  # it decides nothing of what is shown: no index is built anew


def test_a_city_that_says_nothing_of_acts_is_cautious(folder: Path) -> None:
    path = folder / "city.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[acts]")], encoding="utf-8")
    change(folder, "sources.toml", 'filed_by = "rows"\n', "")
    city = load_city(folder)
    acts = city.acts
    assert (acts.bulk_withdrawals, acts.bulk_window, dict(acts.central)) == (
        5, timedelta(hours=24), {},
    )  # fmt: skip
    assert city.sources["licences"].filed_by == "unit"


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("city.toml", "withdrawal = []", "withdrawel = []", "acts.central"),
        ("city.toml", "bulk_withdrawals = 5", "bulk_withdrawals = -1", "acts.bulk_withdrawals"),
        ("sources.toml", '"REGISTER"', '"REGISTER"\nfiled_by = "rows"', "filed_by"),
        ("city.toml", "bulk_window_hours = 24", "bulk_window_hours = -1", "bulk_window_hours"),
        ("sources.toml", 'filed_by = "rows"', 'filed_by = "anyone"', "filed_by"),
    ],
)
def test_wrong_acts_are_refused(folder: Path, name: str, old: str, new: str, key: str) -> None:
    change(folder, name, old, new)
    with pytest.raises(GongshiError) as caught:
        load_city(folder)
    assert caught.value.code == "city_invalid"
    assert (name, True) == (caught.value.values["file"], key in str(caught.value.values["key"]))
