"""Numbers in names, in figures or in characters: 18街 is 十八街, 七天 is 7天, 壹号 is 一号. Pure.

Names are indexed as they are written; a typed number is asked for in its other spellings as well,
behind what is written as typed: 第一 and 一品 stay what they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_PLAIN: Final = "零一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_SURNAMES: Final = "伍陆"
_TEN: Final = 10
_UNITS: Final = {"十": _TEN, "拾": _TEN, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_VALUES: Final = {
    **{one: value for value, one in enumerate(_PLAIN)},
    **{one: value for value, one in enumerate(_FORMAL) if one not in _SURNAMES},
    "〇": 0,
    "两": 2,
}
#: What is longer is the number of something, and no name.
_FIGURES: Final = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])")
_CHARACTERS: Final = re.compile(f"[{''.join((*_VALUES, *_UNITS))}]+")
_ANY: Final = re.compile(f"[0-9{''.join((*_VALUES, *_UNITS))}]")
#: One digit of a number and its unit; 零 may stand before the last ones.
_PLACE: Final = re.compile(f"[零〇]?(?P<digit>[{''.join(_VALUES)}])?(?P<unit>[{''.join(_UNITS)}])?")
_SPELLED: Final = str.maketrans("0123456789", _PLAIN)
_FORMALLY: Final = str.maketrans("0123456789", _FORMAL)


@lru_cache(maxsize=1_024)
def other_numerals(folded: str) -> tuple[str, ...]:
    """The other spellings of a folded text with numbers in it, at most three: all of them in
    figures (十八 → 18), in characters as one number (18 → 十八), digit by digit (360 → 三六零;
    single ones formally, 1 → 壹).
    """
    if _ANY.search(folded) is None:
        return ()
    figures = _CHARACTERS.sub(lambda found: _in_figures(found[0]), folded)
    ways = (
        figures,
        _FIGURES.sub(lambda found: _as_number(found[0]), figures),
        _FIGURES.sub(lambda found: _digit_by_digit(found[0]), figures),
    )
    return tuple(way for way in dict.fromkeys(ways) if way != folded)


def _in_figures(characters: str) -> str:
    """一八 → 18, 十八 → 18, 三百六十五 → 365; what is no number stays: 百, 千百, 一百十."""
    if _UNITS.keys().isdisjoint(characters):
        return "".join(str(_VALUES[one]) for one in characters)
    total, above, rest = 0, 10 * max(_UNITS.values()), characters
    while (found := _PLACE.match(rest)) is not None and found.end():
        unit = _UNITS.get(found["unit"], 1)
        if unit >= above or not (found["digit"] or (unit == _TEN and not total)):
            return characters
        total += _VALUES.get(found["digit"], 1) * unit
        above, rest = unit, rest[found.end() :]
    return characters if rest else str(total)


def _as_number(figures: str) -> str:
    """18 → 十八, 105 → 一百零五; with a 0 in front it is a row of digits."""
    if figures.startswith("0"):
        return figures.translate(_SPELLED)
    spelled = ""
    for place, figure in enumerate(reversed(figures)):
        digit = _PLAIN[int(figure)]
        unit = ("", "十", "百", "千")[place]
        spelled = ("零" if figure == "0" else digit + unit) + spelled
    spelled = re.sub("零+", "零", spelled).removesuffix("零")
    return spelled.removeprefix("一") if spelled.startswith("一十") else spelled


def _digit_by_digit(figures: str) -> str:
    return figures.translate(_SPELLED if len(figures) > 1 else _FORMALLY)
