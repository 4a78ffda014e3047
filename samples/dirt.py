"""The dirt of real feeds (DOMAIN §2), in small shares: what must be taken in with a remark, and
what cannot.

``remark`` dirt spoils nothing that identifies or dates the record; ``quarantine`` dirt makes the
row unusable, so that a clerk must correct it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gongshi.samples.dice import Dice
from gongshi.samples.enterprises import Enterprise
from gongshi.samples.licences import Row
from gongshi.samples.organs import ORGANS

#: Rows with a remark, and rows that must end in quarantine.
REMARK_SHARE: Final = 0.06
QUARANTINE_SHARE: Final = 0.003

_OTHER_NAMES: Final = {organ.name: organ.other_names for organ in ORGANS if organ.other_names}
#: How feeds write an empty cell.
EMPTY: Final = ("— —", "—", "无", "空", "暂缺")
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Dirt:
    name: str
    apply: Callable[
        [Row, str, Enterprise, Dice], None
    ]  # row, column prefix (XK, CF), subject, dice
    only: str = ""  # the one column prefix it fits; "" both


def _brackets(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    left, right = dice.pick((("﹝", "﹞"), ("[", "]"), ("【", "】"), ("(", ")"), ("（", "）")))
    number = row[f"{prefix}_WSH"].replace("〔", left)
    row[f"{prefix}_WSH"] = number if dice.chance(0.1) else number.replace("〕", right)


def _no_number(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    row[f"{prefix}_WSH"] = dice.pick(EMPTY)


def _own_code_as_number(row: Row, prefix: str, subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_WSH"] = subject.uscc


def _two_numbers(row: Row, prefix: str, _subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_WSH"] += ";" + row[f"{prefix}_WSH"].replace("号", "-1号")


def _empty_marks(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    for column in (f"{prefix}_XDR_GSZC", f"{prefix}_XDR_SWDJ", f"{prefix}_XDR_SYDW", "BZ"):
        row[column] = dice.pick(EMPTY)


def _mistyped_code(row: Row, prefix: str, subject: Enterprise, dice: Dice) -> None:
    code = subject.uscc
    row[f"{prefix}_XDR_SHXYM"] = dice.pick(
        (
            code.lower(),
            f" {code} ",
            code.replace("0", "O"),
            code.translate(_WIDE),
            f"{code[:8]} {code[8:]}",
        )
    )


def _organisation_code(row: Row, prefix: str, subject: Enterprise, dice: Dice) -> None:
    code = subject.uscc[8:17]
    row[f"{prefix}_XDR_ZZJG"] = code if dice.chance(0.5) else f"{code[:8]}-{code[8]}"


def _old_name(row: Row, prefix: str, subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_XDR_MC"] = subject.former_name or subject.name.replace(
        "有限公司", "有限责任公司"
    )


def _other_organ_name(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    column = "XK_XKJG" if prefix == "XK" else "CF_CFJG"
    names = _OTHER_NAMES.get(row[column])
    if names:
        row[column] = dice.pick(names)


def _odd_source(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    row["XK_LYDW" if prefix == "XK" else "CF_SJLY"] = dice.pick(("05", "101"))


def _garbled(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    column = f"{prefix}_NR"
    text = row[column]
    row[column] = dice.pick(
        (
            text + "&lt;br&gt;以下空白",
            text + "^~^^~^",
            text[: len(text) // 2],
            "0.9694",
            "准予",
            "＊＊＊",
        )
    )


def _person_in_content(row: Row, prefix: str, subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_NR"] += f"（联系人{subject.representative.name}，电话13812345678）"


def _id_number_in_text(row: Row, prefix: str, subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_NR"] += f"，经办人身份证号：{subject.representative.id_number}"


def _long_term(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    column = "XK_YXQZI" if prefix == "XK" else "CF_YXQ"
    row[column] = dice.pick(
        ("2099/12/31", "2099/12/30", "2099/01/01", "2099/01/31", "2123/12/04", "2099-12-31", "— —")
    )


def _odd_start(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    row[f"{prefix}_YXQZ"] = dice.pick(("— —", "", "1999/01/01", row[f"{prefix}_YXQZI"]))


def _huge_amount(row: Row, prefix: str, _subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_NR_FK"] = "1000000000"  # 元 written where 万元 is meant


def _line_breaks(row: Row, prefix: str, _subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_NR"] = "一、" + row[f"{prefix}_NR"] + "\n二、“其他”事项，见附件"


_REMARKS: Final[tuple[tuple[Dirt, float], ...]] = (
    (Dirt("brackets", _brackets), 12),
    (Dirt("no_number", _no_number), 4),
    (Dirt("own_code_as_number", _own_code_as_number), 2),
    (Dirt("two_numbers", _two_numbers), 2),
    (Dirt("empty_marks", _empty_marks), 12),
    (Dirt("mistyped_code", _mistyped_code), 8),
    (Dirt("organisation_code", _organisation_code), 8),
    (Dirt("old_name", _old_name), 8),
    (Dirt("other_organ_name", _other_organ_name), 6),
    (Dirt("odd_source", _odd_source), 3),
    (Dirt("garbled", _garbled), 6),
    (Dirt("person_in_content", _person_in_content), 5),
    (Dirt("id_number_in_text", _id_number_in_text), 3),
    (Dirt("long_term", _long_term), 10),
    (Dirt("odd_start", _odd_start, only="XK"), 8),
    (Dirt("huge_amount", _huge_amount, only="CF"), 1),
    (Dirt("line_breaks", _line_breaks), 3),
)


def _bad_check(row: Row, prefix: str, subject: Enterprise, _dice: Dice) -> None:
    code = subject.uscc
    row[f"{prefix}_XDR_SHXYM"] = code[:17] + ("1" if code[17] != "1" else "2")


def _no_such_day(row: Row, prefix: str, _subject: Enterprise, dice: Dice) -> None:
    row[f"{prefix}_JDRQ"] = dice.pick(("2025/02/30", "2025/13/01", "20251", "— —", ""))


def _person_with_code(row: Row, prefix: str, _subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_XDR_LB"] = "自然人"


def _nobody(row: Row, prefix: str, _subject: Enterprise, _dice: Dice) -> None:
    row[f"{prefix}_XDR_SHXYM"] = ""


_UNUSABLE: Final[tuple[tuple[Dirt, float], ...]] = (
    (Dirt("bad_check", _bad_check), 4),
    (Dirt("no_such_day", _no_such_day), 4),
    (Dirt("person_with_code", _person_with_code), 1),
    (Dirt("nobody", _nobody), 2),
)

#: Names of dirt that must end in quarantine.
QUARANTINED: Final = frozenset(dirt.name for dirt, _ in _UNUSABLE)


def spoil(row: Row, prefix: str, subject: Enterprise, dice: Dice) -> str:
    """Spoil a small share of the rows in place; the name of what was done, "" for a clean row."""
    if dice.chance(QUARANTINE_SHARE):
        dirt = dice.weighted(_UNUSABLE)
    elif dice.chance(REMARK_SHARE):
        dirt = dice.weighted(_REMARKS)
    else:
        return ""
    if dirt.only not in {"", prefix}:
        return ""
    dirt.apply(row, prefix, subject, dice)
    return dirt.name
