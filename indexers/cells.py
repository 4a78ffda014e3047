"""One cell at a time: what is dirt, what is an amount, what is an ID number that must not stay.

Dirt seen in real feeds is read, not refused (DOMAIN §2): empty marks, control and invisible
characters, ``&lt;br&gt;``, ``^~^``, ``="0012"``, full-width digits, amounts with units.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from gongshi.records.empty import blank
from gongshi.records.identifiers import is_id_number
from gongshi.records.masks import has_id_number

#: Control characters but tab and line feed, zero-width and direction marks, byte order marks.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
#: No empty mark is longer, runs of dashes aside.
_LONGEST_MARK: Final = 12
_LINE_ENDS: Final = re.compile("\r\n?|\u2028|\u2029")
_MARKUP: Final = re.compile(
    r"<\s{0,8}/?\s{0,8}(?:br|p|div|span|font|li|ul)\b[^<>]{0,200}>|\^~[\^~]*", re.IGNORECASE
)
_LINE_BREAKS: Final = re.compile(r"[ \t]*\n\s*")
_DIGITS: Final = re.compile(r"[0-9０-９](?:[ \-－]?[0-9０-９]){13}")

#: 万元 with 6 decimals are hundredths of a yuan: decimal(18,6).
_STEP: Final = Decimal("0.000001")
_BOUND: Final = Decimal(10) ** 12
#: Ten times the largest fine on record (182.28 亿元, 2021): above it the unit is wrong.
IMPLAUSIBLE: Final = Decimal(20_000_000)
_UNITS: Final = {
    "": Decimal(1),
    "万": Decimal(1),
    "万元": Decimal(1),
    "万元整": Decimal(1),
    "万人民币": Decimal(1),
    "万元人民币": Decimal(1),
    "元": Decimal("0.0001"),
    "元整": Decimal("0.0001"),
    "圆": Decimal("0.0001"),
    "亿": Decimal(10_000),
    "亿元": Decimal(10_000),
}
_AMOUNT: Final = re.compile(
    r"(?:人民币|RMB|CNY|¥|￥)?\s*"
    r"([+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d{1,3})?)"
    r"\s*([^\d\s.,]*)"
)


def tidy(text: str) -> str:
    """The text trimmed, without invisible characters, "" for an empty mark."""
    stripped = text.strip()
    if not stripped.isprintable():
        stripped = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", stripped)).strip()
    if len(stripped) <= _LONGEST_MARK or not stripped[0].isalnum():
        if stripped[:2] == '="' and stripped[-1] == '"':  # how exports keep a code a text
            stripped = stripped[2:-1].strip()
        return blank(stripped)
    return stripped


def has_markup(text: str) -> bool:
    """Whether a text may hold web markup, entities or separator debris: a cheap first look."""
    return "&" in text or "<" in text or "^~" in text


def without_markup(text: str) -> str:
    """Markup and debris as line breaks, entities as characters; the same text when there is
    none."""
    if ";" in text and "&" in text:
        text = html.unescape(html.unescape(text))
    text = _MARKUP.sub("\n", text)
    return _LINE_BREAKS.sub("\n", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))).strip()


def one_line(text: str) -> str:
    """A name or number broken over lines, joined; a space stays only between Latin words."""
    parts = [part for part in (part.strip() for part in text.split("\n")) if part]
    joined = ""
    for part in parts:
        latin = joined[-1:].isascii() and joined[-1:].isalpha() and part[0].isascii()
        joined += f" {part}" if joined and latin and part[0].isalpha() else part
    return joined


def holds_id_number(text: str) -> bool:
    """Whether a resident's ID number stands in a text of at least 15 characters."""
    return _DIGITS.search(text) is not None and has_id_number(text)


@lru_cache(maxsize=65_536)
def parse_amount(text: str) -> tuple[Decimal | None, str]:
    """An amount in 万元, exact, and what there is to say of it: a rule code or "".

    ``5``, ``5.000000``, ``1,234.5``, ``1E+3``, full-width digits; a unit written out (元, 万元,
    亿元) is converted. ``amount_unreadable`` gives None; ``amount_out_of_range`` gives None too.
    """
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or match[2] not in _UNITS:
        return None, "amount_unreadable"
    try:
        number = Decimal(match[1].replace(",", "")) * _UNITS[match[2]]
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        return None, "amount_unreadable"
    if number < 0:
        return None, "amount_unreadable"
    if number >= _BOUND:
        return None, "amount_out_of_range"
    exact = number.quantize(_STEP, ROUND_HALF_UP)
    if exact >= _BOUND:
        return None, "amount_out_of_range"
    if number >= IMPLAUSIBLE:
        return exact, "amount_implausible"
    if exact != number:
        return exact, "amount_rounded"
    return exact, "amount_unit_read" if match[2][:1] in ("元", "圆", "亿") else ""


_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person_key(key: bytes, number: str) -> str:
    """HMAC-SHA-256 of a natural person's document number under the city's key, in hex (DOMAIN §4).

    ``number`` is cleaned (``clean_code``). A first-generation ID number of 15 digits gives the
    key of its 18-character successor, so that one person stays one person.
    """
    if len(number) == 15 and is_id_number(number):
        head = f"{number[:6]}19{number[6:]}"
        total = sum(int(c) * w for c, w in zip(head, _ID_WEIGHTS, strict=True))
        number = head + "10X98765432"[total % 11]
    return hmac.new(key, b"gongshi person 1\0" + number.encode(), hashlib.sha256).hexdigest()
