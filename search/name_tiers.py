"""Tiers for a name: whole, by its parts, by its words. Pure.

A text may be read in several ways: 河东坚荣 is a 字号 of four characters, or 坚荣 of 河东. What
``names.anatomy`` reads comes first, the other readings behind it.
"""

from __future__ import annotations

from itertools import chain
from typing import Final, NamedTuple

from gongshi.search.abbreviations import Shortened, abbreviation_tiers
from gongshi.search.brand_tiers import branch_of, brand_and_place
from gongshi.search.names import COUNTRY, GROUP, Anatomy, NameTables, anatomy
from gongshi.search.nodes import all_of, both, either, phrase
from gongshi.search.numerals import other_numerals
from gongshi.search.port import AnyTerm, Both, Either, Node, Term, Tier
from gongshi.search.said_otherwise import said_otherwise
from gongshi.search.subject_terms import (
    KEY,
    LONGER,
    LONGEST_PREFIX,
    size_token,
)
from gongshi.search.text import edge_grams

#: Other spellings of the numbers in a name that are asked.
_NUMERALS: Final = 3
#: 分行, 分公司, 分部: of a whole city, behind its name.
_BRANCH: Final = "分"
#: Ends of legal forms that are everybody's.
_ANY_TRADE: Final = ("公司", GROUP)


class _Ways(NamedTuple):
    """A text as read: as it is, by a district, a region or a form in its 字号, with its numbers
    spelled otherwise, with what an abbreviation of a table stands for.
    """

    whole: Anatomy
    within: tuple[Anatomy, ...]
    read: tuple[Anatomy, ...]
    respelled: tuple[Anatomy, ...]
    spelled_out: tuple[Anatomy, ...]
    shortened: Shortened
    tables: NameTables

    @classmethod
    def of(cls, whole: Anatomy, tables: NameTables) -> _Ways:
        within = in_a_district(whole, tables)
        return cls(
            whole=whole,
            within=within,
            read=(*within, *with_its_lead(whole, tables), *without_its_form(whole, tables)),
            respelled=tuple(
                other for one in (whole, *within) for other in _other_numerals(one, tables)
            ),
            spelled_out=_spelled_out(whole, tables),
            shortened=abbreviation_tiers(whole, tables),
            tables=tables,
        )


def name_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    """By the whole name, its parts and its words, from what was surely meant to what may be."""
    if not whole.bare:
        return _nameless_tiers(whole, tables)
    ways = _Ways.of(whole, tables)
    return [*_called_tiers(ways), *_begun_tiers(ways), *_held_tiers(ways)]


def _called_tiers(ways: _Ways) -> list[Tier]:
    """Who is called so."""
    whole = ways.whole
    tiers = _whole_tiers((whole, *ways.read, *ways.respelled), ways.tables)
    if whole.form == GROUP:
        tiers += ways.shortened.surely  # 天钢集团 is no 天钢 that is no group
    tiers += _spelled_out_tiers(ways)
    if whole.lead:
        # 天津银行 is called so before what is called 银行 in 天津.
        own = phrase("grams", whole.lead + whole.bare)
        named = both((Term("core", whole.bare), own))
        tiers.append(Tier("core_name", either((named, Term("core", whole.lead + whole.bare)))))
    tiers.append(Tier("core_name", both((Term("core", whole.bare), *in_regions(whole)))))
    if ways.read:
        tiers.append(Tier("core_name", either(tuple(map(_named, ways.read)))))
    tiers += ways.shortened.surely
    if ways.respelled:
        tiers.append(Tier("core_name", either(tuple(map(_named, ways.respelled)))))
    return tiers


def _spelled_out_tiers(ways: _Ways) -> list[Tier]:
    whole, spelled_out, tables = ways.whole, ways.spelled_out, ways.tables
    if not spelled_out:
        return []
    # 建行 is the bank, if nobody is called just so: 建行公寓 comes behind it.
    alone = Term("core_grams", size_token(whole.bare))
    asked = [both((_named(whole), alone))]
    placed = [one for one in spelled_out if one.regions]
    if cities := tuple(map(_named_of_all, (one for one in placed if not one.branch))):
        # 天津建行 is the 天津市分行 before it is one of its own branches.
        asked.append(either(cities))
    if placed:
        # 天津中石油 is rather the …天津分公司 than another branch that is registered there.
        asked.append(either(tuple(_named_there(one, called=True) for one in spelled_out)))
    asked.append(either(tuple(map(_named_there, spelled_out))))
    if loose := tuple(_loosely_branched(one, tables) for one in spelled_out if one.branch):
        asked.append(either(loose))
    return [Tier("core_name", node) for node in asked]


def _begun_tiers(ways: _Ways) -> list[Tier]:
    """Whose name begins so, or is shortened so."""
    whole = ways.whole
    tiers: list[Tier] = []
    if whole.trade and not whole.form:
        # 海河科技 is all of the 字号 of 海河科技商贸, if anything, and a part of 海河科技园物业's.
        longer = (Term("core", LONGER + whole.bare), *in_regions(whole))
        tiers.append(Tier("prefix", both(longer)))
    tiers += [Tier("prefix", _prefix(one)) for one in (whole, *ways.read, *ways.respelled)]
    tiers += ways.shortened.probably
    if ways.spelled_out:
        tiers.append(Tier("prefix", either(tuple(map(_prefix, ways.spelled_out)))))
    if whole.form == GROUP:
        # 海晶集团 is rather 长芦海晶集团 than 晶晶兔 that 海 stands before.
        groups = AnyTerm("form", ways.tables.forms_with(GROUP))
        tiers.append(Tier("phrase", both((in_one_piece(whole), groups))))
    tiers += _half_core_tiers(whole, ways.tables)
    tiers += ways.shortened.perhaps
    return tiers


def _held_tiers(ways: _Ways) -> list[Tier]:
    """Whose name has it somewhere, in one piece or in pieces."""
    whole, regions = ways.whole, in_regions(ways.whole)
    tiers = [Tier("phrase", in_one_piece(whole))]
    # 南开烧烤: 烧烤, of whatever 字号, in 南开; 18街麻花: 十八街麻花.
    if held := (*ways.within, *ways.respelled):
        nodes = tuple(both((phrase("grams", one.bare), *in_regions(one))) for one in held)
        tiers.append(Tier("phrase", either(nodes)))
    if whole.trade:
        tiers.append(Tier("words", _of_the_trade(whole)))
    if len(whole.bare) > 1:
        tiers.append(Tier("words", both((all_of("grams", whole.bare), *regions))))
    if regions:
        tiers.append(Tier("words", Term("core", whole.bare)))
    tiers += ways.shortened.last
    if others := said_otherwise(whole, ways.tables):
        nodes = tuple(both((phrase("grams", one.bare), *in_regions(one))) for one in others)
        tiers.append(Tier("words", either(nodes)))
    if whole.form and not whole.branch:
        return tiers  # who types a form types a whole name
    brands = (whole, *ways.spelled_out, *ways.respelled)
    if (shop := brand_and_place(brands, ways.tables)) is not None:
        tiers.append(Tier("words", shop))
    return tiers


def in_one_piece(whole: Anatomy) -> Node:
    """As it is indexed: a region behind the name or in brackets is out of that text."""
    aside = [region for region in whole.regions if region not in whole.lead]
    return both((phrase("grams", whole.plain), *(Term("region", name) for name in aside)))


def other_readings(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    """The same text with a region found in its 字号, or given back to it."""
    return (*in_a_district(whole, tables), *with_its_lead(whole, tables))


def in_a_district(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    """南开烧烤 as 烧烤 in 南开; 天津南开烧烤, too."""
    shorts = tables.short_districts
    if not whole.bare.startswith(shorts) and not whole.bare.endswith(shorts):
        return ()
    if whole.regions not in ((), (tables.city,), (COUNTRY,)):
        return ()
    for short in shorts:
        for rest in (whole.bare.removeprefix(short), whole.bare.removesuffix(short)):
            if rest != whole.bare and len(rest) >= 2:
                return (_other(whole, rest, (*whole.regions, short), tables),)
    return ()


def without_its_form(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    """华电集团天津分公司, 邮政集团天津: the form may stand before a branch or a region."""
    if whole.form or not tables.form_at_end(whole.bare):
        return ()
    other = _other(whole, whole.bare, whole.regions, tables)
    return (other,) if other.bare != whole.bare else ()


def with_its_lead(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    """泰安足疗店, 长春藤, 中车唐山: the region may be no region."""
    begin = whole.folded.find(whole.bare)
    end = begin + len(whole.bare)
    if whole.lead and whole.bare and 0 < begin < 5:
        bare = whole.folded[:begin] + whole.bare
        regions = tuple(name for name in whole.regions if name not in whole.lead)
        return (_other(whole, bare, regions, tables)._replace(lead=""),)
    behind = whole.folded[end:]
    if begin == 0 and whole.bare and behind in whole.regions:
        regions = tuple(name for name in whole.regions if name != behind)
        return (_other(whole, whole.bare + behind, regions, tables),)
    return ()


def _other_numerals(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    """18街麻花 as 十八街麻花, 第2分公司 as 第二分公司."""
    bares = (whole.bare, *other_numerals(whole.bare))
    branches = (whole.branch, *other_numerals(whole.branch))
    if len(bares) + len(branches) == 2:
        return ()
    ways = ((bare, branch) for bare in bares for branch in branches)
    return tuple(
        _other(whole, bare, whole.regions, tables)._replace(branch=branch)
        for bare, branch in list(ways)[1 : _NUMERALS + 1]
    )


def _other(whole: Anatomy, bare: str, regions: tuple[str, ...], tables: NameTables) -> Anatomy:
    """Read so; 狗不理集团南开: the form may stand before the region."""
    form = "" if whole.form else tables.form_at_end(bare)
    if len(bare) - len(form) >= 2:
        bare = bare.removesuffix(form)
    core, trade = tables.split_trade(bare)
    return whole._replace(regions=regions, bare=bare, core=core, trade=trade)


def _spelled_out(whole: Anatomy, tables: NameTables) -> tuple[Anatomy, ...]:
    names = tables.spelled_out(whole.folded)
    named = tuple(parts for name in names if (parts := anatomy(name, tables)).bare)
    # 塘沽工行 is a bank in 塘沽.
    there = chain.from_iterable(in_a_district(parts, tables) for parts in named)
    return tuple(_of_the_country(parts, tables) for parts in (*named, *there))


def _of_the_country(parts: Anatomy, tables: NameTables) -> Anatomy:
    """天津中行 is 中国银行 in 天津: without 中国 nothing but everybody's word is left of it."""
    if COUNTRY in parts.regions or len(parts.bare) > 2 or not tables.is_trade(parts.bare):
        return parts
    if COUNTRY + parts.bare not in tables.spelled:
        return parts
    return parts._replace(regions=(COUNTRY, *parts.regions))


def _named(one: Anatomy) -> Node:
    """By 字号, or 字号 and trade, and whatever else a reading has."""
    branch = (phrase("grams", one.branch),) if one.branch else ()
    return both((Term("core", one.bare), *branch, *in_regions(one)))


def _named_there(one: Anatomy, *, called: bool = False) -> Node:
    """The same, by regions in its name, or only by these: 塘沽工行 is the 塘沽支行, wherever it is
    registered.
    """
    there = tuple(
        either((*(() if called else (region,)), phrase("grams", region.token)))
        for region in in_regions(one)
    )
    branch = (phrase("grams", one.branch),) if one.branch else ()
    return both((Term("core", one.bare), *branch, *there))


def _named_of_all(one: Anatomy) -> Node:
    """The branch of a whole city, called by it."""
    *outer, city = one.regions
    others = (Term("region", region) for region in outer)
    return both((Term("core", one.bare), phrase("grams", city + _BRANCH), *others))


def _loosely_branched(one: Anatomy, tables: NameTables) -> Node:
    """With the words of its branch, others between."""
    return both((Term("core", one.bare), branch_of(one.branch, tables), *in_regions(one)))


def _called(one: Anatomy) -> Node:
    """By all but the region: name, legal form and branch."""
    parts: list[Node] = [Term("core", one.bare), Term("core_grams", size_token(one.bare))]
    if one.branch:
        parts.append(phrase("grams", one.branch))
    if one.form:
        parts.append(Term("form", one.form if one.branch else KEY + one.form))
    return Both((*parts, *in_regions(one)))


def in_regions(whole: Anatomy) -> tuple[Term, ...]:
    return tuple(Term("region", region) for region in whole.regions)


def _nameless_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    if whole.regions:
        prefix = Term("prefix", whole.lead or whole.folded)
        return [Tier("prefix", prefix), Tier("words", both(in_regions(whole)))]
    return [Tier("words", AnyTerm("form", tables.forms_with(whole.form)))]


def _whole_tiers(read: tuple[Anatomy, ...], tables: NameTables) -> list[Tier]:
    """The name with its form or branch, however these and the region are written."""
    whole = read[0]
    if not whole.form and not whole.branch:
        return []
    keys = tuple(KEY + one.key for one in read)
    named = either(tuple(_called(one) for one in read))
    tiers = [
        Tier("full_name", AnyTerm("full", keys)),
        Tier("former_name", AnyTerm("former", keys)),
        Tier("core_name", named),
    ]
    if whole.branch:
        # 海河南开分公司 is that branch, whatever trade and form its parent's name has.
        branch = phrase("grams", whole.branch)
        core = Term("core", whole.bare)
        tiers.append(Tier("core_name", both((core, branch, *in_regions(whole)))))
        loose = tuple(_loosely_branched(one, tables) for one in read)
        tiers.append(Tier("core_name", either(loose)))
        tiers.append(Tier("prefix", both((_begins(whole.bare), branch))))
        return tiers
    # 海河集团 is 海河集团有限公司 before it is 海河乳品有限公司.
    fuller = tables.forms_with(whole.form)
    core, begun = Term("core", whole.bare), whole.bare + whole.form
    tiers.append(Tier("core_name", both((core, AnyTerm("form", fuller), *in_regions(whole)))))
    if not whole.trade:
        # 海河公司 may be 海河射箭有限公司, of a trade that no table has, before a shop called 海河.
        tiers.append(Tier("prefix", Both((_prefix(whole), AnyTerm("form", fuller)))))
    if not whole.form.endswith(_ANY_TRADE):
        # 宝德合作社 is rather 宝德农机专业合作社 than 宝德家具厂; a company's form tells nothing.
        held = both((phrase("grams", whole.bare), AnyTerm("form", fuller), *in_regions(whole)))
        tiers.append(Tier("phrase", held))
    if whole.form == GROUP:
        # 龙煤集团 is rather all of the 字号 of 龙煤集团葡萄种植合作社 than a part of 龙煤集团祥's.
        tiers.append(Tier("prefix", both((Term("core", LONGER + begun), *in_regions(whole)))))
        tiers.append(Tier("prefix", both((_begins(begun), *in_regions(whole)))))
    return tiers


def _of_the_trade(whole: Anatomy) -> Node:
    """The 字号, and the trade somewhere; 泰雅店 is 泰雅花店."""
    core: tuple[Node, ...] = (Term("core", whole.core),)
    if len(whole.trade) == 1:
        core = (Term("prefix", whole.core[:LONGEST_PREFIX]), phrase("grams", whole.core))
    return Both((*core, trade_of(whole), *in_regions(whole)))


def trade_of(whole: Anatomy) -> Node:
    """A name with the words of this trade; 店 and 馆 end other words than 字号."""
    if len(whole.trade) == 1:
        return Term("core_grams", whole.trade)
    return all_of("grams", whole.trade)


def _half_core_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    """海乳品: no 字号 has one character, so that of one with two is missing."""
    bare = whole.bare
    if len(bare) < 3:
        return []
    begun, *_, ended = edge_grams(bare[0])
    longer = Term("core_grams", size_token(bare, 1))
    trade = bare[1:]
    if tables.is_trade(trade):
        half: Node = Both((AnyTerm("core_grams", (begun, ended)), all_of("grams", trade)))
    elif len(whole.core) > 2 and len(bare) > 3:
        # 力渔业捕捞, of a trade that no table has.
        second = Both((Term("core_grams", begun), phrase("grams", bare[1:])))
        half = Either((phrase("grams", bare), second))
    else:
        return []
    return [Tier("similar", Both((half, longer, *in_regions(whole))))]


def _prefix(whole: Anatomy) -> Node:
    return both((_begins(whole.bare), *in_regions(whole)))


def _begins(bare: str) -> Node:
    begins = Term("prefix", bare[:LONGEST_PREFIX])
    return begins if len(bare) <= LONGEST_PREFIX else Both((begins, phrase("grams", bare)))


def word_node(word: str, tables: NameTables) -> Node:
    """One word of several: a region, a part of the name, or a core of one character."""
    region = tables.region_of(word)
    if region:
        return Either((Term("region", region), phrase("grams", word)))
    if len(word) == 1:
        return Either((Term("core", word), Term("prefix", word)))
    parts = anatomy(word, tables)
    if parts.bare and (parts.regions or parts.form):
        regions = tuple(Term("region", region) for region in parts.regions)
        return Either((phrase("grams", word), both((phrase("grams", parts.bare), *regions))))
    return phrase("grams", word)
