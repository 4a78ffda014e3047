"""How names sound."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.search.pinyin import (
    all_syllables,
    initials,
    readings,
    spellings,
    syllable_pairs,
    syllables,
)
from gongshi.search.tables import build
from gongshi.search.text import fold


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("南京钢铁", "nan jing gang tie"),
        ("重庆", "chong qing"),
        ("重工", "zhong gong"),
        ("银行", "yin hang"),
        ("行动", "xing dong"),
        ("音乐", "yin yue"),
        ("长城", "chang cheng"),
        ("成都", "cheng du"),
        ("单县", "shan xian"),
        ("厦门", "xia men"),
        ("长春", "chang chun"),
        ("乐乐音乐培训", "le le yin yue pei xun"),  # words are read from the end
        ("重庆重型机械", "chong qing zhong xing ji xie"),
        ("3长5银行", "3 chang 5 yin hang"),
        ("abc科技123", "abc ke ji 123"),
        ("", ""),
    ],
)
def test_syllables(text: str, spoken: str) -> None:
    assert syllables(text) == tuple(spoken.split())


def test_a_character_with_two_readings_gives_both() -> None:
    assert readings("单记") == (("dan", "ji"), ("shan", "ji"))
    assert readings(fold("乾元")) == (("qian", "yuan"),)
    assert readings("南京") == (("nan", "jing"),)
    assert readings("") == ()


def test_characters_of_names_are_read_as_people_read_them() -> None:
    assert readings("长晟") == (("chang", "sheng"), ("zhang", "cheng"))
    assert readings("翟记") == (("zhai", "ji"), ("di", "ji"))
    assert readings("珩隽") == (("heng", "jun"), ("heng", "juan"))


def test_pairs_and_initials() -> None:
    assert syllable_pairs(("nan", "jing", "gang")) == ("nan'jing", "jing'gang")
    assert syllable_pairs(("nan",)) == ("nan",)
    assert syllable_pairs(()) == ()
    assert initials(("nan", "jing")) == "nj"


def test_spellings() -> None:
    assert spellings("nanjinggangtie")[0] == ("nan", "jing", "gang", "tie")
    assert spellings("xian")[:2] == (("xian",), ("xi", "an"))
    assert spellings("xyz") == ()
    assert spellings("") == ()
    assert spellings("ngm") == ()
    assert spellings("a" * 61) == ()
    assert spellings("南") == ()


@given(st.lists(st.sampled_from(sorted(all_syllables())), min_size=1, max_size=9))
def test_every_run_of_syllables_is_spelt(spoken: list[str]) -> None:
    ways = spellings("".join(spoken))
    assert 1 <= len(ways) <= 4
    assert all("".join(way) == "".join(spoken) for way in ways)


@given(st.text(st.characters()))
def test_any_text_sounds_somehow(text: str) -> None:
    for way in readings(text):
        assert all(sound.isascii() and sound for sound in way)


def test_the_tables_are_what_build_makes_of_pypinyin() -> None:
    made = build.tables()
    for name, lines in made.items():
        stored = files("gongshi.search").joinpath("tables", name).read_text(encoding="utf-8")
        assert stored == lines
