"""The judgement list: what people type, and which firms they mean.

A pure function of the register and a seed. Every class of query is one generator: it makes a query
for a firm, or None where the firm is none for the class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from opencc import OpenCC

from gongshi.samples.dice import Dice
from tests.quality.register import ENTERPRISE, SHOP, Firm, short, sounding_like, sounds
from tests.quality.truth import Truth, initials, plain_form
from tests.quality.vocabulary import CHARACTERS, CITY, DISTRICTS

#: A pinyin, initials or slipped query carries a trade, a district or this many characters of 字号.
_LONG_CORE: Final = 4
_LEAST_LETTERS: Final = 4
_TRIES: Final = 400_000


@dataclass(frozen=True, slots=True)
class Query:
    """``relevant``: places of firms; in the class ``document`` those whose licence is meant."""

    kind: str
    text: str
    relevant: frozenset[int]


Maker = Callable[[Firm, Truth, Dice], Query | None]


def judgement_list(truth: Truth, seed: int, *, each: int, half: int) -> list[Query]:
    """So many queries of each class, about firms of one half (0 or 1) of the 字号."""
    queries: list[Query] = []
    for kind, make in MAKERS.items():
        dice = Dice("queries", seed, kind)
        made: dict[str, Query] = {}
        for _ in range(_TRIES):
            if len(made) == each:
                break
            firm = dice.pick(truth.firms)
            if crc32(firm.core.encode()) % 2 != half:
                continue
            query = make(firm, truth, dice)
            if query is not None:
                made.setdefault(query.text, query)
        queries += made.values()
    return queries


# --- names as they stand ------------------------------------------------------------------------


def _exact_full(firm: Firm, truth: Truth, _: Dice) -> Query | None:
    return Query("exact_full", firm.name, truth.by_name(firm.name))


def _exact_short(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    text = dice.pick((firm.core, firm.bare))
    return Query("exact_short", text, truth.by_head(text))


def _former(firm: Firm, truth: Truth, _: Dice) -> Query | None:
    if not firm.former:
        return None
    return Query("former", firm.former, truth.by_former(firm.former))


def _branch(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    if not firm.branch:
        return None
    like = truth.where(truth.by_head(firm.core), lambda other: other.branch == firm.branch)
    same = truth.where(like, lambda other: _same(firm, other))
    return dice.pick(
        (
            Query("branch", firm.name, truth.by_name(firm.name)),
            Query("branch", f"{firm.bare}{firm.form}{firm.branch}", same),
            Query("branch", firm.core + firm.branch, like),
        )
    )


def _individual(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    if firm.kind != SHOP:
        return None
    bare = firm.bare
    if bare[-1] in "店馆部铺" and dice.chance(0.4):
        bare = bare[:-1]
    place = short(DISTRICTS[firm.district])
    before = dice.pick(("", place, DISTRICTS[firm.district]))
    regions = (place,) if before else ()
    return Query("individual", before + bare, truth.in_region(truth.by_head(bare), *regions))


# --- names as people vary them ------------------------------------------------------------------


def _missing_region(firm: Firm, truth: Truth, _: Dice) -> Query | None:
    if not firm.regions or firm.branch:
        return None
    same = truth.where(truth.by_head(firm.bare), lambda other: _same(firm, other))
    return Query("missing_region", f"{firm.bare}{firm.form}", same)


def _form_variant(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    if firm.kind != ENTERPRISE or firm.branch or not firm.form.endswith("公司"):
        return None
    form = plain_form(firm.form)
    variants = ["", "公司"]
    if form == "有限公司":
        variants += ["有限公司" if "责任" in firm.form else "有限责任公司"] * 3
    if form == "集团有限公司":
        variants += ["集团", "集团公司", "集团有限责任公司", "（集团）有限公司"]
    if form.endswith("股份有限公司"):
        variants += ["股份公司"]
    typed = dice.pick(variants)

    def fits(other: Firm) -> bool:
        if other.branch:
            return not typed
        own = plain_form(other.form)
        if typed in {"", "公司", "股份公司", "集团", "集团公司"}:
            return all(part in own for part in ("集团", "股份", "公司") if part in typed)
        return own == plain_form(typed)

    places = truth.where(truth.by_head(firm.bare), fits)
    text = f"{firm.spelled}{firm.bare}{typed}"
    named = firm.regions if firm.spelled else ()
    return Query("form_variant", text, truth.in_region(places, *named) if text else frozenset())


def _spelling(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    name = firm.name
    bracketed = "（" in name
    ways = [
        name.translate(str.maketrans("（）", "()")) if bracketed else None,
        name.translate(str.maketrans("（）", "【】")) if bracketed else None,
        name.replace("（", " ").replace("）", " ") if bracketed else None,
        f"{firm.spelled} {firm.core} {firm.trade}{firm.form}{firm.branch}"
        if firm.spelled
        else None,
        " ".join(name),
        f"\u3000{name[:4]}\u3000{name[4:]}",
        f"“{name}”",
    ]
    text = dice.pick([way for way in ways if way])
    relevant = truth.by_name(firm.name)
    if firm.regions == (CITY,) and not firm.branch and dice.chance(0.4):
        # 海河（天津）乳品 is also written 天津海河乳品, 海河乳品（天津）.
        text = dice.pick(
            (
                f"{firm.core}({CITY}){firm.trade}{firm.form}",
                f"{firm.bare}（{CITY}）{firm.form}",
                f"{CITY}{firm.bare}{firm.form}",
            )
        )
        same = truth.where(truth.by_head(firm.bare), lambda other: _same(firm, other))
        relevant = truth.in_region(same, CITY)
    return Query("spelling", text, relevant)


_TRADITIONAL: Final = OpenCC("s2t")


def _traditional(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    typed, relevant = dice.pick(
        ((firm.name, truth.by_name(firm.name)), (firm.bare, truth.by_head(firm.bare)))
    )
    text = _TRADITIONAL.convert(typed)
    return Query("traditional", text, relevant) if text != typed else None


def _mixed(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    place = short(DISTRICTS[firm.district])
    core, trade = firm.core, firm.trade
    like = truth.by_head(core)
    here = truth.in_region(like, place)

    def of_trade(places: frozenset[int]) -> frozenset[int]:
        return truth.where(places, lambda other: trade in other.bare)

    text, relevant = dice.pick(
        (
            (f"{place} {core}", here),
            (f"{core} {DISTRICTS[firm.district]}", here),
            (f"{place}{core}", here),
            (f"{core} {trade}", of_trade(like)),
            (f"{trade} {core}", of_trade(like)),
            (f"{core} {place} {trade}", of_trade(here)),
            (f"{CITY} {trade} {place} {core}", of_trade(here)),
        )
    )
    return Query("mixed", text, relevant)


# --- by sound -------------------------------------------------------------------------------------


def _pinyin(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    way = dice.below(4)
    if way <= 1:
        spoken = sounds(firm.core) + sounds(firm.trade)
        text = dice.pick(("", " ")).join(spoken)
        return Query("pinyin", text, truth.by_sound("".join(spoken)))
    spoken = sounds(firm.core)
    relevant = truth.by_sound("".join(spoken))
    if way == 2 and len(firm.core) >= _LONG_CORE:
        return Query("pinyin", "".join(spoken), relevant)
    place = short(DISTRICTS[firm.district])
    text = f"{''.join(spoken)} {dice.pick((place, DISTRICTS[firm.district]))}"
    return Query("pinyin", text, truth.in_region(relevant, place))


def _initials(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    way = dice.below(3)
    if way == 0 and len(firm.core) > 2:
        place = short(DISTRICTS[firm.district])
        relevant = truth.in_region(truth.by_initials(initials(firm.core)), place)
        return Query("initials", f"{initials(firm.core)} {place}", relevant)
    before = initials(CITY) if way == 1 and firm.regions == (CITY,) else ""
    typed = before + initials(firm.core) + initials(firm.trade)
    if len(typed) < _LEAST_LETTERS:
        return None
    return Query("initials", dice.pick((typed, typed.upper())), truth.by_initials(typed))


def _homophone(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    slipped = _slip(firm.core, dice, lambda core, at: (at, at + 1, sounding_like(dice, core[at])))
    if sounds(slipped) != sounds(firm.core):
        return None
    return _in_context("homophone", firm, slipped, truth, dice)


# --- with a slip ----------------------------------------------------------------------------------


def _wrong(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    slipped = _slip(firm.core, dice, lambda _, at: (at, at + 1, dice.pick(CHARACTERS)))
    return _in_context("wrong", firm, slipped, truth, dice)


def _missing(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    slipped = _slip(firm.core, dice, lambda _, at: (at, at + 1, ""))
    return _in_context("missing", firm, slipped, truth, dice)


def _extra(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    slipped = _slip(firm.core, dice, lambda _, at: (at, at, dice.pick(CHARACTERS)))
    return _in_context("extra", firm, slipped, truth, dice)


def _swapped(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    at = dice.below(len(firm.core) - 1)
    core = firm.core
    slipped = core[:at] + core[at + 1] + core[at] + core[at + 2 :]
    return _in_context("swapped", firm, slipped, truth, dice)


def _slip(core: str, dice: Dice, slip: Callable[[str, int], tuple[int, int, str]]) -> str:
    begin, end, other = slip(core, dice.below(len(core)))
    return core[:begin] + other + core[end:]


def _in_context(kind: str, firm: Firm, slipped: str, truth: Truth, dice: Dice) -> Query | None:
    """The slipped 字号 with its trade, in the whole name, with a district, or alone when long."""
    place = short(DISTRICTS[firm.district])
    bare = slipped + firm.trade
    way = dice.below(4)
    whole = way == 2 and bool(firm.spelled) and not firm.branch
    typed = text = bare
    regions: tuple[str, ...] = ()
    if way == 0 and len(slipped) >= _LONG_CORE:
        typed = text = slipped
    elif way == 1 and len(slipped) > 2:
        typed, text, regions = slipped, f"{slipped} {place}", (place,)
    elif whole:
        text, regions = f"{firm.spelled}{bare}{firm.form}", firm.regions
    if truth.by_head(typed):
        return None  # it is another firm's name
    if kind == "homophone":
        spoken = sounds(slipped) + (sounds(firm.trade) if typed == bare else ())
        near = truth.by_sound("".join(spoken))
    else:
        near = truth.near(typed)
    if whole:
        near = truth.where(near, lambda other: plain_form(other.form) == plain_form(firm.form))
    relevant = truth.in_region(near, *regions)
    return Query(kind, text, relevant) if firm.place in relevant else None


def _ambiguous(firm: Firm, truth: Truth, dice: Dice) -> Query | None:
    """Too short to be told: two or three characters with a slip, sound or initials of them."""
    del truth
    if len(firm.core) >= _LONG_CORE:
        return None
    wrong = _slip(firm.core, dice, lambda _, at: (at, at + 1, dice.pick(CHARACTERS)))
    text = dice.pick((wrong, "".join(sounds(firm.core)), initials(firm.core)))
    return Query("ambiguous", text, frozenset({firm.place}))


# --- numbers --------------------------------------------------------------------------------------


def _code(firm: Firm, _: Truth, dice: Dice) -> Query | None:
    uscc = firm.uscc
    inner = uscc[8:17]
    text = dice.pick(
        (
            uscc,
            uscc.lower(),
            " ".join((uscc[:4], uscc[4:8], uscc[8:12], uscc[12:])),
            uscc.replace("0", "O"),
            uscc.replace("1", "I"),
            inner,
            f"{inner[:8]}-{inner[8]}",
            firm.registration_number,
        )
    )
    return Query("code", text, frozenset({firm.place}))


def _document(firm: Firm, _: Truth, dice: Dice) -> Query | None:
    if not firm.licence:
        return None
    brackets = dice.pick(("〔〕", "[]", "（）", "()", "【】", "﹝﹞", "［］", "  "))
    text = firm.licence.translate(str.maketrans("〔（[〕）]", brackets[0] * 3 + brackets[1] * 3))
    return Query("document", text, frozenset({firm.place}))


def _same(firm: Firm, other: Firm) -> bool:
    """The same but for its region."""
    mine = (plain_form(firm.form), firm.branch)
    return (plain_form(other.form), other.branch) == mine and other.bare == firm.bare


MAKERS: Final[dict[str, Maker]] = {
    "exact_full": _exact_full,
    "exact_short": _exact_short,
    "former": _former,
    "code": _code,
    "document": _document,
    "missing_region": _missing_region,
    "form_variant": _form_variant,
    "spelling": _spelling,
    "traditional": _traditional,
    "mixed": _mixed,
    "branch": _branch,
    "individual": _individual,
    "pinyin": _pinyin,
    "initials": _initials,
    "wrong": _wrong,
    "missing": _missing,
    "extra": _extra,
    "swapped": _swapped,
    "homophone": _homophone,
    "ambiguous": _ambiguous,
}
