"""Regions in front of what is typed by its sound."""

from __future__ import annotations

from gongshi.search.names import NameTables
from gongshi.search.region_sounds import (
    begun_regions,
    official_regions,
    own_regions,
    regions_sounding,
    spoken_regions,
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


def test_every_way_that_regions_may_stand_in_front(tables: NameTables) -> None:
    assert list(spoken_regions("haihe", tables)) == [((), "haihe")]
    assert list(spoken_regions("tianjinnankaiquhaihe", tables)) == [
        ((), "tianjinnankaiquhaihe"),
        (("天津", "南开"), "haihe"),
        (("天津", "南开"), "quhaihe"),
    ]
    # 石海 of 天津 as well as 海 of 天津市; 天津 is no province.
    assert list(spoken_regions("tianjinshihai", tables)) == [
        (("天津",), "hai"),
        (("天津",), "shihai"),
    ]
    assert (("天津",), "shengshiheping") in list(spoken_regions("tianjinshengshiheping", tables))


def test_what_sounds_like_a_region(tables: NameTables) -> None:
    assert regions_sounding("nankaiqu", tables) == ("南开",)
    assert regions_sounding("suzhou", tables) == ("苏州", "宿州")
    assert regions_sounding("haihe", tables) == ()
