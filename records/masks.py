"""Masks on free text: what must never be read in public is starred out when a record is projected.

The ledger keeps the text as filed, restricted; every public path shows ``mask(text, names)``. A
mask looks at whole runs of letters and digits: a real 20-digit equipment number contains runs that
would pass for a bank card, and a USCC has 18 characters like an ID number, so check characters and
context decide. Inside a run of letters and digits only all of the digits between two letters count,
and only as an ID number whose check holds or as a mobile number.

Legal sources: 个人信息保护法 §28, 政府信息公开条例 §15; DOMAIN "Privacy". ``MASK_VERSION`` is part
of the rules hash: changing a mask rebuilds the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gongshi.records.identifiers import is_id_number, is_mistyped_id_number, is_person_id

MASK_VERSION: Final = "3"

#: A whole run of ASCII letters and digits (full-width ones are read like them), not cut out of a
#: longer one.
_RUN: Final = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+")
_THREE_DIGITS: Final = re.compile(r"\d{3}")
_HAS_DIGITS: Final = re.compile(r"[0-9０-９]{6}")
#: All the digits between two letters of a mixed run: ID12010119900101123X, wx13800138000.
_INSIDE: Final = re.compile(
    r"(?<![0-9])(?:[0-9]{17}[Xx]|(?:[0-9]{18}|[0-9]{15}|[0-9]{11})(?![0-9]))"
)
#: The same before it is read in half width: as many digits, not cut out of more.
_PERSONAL: Final = re.compile(
    r"(?<![0-9０-９])(?:[0-9０-９]{17}[XxＸｘ]"
    r"|(?:[0-9０-９]{18}|[0-9０-９]{15}|[0-9０-９]{11})(?![0-9０-９]))"
)
_GROUP: Final = re.compile(r"[0-9０-９XxＸｘ]+")
_GROUP_ENDS: Final = re.compile(r"[ \u3000\-－.\n]{1,2}")
#: Numbers written in groups: 1101 0119 9003 0711 23, 6222-0202-0000-1234-567, 138 0013 8000,
#: 022-24459185; or broken over two lines.
_GROUPED: Final = re.compile(
    r"(?<![0-9A-Za-z０-９])\d{3,17}(?:[ \u3000\-－.\n]{1,2}\d{1,15}){0,9}"
    r"(?:[ \u3000\-－.\n]\d{1,15}[XxＸｘ]?|[ \u3000\-－.\n][XxＸｘ])(?![0-9A-Za-z０-９])"
)
_MOBILE_GROUPS: Final = (3, 4, 4)
_MOBILE: Final = re.compile(r"(?:86)?1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"0\d{2,3}\d{7,8}")
_PASSPORT: Final = re.compile(r"[EeGgDdSsPpHh]\d{8}|[Ee][A-Ha-hJ-Nj-nP-Zp-z]\d{7}|1[45]\d{7}")
_HOME_RETURN: Final = re.compile(r"[HMhm]\d{8}(?:\d{2})?")
_EIGHT_DIGITS: Final = re.compile(r"\d{8}")
_CODE_CONTEXT: Final = re.compile(
    r"(?:统一社会信用代码|信用代码|机构代码|社会信用|税号|纳税人识别号)[^，。；;,]{0,6}$"
)
_ID_CONTEXT: Final = re.compile(r"(?:身份证|证件号|居民证|公民身份)[^，。；;,]{0,8}$")
_TAIWAN_CONTEXT: Final = re.compile(r"(?:台胞证|台湾居民来往大陆通行证|通行证)[^，。；;,]{0,6}$")
_PASSPORT_CONTEXT: Final = re.compile(r"护照[^，。；;,]{0,6}$")
_PHONE_CONTEXT: Final = re.compile(r"(?:电话|手机|联系方式|传真|[Tt][Ee][Ll])[^，。；;,]{0,6}$")
_CARD_CONTEXT: Final = re.compile(r"(?:账号|帐号|账户|帐户|卡号|银行卡|开户)[^，。；;,]{0,10}$")
_OTHER_NUMBER_CONTEXT: Final = re.compile(
    r"(?:编号|代码|设备|型号|注册|证号|文号|批号|许可证)[^，。；;,]{0,6}$"
)
_NO_PERSON_CONTEXT: Final = re.compile(
    r"(?:编号|代码|设备|型号|注册|文号|批号|许可证)[^，。；;,]{0,6}$"
)
_CONTEXT_LENGTH: Final = 24


def mask(text: str, names: Sequence[str] = ()) -> str:
    """The text with ID, passport, permit, phone and card numbers starred out, and ``names`` as
    surname + 某.

    ``names`` are the row's own person columns (法定代表人); one of a single character is not looked
    for.
    """
    if not text:
        return text
    masked = mask_names(text, names)
    if _THREE_DIGITS.search(masked) is None:
        return masked  # most texts; what follows asks for three and more
    if _HAS_DIGITS.search(masked) is None and _GROUPED.search(masked) is None:
        return masked
    masked = _GROUPED.sub(_mask_grouped, masked)
    return _RUN.sub(_mask_run, masked)


def mask_names(text: str, names: Sequence[str]) -> str:
    """The text with ``names`` as surname + 某, blanks between their characters or not (王　伟)."""
    for name in names:
        if len(name) >= 2 and name[0] in text and not _is_organisation(name):
            text = _spelt(name).sub(masked_name(name), text)
    return text


def mask_number(text: str) -> str:
    """A document, certificate or other number with the ID and mobile numbers in it starred out.

    Such a column holds numbers of every shape, so only a whole run counts, and what merely looks
    like a passport, a card or a USCC stands.
    """
    if _PERSONAL.search(text) is None:
        return text  # nearly all of them
    return _RUN.sub(_mask_numbers_run, text)


@lru_cache(maxsize=8_192)
def _spelt(name: str) -> re.Pattern[str]:
    between = "" if name.isascii() else r"\s{0,4}"
    return re.compile(between.join(map(re.escape, name)))


def masked_name(name: str) -> str:
    """Surname + 某; a compound surname keeps both characters."""
    surname = name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return f"{surname}某"


def has_id_number(text: str) -> bool:
    """Whether a resident's ID number stands in the text (a warning to the clerk who filed it)."""
    if _HAS_DIGITS.search(text) is None:
        return False
    for match in _RUN.finditer(text):
        run = _narrow(match[0])
        if len(run) in (15, 18) and _is_person_id(run, text[: match.start()]):
            return True
        if len(run) > 15 and any(is_person_id(part) for part in _INSIDE.findall(run)):
            return True
    return False


_COMPOUND_SURNAMES: Final = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "子车",
        "亓官",
        "司寇",
        "巫马",
        "公西",
        "颛孙",
        "壤驷",
        "公良",
        "漆雕",
        "乐正",
        "宰父",
        "谷梁",
        "拓跋",
        "夹谷",
        "轩辕",
        "令狐",
        "段干",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "羊舌",
        "微生",
        "公户",
        "公玉",
        "公仪",
        "梁丘",
        "公仲",
        "公上",
        "公门",
        "公山",
        "公坚",
        "左丘",
        "公伯",
        "西门",
        "公祖",
        "第五",
        "公乘",
        "贯丘",
        "公皙",
        "南荣",
        "东里",
        "东宫",
        "仲长",
        "子书",
        "子桑",
        "即墨",
        "达奚",
        "褚师",
    ]
)
_ORGANISATION_ENDS: Final = (
    "公司",
    "厂",
    "局",
    "中心",
    "委员会",
    "合作社",
    "店",
    "部",
    "所",
    "院",
    "社",
)


def _is_organisation(name: str) -> bool:
    return name.endswith(_ORGANISATION_ENDS)


def _narrow(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _mask_run(match: re.Match[str]) -> str:
    shown = match[0]
    if len(shown) < 8:
        return shown
    run = _narrow(shown)
    before = match.string[max(0, match.start() - _CONTEXT_LENGTH) : match.start()]
    starred = _starred(shown, run, before)
    if starred is not shown or len(run) < 12 or run.isdigit():
        return starred
    inside = _mask_id_inside if _OTHER_NUMBER_CONTEXT.search(before) else _mask_inside
    masked = _INSIDE.sub(inside, run)
    return masked if masked != run else shown


def _mask_inside(match: re.Match[str]) -> str:
    digits = match[0]
    if _MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    return _mask_id_inside(match)


def _mask_id_inside(match: re.Match[str]) -> str:
    return "*" * len(match[0]) if is_person_id(match[0].upper()) else match[0]


def _mask_numbers_run(match: re.Match[str]) -> str:
    shown = match[0]
    if len(shown) < 11:
        return shown
    run = _narrow(shown)
    if len(run) == 11 and _MOBILE.fullmatch(run):
        return f"{run[:3]}****{run[-4:]}"
    masked = _INSIDE.sub(_mask_id_inside, run)
    return masked if masked != run else shown


def _mask_grouped(match: re.Match[str]) -> str:
    shown = match[0]
    digits = _GROUP_ENDS.sub("", _narrow(shown))
    if len(digits) < 10:
        return shown
    before = match.string[max(0, match.start() - _CONTEXT_LENGTH) : match.start()]
    if len(digits) == 18 and _is_person_id(digits, before):
        return "*" * len(digits)
    if _is_grouped_mobile(shown, digits, before):
        return f"{digits[:3]}****{digits[-4:]}"
    groups = list(_GROUP.finditer(shown))
    if len(groups) > 2 and (found := _mask_among(shown, groups)):
        return found
    if "." in shown or "\n" in shown:  # amounts, measures, dates, lines of figures
        return shown
    if (
        _LANDLINE.fullmatch(digits)
        and shown.count("-") + shown.count("－") == 1
        and shown[0] == "0"
    ):
        return "*" * len(shown)
    if 16 <= len(digits) <= 19 and digits.isdigit() and _is_card(digits, before):
        return "*" * (len(digits) - 4) + digits[-4:]
    return shown


def _mask_among(shown: str, groups: Sequence[re.Match[str]]) -> str:
    """An ID or mobile number that other figures stand before or behind (a day, an amount); "" for
    none."""
    texts = [_narrow(group[0]) for group in groups]
    for first in range(len(texts)):
        for end in range(first + 2, len(texts) + 1):
            digits = "".join(texts[first:end])
            if len(digits) > 18:
                break
            if len(digits) == 18 and is_person_id(digits.upper()):
                starred = "*" * 18
            elif tuple(map(len, texts[first:end])) == _MOBILE_GROUPS and _MOBILE.fullmatch(digits):
                starred = f"{digits[:3]}****{digits[-4:]}"
            else:
                continue
            return shown[: groups[first].start()] + starred + shown[groups[end - 1].end() :]
    return ""


def _is_grouped_mobile(shown: str, digits: str, before: str) -> bool:
    """11 digits in groups; figures over two lines or with a decimal point are no phone number
    unless grouped like one or said to be one."""
    if len(digits) != 11 or _MOBILE.fullmatch(digits) is None:
        return False
    if "." not in shown and "\n" not in shown:
        return True
    groups = tuple(len(group) for group in _GROUP_ENDS.split(shown))
    return groups == _MOBILE_GROUPS or bool(_PHONE_CONTEXT.search(before))


def _starred(shown: str, run: str, before: str) -> str:
    """A whole run, starred where it is a person's or an account's number; else as it stands."""
    length = len(run)
    if length in (15, 18) and _is_person_id(run, before):
        return "*" * length
    if _MOBILE.fullmatch(run):
        return f"{run[:-8]}****{run[-4:]}"
    if _PHONE_CONTEXT.search(before) and run.isdigit() and 7 <= length <= 12:
        return "*" * length
    if _LANDLINE.fullmatch(run) and _PHONE_CONTEXT.search(before):
        return "*" * length
    if _HOME_RETURN.fullmatch(run) or (_PASSPORT.fullmatch(run) and not run[0].isdigit()):
        return "*" * length
    if _PASSPORT_CONTEXT.search(before) and 7 <= length <= 10:
        return "*" * length
    if _EIGHT_DIGITS.fullmatch(run) and _TAIWAN_CONTEXT.search(before):
        return "*" * length
    if run.isdigit() and 12 <= length <= 19 and _is_card(run, before):
        return "*" * (length - 4) + run[-4:]
    return shown


def _is_person_id(run: str, before: str) -> bool:
    """An ID number by region, birth day and check; one that is a USCC or registration number too
    only by its context, one with a slip in it where the words before do not call it another number.
    """
    if not is_id_number(run):
        if len(run) == 18 and run[:17].isdigit() and _ID_CONTEXT.search(before):
            return True
        return is_mistyped_id_number(run) and not _NO_PERSON_CONTEXT.search(before)
    if len(run) == 18 and is_person_id(run.upper()):
        return True
    return not _CODE_CONTEXT.search(before)


def _is_card(run: str, before: str) -> bool:
    """A bank card or account: said so by the words before it, or issuer prefix, length and Luhn
    together.

    An equipment or certificate number of 18 digits may pass Luhn (seen: 设备代码
    520010351201101112), so an issuer's prefix counts only at the length that issuer uses, and never
    behind words that name another number.
    """
    if _CARD_CONTEXT.search(before):
        return True
    if _OTHER_NUMBER_CONTEXT.search(before):
        return False
    length = len(run)
    by_prefix = (run[:2] == "62" and 16 <= length <= 19) or (length == 16 and run[0] in "45")
    return by_prefix and _luhn(run)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0
