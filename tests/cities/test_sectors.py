"""Sectors, report texts and the rule of special reports, from a city's files."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from gongshi.cities.load import load_city, shipped_city
from gongshi.cities.sectors import ReportTexts, SectorInput, Territory
from gongshi.records.certification import Matter
from gongshi.records.model import DisclosureMode
from gongshi.records.problems import GongshiError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(shipped_city("tianjin"), tmp_path / "city")


def append(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_tianjin_ships_a_sample_list() -> None:
    city = load_city(shipped_city("tianjin"))
    assert not city.sectors_confirmed
    by_code = {sector.code: sector for sector in city.sectors}
    market = by_code["market-supervision"]
    assert (market.name_zh, market.territory) == ("市场监管", Territory.CITY)
    assert market.inputs == (
        SectorInput("penalties-samr", Matter.PENALTY),
        SectorInput("serious", Matter.SERIOUS_LIST),
    )
    assert market.covered_since == date(2021, 9, 1)
    assert market.matters == (Matter.PENALTY, Matter.COERCION, Matter.SERIOUS_LIST)
    assert by_code["taxation"].territory is Territory.NATIONAL
    assert by_code["taxation"].inputs == ()
    assert [sector.code for sector in city.sectors if sector.always] == ["courts"]
    assert by_code["courts"].matters == (Matter.CRIMINAL,)
    gathered = {one.matter for sector in city.sectors for one in sector.inputs}
    assert gathered == set(Matter)


def test_tianjins_texts_and_rule() -> None:
    city = load_city(shipped_city("tianjin"))
    assert city.reports == ReportTexts(
        "公共信用信息报告", "专项公共信用信息报告（替代有无违法违规记录证明）", "", 60
    )
    (rule,) = city.rules.certification
    assert (rule.id, rule.basis, rule.first) == (
        "NDRC-565",
        "发改财金〔2025〕565号",
        date(2025, 5, 7),
    )
    assert rule.modes == {DisclosureMode.PUBLIC, DisclosureMode.SHARED, DisclosureMode.AUTHORISED}
    assert (rule.longest_months, rule.summary_procedure, rule.repaired, rule.suspended) == (
        60, True, True, True,
    )  # fmt: skip


def test_what_a_city_may_say(folder: Path) -> None:
    change(folder, "city.toml", 'seal_zh = ""', 'seal_zh = "信用报告专用章"')
    change(folder, "city.toml", "access_log_months = 60", "access_log_months = 120")
    change(folder, "sectors.toml", "confirmed = false", "confirmed = true")
    append(
        folder,
        "sectors.toml",
        '\n[[sector]]\ncode = "fire"\nname_zh = "消防"\nname_en = "Fire"\nauthority = "消防总队"\n'
        'territory = "本市"\ncovered_since = 2024-01-01\nmatters = ["行政处罚"]\n'
        '[[sector.input]]\nsource = "penalties"\nitems = ["TJ-CF-001"]\nunits = ["消防总队"]\n',
    )
    city = load_city(folder)
    assert city.sectors_confirmed
    assert (city.reports.seal_zh, city.reports.access_log_months) == ("信用报告专用章", 120)
    assert city.sectors[-1].inputs == (
        SectorInput("penalties", Matter.PENALTY, ("TJ-CF-001",), ("消防总队",)),
    )


SECTOR = (
    '\n[[sector]]\ncode = "{code}"\nname_zh = "{name}"\nname_en = "X"\nauthority = "某局"\n'
    'territory = "{territory}"\n{more}\n'
)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"code": "taxation"}, "sector.code"),
        ({"name": "税务"}, "sector.name_zh"),
        ({"territory": "外省"}, "sector.5.territory"),
        ({"more": 'matters = ["行政许可"]'}, "sector.5.matters.0"),
        ({"more": 'matters = ["行政处罚", "行政处罚"]'}, "sector fire.matters"),
        ({"more": '[[sector.input]]\nsource = "penalties"'}, "sector fire.covered_since"),
        (
            {"more": 'covered_since = 2024-01-01\n[[sector.input]]\nsource = "none"'},
            "sector fire.input.0.source",
        ),
        (
            {"more": 'covered_since = 2024-01-01\n[[sector.input]]\nsource = "licences"'},
            "sector fire.input.0.source",
        ),
        (
            {
                "more": 'covered_since = 2024-01-01\nmatters = ["刑事裁判"]\n'
                '[[sector.input]]\nsource = "penalties"'
            },
            "sector fire.input.0.source",
        ),
        (
            {
                "more": 'covered_since = 2024-01-01\n[[sector.input]]\nsource = "penalties"\n'
                'items = ["TJ-CF-002"]'
            },
            "sector fire.input.0.items",
        ),
        (
            {
                "more": 'covered_since = 2024-01-01\n[[sector.input]]\nsource = "penalties"\n'
                'units = [""]'
            },
            "sector fire.input.0.units",
        ),
    ],
)
def test_a_wrong_sector_is_refused(folder: Path, fields: dict[str, str], key: str) -> None:
    told = {"code": "fire", "name": "消防", "territory": "本市", "more": "", **fields}
    append(folder, "sectors.toml", SECTOR.format(**told))
    with pytest.raises(GongshiError) as refused:
        load_city(folder)
    assert refused.value.code == "city_invalid"
    assert (refused.value.values["file"], refused.value.values["key"]) == ("sectors.toml", key)


RULE = (
    '\n[[certification]]\nid = "{id}"\nbasis = "某号"\nfirst = {first}\n{last}longest_months = 60\n'
    'modes = ["公开公示"]\nsummary_procedure = true\nrepaired = true\nsuspended = true\n'
)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"id": "NDRC-565"}, "certification.id"),
        ({}, "certification NDRC-565.last"),
        ({"last": "last = 2026-12-31\n"}, "certification next.last"),
    ],
)
def test_a_wrong_rule_is_refused(folder: Path, fields: dict[str, str], key: str) -> None:
    told = {"id": "next", "first": "2027-01-01", "last": "", **fields}
    append(folder, "rules.toml", RULE.format(**told))
    with pytest.raises(GongshiError) as refused:
        load_city(folder)
    assert (refused.value.values["file"], refused.value.values["key"]) == ("rules.toml", key)


def test_the_log_is_kept_five_years_at_least(folder: Path) -> None:
    change(folder, "city.toml", "access_log_months = 60", "access_log_months = 59")
    with pytest.raises(GongshiError) as refused:
        load_city(folder)
    assert refused.value.values["key"] == "report.access_log_months"


def test_rules_follow_each_other(folder: Path) -> None:
    change(folder, "rules.toml", "first = 2025-05-07", "first = 2025-05-07\nlast = 2026-12-31")
    append(folder, "rules.toml", RULE.format(id="next", first="2027-01-01", last=""))
    assert [rule.id for rule in load_city(folder).rules.certification] == ["NDRC-565", "next"]
