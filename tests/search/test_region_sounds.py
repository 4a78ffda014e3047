"""Regions in front of what is typed by its sound."""

from __future__ import annotations

from gongshi.search.names import NameTables
from gongshi.search.region_sounds import (
    begun_regions,
    official_regions,
    own_regions,
    without_region,
)


def test_a_region_by_its_short_name(tables: NameTables) -> None:
    assert without_region("nanjinggangtie", tables) == "gangtie"
    assert without_region("tianjin", tables) == "tianjin"
    assert without_region("haihe", tables) == "haihe"


def test_regions_as_they_officially_are(tables: NameTables) -> None:
    assert official_regions("tianjinshinankaiquhaihe", tables) == (("天津", "南开"), "haihe")
    assert official_regions("tianjinhaihe", tables) == ((), "tianjinhaihe")
    assert official_regions("nankaiqu", tables) == ((), "nankaiqu")  # something has to be left


def test_the_city_and_its_districts(tables: NameTables) -> None:
    assert list(own_regions("tianjinhaihe", tables)) == [("天津", "haihe")]
    assert list(own_regions("nankaihaihe", tables)) == [("南开", "haihe")]
    assert list(own_regions("nanjinghaihe", tables)) == []
    assert list(own_regions("nankai", tables)) == []
    assert begun_regions("nankaiq", tables) == ("南开",)
    assert begun_regions("nanjing", tables) == ()
    assert "天津" in begun_regions("tianjins", tables)


def test_without_a_city_its_districts_alone() -> None:
    tables = NameTables.of(districts=["南开区"])
    assert list(own_regions("nankaihaihe", tables)) == [("南开", "haihe")]
    assert begun_regions("nank", tables) == ()
