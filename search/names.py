"""Anatomy of a Chinese business name: region · 字号 core · trade · legal form · branch.

``天津市海河乳品有限公司`` is region 天津, core 海河, trade 乳品, form 有限公司. Names and
queries are read by the same tables (``search/tables/*.txt`` and the city's own), so that both
fall apart the same way: being consistent matters more than being right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from gongshi.search.text import fold, keep_letters, soften

_BRACKETS: Final = re.compile(r"[(\[【〔{《]([^()\[\]【】〔〕{}《》]{1,40})[)\]】〕}》]")
#: 江阴市…, 宝应县…: a county is not in the tables; 超市, 门市 and their kin are no towns, and what
#: begins with 市政, 市场, 旗舰 and the like does not end one.
_COUNTY: Final = re.compile(
    r"(?!.[超门夜菜花鱼城股都集上早黑灯楼书药布鞋衣米肉果牛旧车][市])"
    r"([\u4e00-\u9fff]{2,3}?)(?<![超门夜菜花鱼城股都集上早黑灯楼书药布鞋衣米肉果牛旧车])([市县旗])"
    r"(?![政场民井]|舰|袍|帜|[店馆])"
)
#: 天津一中 is 第一中学.
_SCHOOL: Final = re.compile(r"([一二三四五六七八九十百]{1,3})中\Z")
#: 天津市政工程: 市 begins the next word.
_OF_THE_CITY: Final = re.compile(r"市政(?![府协务治法和策])")
#: 经济技术开发区, 港保税区: behind a region in front, a place and no part of the 字号.
_ZONE: Final = re.compile(
    # Every text in one way, and not endlessly many words: anybody may type 高新技术高新技术 …
    r"(?:国家级?|中国|自由|贸易|自贸|滨海|临港|空港|东疆|港|新区|新技术|高新|高(?!新)|技术|经济|产业|工业|科技|综合"
    r"|出口|旅游|生态|海洋|农业|现代|循环|先进|制造|示范){0,8}"
    r"(?P<tail>开发区|园区|工业区|经济区|经开区|高新区|保税区|保税港区|试验区|合作区|功能区|示范区|度假区|加工区)"
)
#: By what a zone goes, however the rest of it is spelled.
_ZONES: Final = frozenset(
    {"开发区", "园区", "工业区", "经济区", "经开区", "高新区", "保税区", "保税港区", "试验区"}
    | {"合作区", "功能区", "示范区", "度假区", "加工区"}
)
_HIGH_TECH: Final = "高新区"
_ORDINAL: Final = re.compile(r"第?[一二三四五六七八九十百\d]{1,3}$")
_COMPANY: Final = "公司"
_LIMITED: Final = "有限"
_SHOPS: Final = ("店", "部", "馆", "厅", "站", "所")
_PROVINCE_TAILS: Final = {
    "内蒙古": ("自治区",),
    "广西": ("壮族自治区", "自治区"),
    "西藏": ("自治区",),
    "宁夏": ("回族自治区", "自治区"),
    "新疆": ("维吾尔自治区", "自治区"),
    "香港": ("特别行政区",),
    "澳门": ("特别行政区",),
}
_MUNICIPALITIES: Final = frozenset({"北京", "天津", "上海", "重庆"})
_AUTONOMOUS: Final = {
    "延边": "朝鲜族自治州",
    "恩施": "土家族苗族自治州",
    "湘西": "土家族苗族自治州",
    "阿坝": "藏族羌族自治州",
    "甘孜": "藏族自治州",
    "凉山": "彝族自治州",
    "黔西南": "布依族苗族自治州",
    "黔东南": "苗族侗族自治州",
    "黔南": "布依族苗族自治州",
    "楚雄": "彝族自治州",
    "红河": "哈尼族彝族自治州",
    "文山": "壮族苗族自治州",
    "西双版纳": "傣族自治州",
    "大理": "白族自治州",
    "德宏": "傣族景颇族自治州",
    "怒江": "傈僳族自治州",
    "迪庆": "藏族自治州",
    "临夏": "回族自治州",
    "甘南": "藏族自治州",
    "海北": "藏族自治州",
    "黄南": "藏族自治州",
    "海西": "蒙古族藏族自治州",
    "果洛": "藏族自治州",
    "玉树": "藏族自治州",
    "昌吉": "回族自治州",
    "博尔塔拉": "蒙古自治州",
    "巴音郭楞": "蒙古自治州",
    "克孜勒苏": "柯尔克孜自治州",
    "伊犁": "哈萨克自治州",
}
_LEAGUES: Final = frozenset({"兴安", "锡林郭勒", "阿拉善"})
_DISTRICT_TAILS: Final = ("新区", "区", "县", "自治县", "市")
COUNTRY: Final = "中国"
_BANNERS: Final = "内蒙古"  # the one province whose counties are 旗
GROUP: Final = "集团"
_SHORTEST_CORE: Final = 2


class Anatomy(NamedTuple):
    """One name taken apart; every part is folded."""

    folded: str  # the whole name
    plain: str  # without the legal form, its leading region by the short name: 天津海河乳品
    regions: tuple[str, ...]  # short names, outermost first; "中国" counts as one
    lead: str  # the leading part of ``plain`` that is region
    bare: str  # without region and legal form: 海河乳品
    core: str  # 字号: 海河
    trade: str  # 乳品
    form: str  # canonical legal form, "" unknown: 有限责任公司 counts as 有限公司
    branch: str  # 南京分公司, "" for a head office

    @property
    def key(self) -> str:
        """The name with everything that people leave out or vary made one: region spelling and
        legal form.
        """
        return "".join(self.regions) + self.named

    @property
    def named(self) -> str:
        """Like ``key``, without the region."""
        return f"{self.bare}+{self.form}+{self.branch}"


@dataclass(frozen=True, repr=False, eq=False)  # told apart by identity, so that anatomies are kept
class NameTables:
    """What names are read by. ``regions``: every spelling → short name; ``districts``: only
    with a suffix or after another region, because 和平, 河东 and 南开 are 字号 as well."""

    regions: Mapping[str, str]
    districts: Mapping[str, str]  # 南开区 → 南开 and 南开 → 南开
    forms: Mapping[str, str]
    trades: frozenset[str]
    branches: tuple[str, ...]
    abbreviations: Mapping[str, tuple[str, ...]]  # 农行 → 中国农业银行
    city: str = (
        ""  # short name of the city itself, given to subjects registered in one of its districts
    )
    institutions: tuple[str, ...] = ()  # what names of public bodies end with
    #: Trades told by the register (``trade_statistics``): where a 字号 may end, too.
    told: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        *,
        city: str = "",
        districts: Iterable[str] = (),
        regions: Mapping[str, str] | None = None,
        forms: Mapping[str, str] | None = None,
        trades: Iterable[str] = (),
        branches: Iterable[str] = (),
        told: frozenset[str] = frozenset(),
    ) -> NameTables:
        """The built-in tables with a city's own on top: its districts, more spellings, forms
        and trades.
        """
        own_districts: dict[str, str] = {}
        for name in districts:
            short = short_region(name)
            # Names keep what a district was before: 静海县 for 静海区.
            for spelling in (fold(name), short, f"{short}区", f"{short}县"):
                own_districts[spelling] = short
            own_districts |= _former_districts().get(fold(name), {})
        return cls(
            regions=_regions() | {fold(k): fold(v) for k, v in (regions or {}).items()},
            districts=own_districts,
            forms=_forms() | {fold(k): fold(v) for k, v in (forms or {}).items()},
            trades=_trades() | {fold(trade) for trade in trades},
            abbreviations=_abbreviations(),
            branches=tuple(dict.fromkeys((*table_lines("branches.txt"), *map(fold, branches)))),
            city=short_region(city) if city else "",
            institutions=_institutions(),
            told=told,
        )

    @cached_property
    def short_districts(self) -> tuple[str, ...]:
        """Short names of the city's districts."""
        return tuple(dict.fromkeys(self.districts.values()))

    @cached_property
    def city_letters(self) -> frozenset[str]:
        """Characters that stand for the city: 津 and 天 of 天津."""
        return frozenset((*self.city[:1], *_letters().get(self.city, "")))

    @cached_property
    def city_within(self) -> re.Pattern[str] | None:
        """The city within a name, which people write without 市: 国网天津市电力公司."""
        return re.compile(rf"(?<=.){re.escape(self.city)}市(?=.)") if self.city else None

    @cached_property
    def _region_lengths(self) -> Mapping[str, tuple[int, ...]]:
        return _lengths((*self.regions, *self.districts), lambda word: word[:2])

    @cached_property
    def _form_lengths(self) -> Mapping[str, tuple[int, ...]]:
        return _lengths(self.forms, lambda word: word[-2:])

    @cached_property
    def _trade_lengths(self) -> Mapping[str, tuple[int, ...]]:
        return _lengths(self.trades, lambda word: word[-1:])

    @cached_property
    def _all_trades(self) -> frozenset[str]:
        return self.trades | self.told

    @cached_property
    def _all_trade_lengths(self) -> Mapping[str, tuple[int, ...]]:
        return _lengths(self._all_trades, lambda word: word[-1:])

    @cached_property
    def words_of_two(self) -> frozenset[str]:
        """Known words of two characters: trades and ends of public bodies, halves of longer ones,
        regions.
        """
        halves = {
            word[place : place + 2]
            for word in (*self.trades, *self.institutions)
            if not len(word) % 2
            for place in range(0, len(word), 2)
        }
        return frozenset((*halves, *self.regions.values(), *self.short_districts))

    @cached_property
    def spelled(self) -> frozenset[str]:
        """What the abbreviations of the table stand for."""
        return frozenset(name for names in self.abbreviations.values() for name in names)

    def forms_with(self, form: str) -> tuple[str, ...]:
        """The canonical legal forms that hold this one: 集团有限公司 holds 集团."""
        return tuple(dict.fromkeys(whole for whole in self.forms.values() if form in whole))

    def region_of(self, folded: str) -> str:
        """Short name of a word that is a region as a whole, else ""."""
        return self.regions.get(folded) or self.districts.get(folded, "")

    def leading_region(self, text: str, outer: list[str]) -> tuple[str, str]:
        """The region a text begins with, behind those it lies in: (as it stands there, short name);
        ("", "") for none.
        """
        for length in self._region_lengths.get(text[:2], ()):
            head = text[:length]
            if head[-1] == "市" and _OF_THE_CITY.match(text, length - 1):
                continue
            short = self.regions.get(head)
            # 天津市长春藤: no region of 天津, so a part of the 字号.
            if short is not None and (not outer or _provinces().get(short) in outer):
                return head, short
            short = self.districts.get(head)
            if short is None:
                continue
            if head == short and (not outer or text[length:] in self.trades):
                continue  # 和平饭店, 天津和平饭店: a 字号
            return head, short
        if outer and (zone := _ZONE.match(text)) and not self.is_trade(text[zone.end() :]):
            return zone[0], _HIGH_TECH if _HIGH_TECH[:2] in zone[0] else zone["tail"]
        county = _COUNTY.match(text)
        if county is None or (county[2] == "旗" and outer[:1] != [_BANNERS]):
            return "", ""  # elsewhere 红旗 and 三面旗 are 字号
        return county[0], county[1]

    def spelled_out(self, folded: str) -> tuple[str, ...]:
        """The names a text with an abbreviation in it may stand for: 农行南开支行, 天津一中."""
        for size in (4, 3, 2):
            for start in range(len(folded) - size + 1):
                short = folded[start : start + size]
                if short in self.abbreviations:
                    before, after = folded[:start], folded[start + size :]
                    full = self.abbreviations[short]
                    if before:
                        full = tuple(name.removeprefix(COUNTRY) for name in full)
                    return tuple(before + name + after for name in full)
        school = _SCHOOL.search(folded)
        return (f"{folded[: school.start()]}第{school[1]}中学",) if school is not None else ()

    def short_branch(self, branch: str) -> str:
        """天津分行 for 天津市分行: a branch as people write the places in front of it."""
        outer: list[str] = []
        short = ""
        while True:
            spelled, region = self.leading_region(branch, outer)
            if not spelled:
                return short + branch
            outer.append(region)
            short += in_front(spelled, region)
            branch = branch[len(spelled) :]

    def branch_place(self, head: str) -> str:
        """What tells a branch from its siblings, at the end of the words before 分公司: 第一, 南开,
        天津南开; "" for nothing, or where nothing of a name would be left.
        """
        ordinal = _ORDINAL.search(head)
        if ordinal is not None and ordinal.start() >= 2:
            return ordinal[0]
        place = ""
        while True:
            rest = head[: len(head) - len(place)]
            found = next((rest[-n:] for n in (4, 3, 2) if self.region_of(rest[-n:])), "")
            if not found or len(rest) - len(found) < 2:
                return place
            place = found + place

    def leading_place(self, text: str) -> str:
        """The district of the city, or the region, that a text begins with, as it stands there."""
        for length in self._region_lengths.get(text[:2], ()):
            if self.region_of(text[:length]):
                return text[:length]
        return ""

    def form_at_end(self, text: str) -> str:
        """The longest legal form a text ends with, as it stands there."""
        for length in self._form_lengths.get(text[-2:], ()):
            if text[-length:] in self.forms:
                return text[-length:]
        return ""

    def split_trade(self, bare: str) -> tuple[str, str]:
        """(字号, trade) of a name without region and form; two characters at least stay 字号."""
        core = bare
        while trade := self._trade_behind(core, self.trades, self._trade_lengths):
            core = core[: -len(trade)]
        return core, bare[len(core) :]

    def told_cores(self, bare: str) -> list[str]:
        """What is left of the same name as trades, those told by the register among them, are taken
        off one by one; [] for a name without any.
        """
        cores: list[str] = []
        core = bare
        while trade := self._trade_behind(core, self._all_trades, self._all_trade_lengths):
            core = core[: -len(trade)]
            cores.append(core)
        return cores

    @staticmethod
    def _trade_behind(
        text: str, trades: frozenset[str], lengths: Mapping[str, tuple[int, ...]]
    ) -> str:
        """The longest trade a text ends with that leaves a 字号: 钢铁 of 南京钢铁 stays."""
        if len(text) <= _SHORTEST_CORE:
            return ""
        for length in lengths.get(text[-1], ()):
            if length <= len(text) - _SHORTEST_CORE and text[-length:] in trades:
                return text[-length:]
        return ""

    def is_cut(self, region: str, behind: str) -> bool:
        """Whether a region was read out of a 字号: 雄安新贸易 is no 新贸易 of 雄安, because a 字号
        has two characters. Only cities by their short name are, and counties, which no table has.
        """
        short = self.regions.get(region, "")
        if region in self.districts or short not in {"", region}:
            return False
        if short == self.city or short in _province_names():
            return False
        return len(behind) > 2 and not self.is_trade(behind) and self.is_trade(behind[1:])

    def is_trade(self, text: str) -> bool:
        """Whether a text is nothing but trade words: 茶叶店 is 茶叶 and 店."""
        while text and (trade := self.trade_at_end(text)):
            text = text[: -len(trade)]
        return not text

    def trade_at_start(self, text: str) -> str:
        """A trade word of two and more characters that a text begins with, the longest."""
        return next((text[:n] for n in (4, 3, 2) if text[:n] in self.trades), "")

    def trade_at_end(self, text: str) -> str:
        """The longest trade word a text ends with."""
        for length in self._trade_lengths.get(text[-1:], ()):
            if text[-length:] in self.trades:
                return text[-length:]
        return ""


def _lengths(words: Iterable[str], key: Callable[[str], str]) -> dict[str, tuple[int, ...]]:
    """Which lengths are worth a look, longest first, by a word's first or last characters."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(key(word), set()).add(len(word))
    return {mark: tuple(sorted(found, reverse=True)) for mark, found in lengths.items()}


@lru_cache(maxsize=4096)
def anatomy(name: str, tables: NameTables) -> Anatomy:
    """Take a name or query apart. Never raises; a text without letters gives empty parts."""
    soft = soften(name)
    folded = keep_letters(soft)
    regions: list[str] = []
    bracketed_form = ""
    if len(soft) != len(folded):
        soft, bracketed_form, inner_regions = unbracket(soft, tables)
        regions.extend(inner_regions)
    text = keep_letters(soft)
    body, form, branch = _split_tail(text, tables)
    if bracketed_form and bracketed_form != form:
        # 华西（集团）有限公司 is 华西集团有限公司.
        form = bracketed_form + form if bracketed_form == GROUP else form or bracketed_form
    lead, rest, leading = _split_regions(body, tables)
    regions[:0] = leading
    if len(rest) > 3 and (trailing := _trailing_region(rest, tables)):
        rest = rest[: -len(trailing[0])]
        regions.append(trailing[1])
    core, trade = tables.split_trade(rest)
    return Anatomy(
        folded=folded,
        plain=lead + rest + branch or folded,
        regions=tuple(dict.fromkeys(regions)),
        lead=lead,
        bare=rest,
        core=core,
        trade=trade,
        form=form,
        branch=branch,
    )


@lru_cache(maxsize=4096)
def short_region(name: str) -> str:
    """南开区 → 南开, 天津市 → 天津, 滨海新区 → 滨海; names of two characters stay (和县)."""
    folded = fold(name)
    for tail in ("特别行政区", "自治区", "自治县", "新区", "地区", "省", "市", "区", "县", "盟"):
        if folded.endswith(tail) and len(folded) - len(tail) >= 2:
            return folded[: -len(tail)]
    return folded


def unbracket(soft: str, tables: NameTables) -> tuple[str, str, list[str]]:
    """Take regions and legal forms in brackets out; everything else in brackets stays in the
    name.
    """
    form = ""
    regions: list[str] = []

    def replace(match: re.Match[str]) -> str:
        nonlocal form
        inside = keep_letters(match[1])
        short = COUNTRY if inside == COUNTRY else tables.region_of(inside)
        if short:
            regions.append(short)
            return ""
        if inside in tables.forms:
            form = tables.forms[inside]
            return ""
        return match[0]

    return _BRACKETS.sub(replace, soft), form, regions


def _split_tail(text: str, tables: NameTables) -> tuple[str, str, str]:
    """(what is left, canonical form, branch): a branch stands behind the parent's legal form."""
    form = tables.form_at_end(text)
    if form and not text.endswith("分公司") and not text.endswith("支公司"):
        return text[: -len(form)], tables.forms[form], ""
    if not text.endswith(tables.branches):
        return _shop_behind(text, tables)
    # The parent's form is the last 公司 (or other form) before the branch's own words.
    cut = text.rfind("公司", 0, -2 if text.endswith("公司") else len(text))
    if cut > 0:
        head, branch = text[: cut + 2], text[cut + 2 :]
        form = tables.form_at_end(head)
        if form and branch:
            return head[: -len(form)], tables.forms[form], branch
    tail = next(tail for tail in tables.branches if text.endswith(tail))
    if tail in tables.trades or len(text) - len(tail) < 2:
        return text, "", ""
    head = text[: -len(tail)]
    place = tables.branch_place(head)
    return head[: len(head) - len(place)], "", place + tail


def _shop_behind(text: str, tables: NameTables) -> tuple[str, str, str]:
    """A company's shop has its own words behind the form: …有限公司大悦城店."""
    head, company, branch = text.rpartition(_COMPANY)
    form = tables.form_at_end(head + company)
    if not branch.endswith(_SHOPS) or _LIMITED not in form or len(head) < len(form):
        return text, "", ""
    return (head + company).removesuffix(form), tables.forms[form], branch


def _split_regions(body: str, tables: NameTables) -> tuple[str, str, list[str]]:
    """(leading regions by short names, the rest, the regions); at least two characters stay as
    a name.
    """
    regions: list[str] = []
    lead: list[str] = []
    rest = body
    while len(regions) < 4:
        spelled, short = tables.leading_region(rest, regions)
        behind = rest[len(spelled) :]
        if not spelled or len(behind) == 1 or tables.is_cut(spelled, behind):
            break
        regions.append(short)
        lead.append(in_front(spelled, short))
        rest = rest[len(spelled) :]
        if not rest:
            break
    if not regions and rest.startswith(COUNTRY) and len(rest) > 3:
        return COUNTRY, rest[2:], [COUNTRY]
    return "".join(lead), rest, regions


def in_front(spelled: str, short: str) -> str:
    """A region as it stands in front of an indexed name: zones are looked for by any part."""
    return spelled if short in _ZONES else short


def _trailing_region(rest: str, tables: NameTables) -> tuple[str, str] | None:
    """A region behind the name (海河乳品天津): only provinces, cities and the country, never a
    trade's last word.
    """
    for length in (2, 3):
        tail = rest[-length:]
        if tail == COUNTRY:
            return tail, tail
        short = tables.regions.get(tail)
        if short is not None and len(rest) - length >= 2:
            return tail, short
    return None


# --- the built-in tables
# ---------------------------------------------------------------------------------


def table_lines(file: str) -> tuple[str, ...]:
    """The lines of a built-in table (``search/tables``) that say something."""
    text = files("gongshi.search").joinpath("tables", file).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _regions() -> dict[str, str]:
    spellings: dict[str, str] = {}
    for line in table_lines("regions.txt"):
        province, *cities = line.split()
        for city in cities:
            other = (_AUTONOMOUS[city], "州") if city in _AUTONOMOUS else ()
            league = ("盟",) if city in _LEAGUES else ()
            spellings |= {city + tail: city for tail in ("", "地区", "市", *other, *league)}
        tails = _PROVINCE_TAILS.get(province, () if province in _MUNICIPALITIES else ("省",))
        # 吉林市 is called as its province is.
        spellings |= {province + tail: province for tail in ("", "市", *tails)}
    return spellings


@cache
def _provinces() -> dict[str, str]:
    """City → the province it lies in, by short names."""
    return {
        city: province
        for line in table_lines("regions.txt")
        for province, *cities in [line.split()]
        for city in cities
    }


@cache
def _province_names() -> frozenset[str]:
    return frozenset(line.split()[0] for line in table_lines("regions.txt"))


@cache
def _former_districts() -> dict[str, dict[str, str]]:
    """District → the spellings of those it was made of, or its own former ones → short name."""
    former: dict[str, dict[str, str]] = {}
    for line in table_lines("former_districts.txt"):
        district, *names = line.split()
        for name in names:
            own = short_region(name)
            if own == name:  # 蓟县: too short to be told without its tail
                former.setdefault(district, {})[name] = short_region(district)
            else:
                former.setdefault(district, {}).update({name: own, own: own})
    return former


@cache
def _forms() -> dict[str, str]:
    pairs = (line.split() for line in table_lines("forms.txt"))
    return {pair[0]: pair[-1] for pair in pairs}


@cache
def _letters() -> Mapping[str, str]:
    """Short name of a city → the characters it goes by."""
    return dict(line.split() for line in table_lines("region_letters.txt"))


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in table_lines("abbreviations.txt"))
    return {short: tuple(full) for short, *full in lines}


@cache
def _institutions() -> tuple[str, ...]:
    return tuple(word for line in table_lines("institutions.txt") for word in line.split())


@cache
def _trades() -> frozenset[str]:
    return frozenset(word for line in table_lines("trades.txt") for word in line.split())
