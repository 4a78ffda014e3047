"""Rebuild ``pinyin.txt`` and ``polyphones.txt`` from pypinyin (MIT): ``python -m
gongshi.search.tables.build``.

pypinyin's phrase dictionary takes 0.25 s and 60 MB to load and 40 µs for a name; all a search
needs is one reading without tones for each character, and the phrases in which a character
reads otherwise.
"""

from __future__ import annotations

from pathlib import Path

from opencc import OpenCC
from pypinyin import Style
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.style import convert

#: Readings names use first, where the dictionary's first reading is another one.
_OVERRIDES = {
    "单": "dan",
    "长": "chang",
    "行": "hang",
    "乐": "le",
    "重": "zhong",
    "厦": "xia",
    "都": "du",
    "朝": "chao",
    # No simplified character, but OpenCC leaves it in some words: 乾元, 乾坤.
    "乾": "qian",
    # Characters of names and shops, by what everybody says.
    "晟": "sheng",
    "珩": "heng",
    "隽": "jun",
    "翟": "zhai",
    "呷": "xia",
    "偲": "si",
    "靓": "liang",
}
_MORE_PHRASES = {
    "重庆": "chong qing",
    "银行": "yin hang",
    "厦门": "xia men",
    "单县": "shan xian",
    "成都": "cheng du",
}


def plain(reading: str) -> str:
    """A reading without tone marks, ü as v."""
    return convert(reading, Style.NORMAL, strict=False).replace("ü", "v")


def first_readings() -> dict[str, str]:
    """Character → its usual reading, for simplified characters of the first planes in use."""
    simplify = OpenCC("t2s").convert
    readings: dict[str, str] = {}
    for code, text in PINYIN_DICT.items():
        character = chr(code)
        if (0x4E00 <= code < 0xA000 and simplify(character) == character) or character == "〇":
            readings[character] = plain(text.split(",")[0])
    return readings | _OVERRIDES


def odd_phrases(readings: dict[str, str]) -> dict[str, str]:
    """Phrases of two to four characters in which some character does not read as usual."""
    phrases: dict[str, str] = {}
    for phrase, syllables in PHRASES_DICT.items():
        if not 2 <= len(phrase) <= 4 or any(character not in readings for character in phrase):
            continue
        spoken = [plain(options[0]) for options in syllables]
        if len(spoken) == len(phrase) and spoken != [readings[character] for character in phrase]:
            phrases[phrase] = " ".join(spoken)
    return phrases | _MORE_PHRASES


def tables() -> dict[str, str]:
    """File name → what belongs into it."""
    readings = first_readings()
    by_sound: dict[str, list[str]] = {}
    for character, sound in sorted(readings.items()):
        by_sound.setdefault(sound, []).append(character)
    sounds = ["# From pypinyin by build.py: a reading, then every character that usually reads so."]
    sounds += [f"{sound} {''.join(characters)}" for sound, characters in sorted(by_sound.items())]
    phrases = ["# From pypinyin by build.py: phrases that read otherwise than pinyin.txt has it."]
    phrases += [f"{phrase} {spoken}" for phrase, spoken in sorted(odd_phrases(readings).items())]
    return {
        "pinyin.txt": "\n".join(sounds) + "\n",
        "polyphones.txt": "\n".join(phrases) + "\n",
    }


if __name__ == "__main__":
    for name, text in tables().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")
