"""Tiers for a name: whole, by its parts, by its words, by its sound. Pure.

A text may be read in several ways: 河东坚荣 is a 字号 of four characters, or 坚荣 of 河东. What
``names.anatomy`` reads comes first, the other readings behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Final

from gongshi.search.abbreviations import abbreviation_tiers
from gongshi.search.brand_tiers import branch_of, brand_and_place
from gongshi.search.edge_terms import LONGEST_SOUND
from gongshi.search.names import COUNTRY, GROUP, Anatomy, NameTables, anatomy
from gongshi.search.nodes import all_of, both, either, phrase, tokens_of
from gongshi.search.numerals import other_numerals
from gongshi.search.pinyin import initials, readings, spellings, syllable_pairs, syllables
from gongshi.search.port import AllTerms, AnyTerm, Both, Either, Node, Term, Tier
from gongshi.search.region_sounds import regions_sounding, spoken_regions
from gongshi.search.spoken_names import with_every_v, without_spoken_form
from gongshi.search.subject_terms import (
    KEY,
    LONGER,
    LONGEST_INITIALS,
    LONGEST_PREFIX,
    WHOLE,
    size_token,
)
from gongshi.search.text import edge_grams

_WAYS: Final = 3
#: Other spellings of the numbers in a name that are asked.
_NUMERALS: Final = 3
#: Ways to read letters with regions in front that are asked.
_SPOKEN: Final = 3
#: Characters written as such, beside letters.
_WRITTEN: Final = re.compile(r"[^\x00-\x7f]")
_TWO: Final = 2
_LETTERED: Final = re.compile(r"[a-z]")
#: Ends of legal forms that are everybody's.
_ANY_TRADE: Final = ("公司", GROUP)
#: Initials of a name behind those of its regions; longer ones are none's first letters.
LONGEST_LETTERS: Final = 2 * LONGEST_INITIALS


def name_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    """By the whole name, its parts and its words, from what was surely meant to what may be."""
    regions = _regions(whole)
    if not whole.bare:
        return _nameless_tiers(whole, tables)
    within = in_a_district(whole, tables)
    respelled = [other for one in (whole, *within) for other in _other_numerals(one, tables)]
    read = (*within, *with_its_lead(whole, tables), *without_its_form(whole, tables))
    others = (*read, *respelled)
    spelled_out = _spelled_out(whole, tables)
    shortened = abbreviation_tiers(whole, tables)
    tiers = _whole_tiers((whole, *others), tables)
    tiers += _spelled_out_tiers(whole, spelled_out)
    if whole.lead:
        # 天津银行 is called so before what is called 银行 in 天津.
        own = phrase("grams", whole.lead + whole.bare)
        named = both((Term("core", whole.bare), own))
        tiers.append(Tier("core_name", either((named, Term("core", whole.lead + whole.bare)))))
    tiers.append(Tier("core_name", both((Term("core", whole.bare), *regions))))
    if read:
        tiers.append(Tier("core_name", either(tuple(map(_named, read)))))
    tiers += shortened.surely
    if respelled:
        tiers.append(Tier("core_name", either(tuple(map(_named, respelled)))))
    tiers += _begun_tiers(whole, others, spelled_out)
    tiers += shortened.probably
    if whole.form == GROUP:
        # 海晶集团 is rather 长芦海晶集团 than 晶晶兔 that 海 stands before.
        groups = AnyTerm("form", tables.forms_with(GROUP))
        tiers.append(Tier("phrase", both((in_one_piece(whole), groups))))
    tiers += _half_core_tiers(whole, tables)
    tiers += shortened.perhaps
    tiers.append(Tier("phrase", in_one_piece(whole)))
    # 南开烧烤: 烧烤, of whatever 字号, in 南开; 18街麻花: 十八街麻花.
    if held := (*within, *respelled):
        nodes = tuple(both((phrase("grams", one.bare), *_regions(one))) for one in held)
        tiers.append(Tier("phrase", either(nodes)))
    if whole.trade:
        tiers.append(Tier("words", _of_the_trade(whole)))
    if len(whole.bare) > 1:
        tiers.append(Tier("words", both((all_of("grams", whole.bare), *regions))))
    if regions:
        tiers.append(Tier("words", Term("core", whole.bare)))
    if whole.form and not whole.branch:
        return tiers  # who types a form types a whole name
    if (shop := brand_and_place((whole, *spelled_out, *respelled), tables)) is not None:
        tiers.append(Tier("words", shop))
    return tiers


def _spelled_out_tiers(whole: Anatomy, spelled_out: tuple[Anatomy, ...]) -> list[Tier]:
    if not spelled_out:
        return []
    # 建行 is the bank, if nobody is called just so: 建行公寓 comes behind it.
    alone = Term("core_grams", size_token(whole.bare))
    asked = [both((_named(whole), alone))]
    if whole.regions:
        # 天津中石油 is rather the …天津分公司 than another branch that is registered there.
        asked.append(either(tuple(_named_there(one, called=True) for one in spelled_out)))
    asked.append(either(tuple(map(_named_there, spelled_out))))
    return [Tier("core_name", node) for node in asked]


def _begun_tiers(
    whole: Anatomy, others: tuple[Anatomy, ...], spelled_out: tuple[Anatomy, ...]
) -> list[Tier]:
    tiers: list[Tier] = []
    if whole.trade and not whole.form:
        # 海河科技 is all of the 字号 of 海河科技商贸, if anything, and a part of 海河科技园物业's.
        longer = (Term("core", LONGER + whole.bare), *_regions(whole))
        tiers.append(Tier("prefix", both(longer)))
    tiers += [Tier("prefix", _prefix(one)) for one in (whole, *others)]
    if spelled_out:
        tiers.append(Tier("prefix", either(tuple(_prefix(one) for one in spelled_out))))
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
    return (*named, *chain.from_iterable(in_a_district(parts, tables) for parts in named))


def _named(one: Anatomy) -> Node:
    """By 字号, or 字号 and trade, and whatever else a reading has."""
    branch = (phrase("grams", one.branch),) if one.branch else ()
    return both((Term("core", one.bare), *branch, *_regions(one)))


def _named_there(one: Anatomy, *, called: bool = False) -> Node:
    """The same, by regions in its name, or only by these: 塘沽工行 is the 塘沽支行, wherever it is
    registered.
    """
    there = tuple(
        either((*(() if called else (region,)), phrase("grams", region.token)))
        for region in _regions(one)
    )
    branch = (phrase("grams", one.branch),) if one.branch else ()
    return both((Term("core", one.bare), *branch, *there))


def _called(one: Anatomy) -> Node:
    """By all but the region: name, legal form and branch."""
    parts: list[Node] = [Term("core", one.bare), Term("core_grams", size_token(one.bare))]
    if one.branch:
        parts.append(phrase("grams", one.branch))
    if one.form:
        parts.append(Term("form", one.form if one.branch else KEY + one.form))
    return Both((*parts, *_regions(one)))


def _regions(whole: Anatomy) -> tuple[Term, ...]:
    return tuple(Term("region", region) for region in whole.regions)


def _nameless_tiers(whole: Anatomy, tables: NameTables) -> list[Tier]:
    if whole.regions:
        prefix = Term("prefix", whole.lead or whole.folded)
        return [Tier("prefix", prefix), Tier("words", both(_regions(whole)))]
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
        tiers.append(Tier("core_name", both((core, branch, *_regions(whole)))))
        loose = tuple(
            both((Term("core", one.bare), branch_of(one.branch, tables), *_regions(one)))
            for one in read
        )
        tiers.append(Tier("core_name", either(loose)))
        tiers.append(Tier("prefix", both((_begins(whole.bare), branch))))
        return tiers
    # 海河集团 is 海河集团有限公司 before it is 海河乳品有限公司.
    fuller = tables.forms_with(whole.form)
    core, begun = Term("core", whole.bare), whole.bare + whole.form
    tiers.append(Tier("core_name", both((core, AnyTerm("form", fuller), *_regions(whole)))))
    if not whole.trade:
        # 海河公司 may be 海河射箭有限公司, of a trade that no table has, before a shop called 海河.
        tiers.append(Tier("prefix", Both((_prefix(whole), AnyTerm("form", fuller)))))
    if not whole.form.endswith(_ANY_TRADE):
        # 宝德合作社 is rather 宝德农机专业合作社 than 宝德家具厂; a company's form tells nothing.
        held = both((phrase("grams", whole.bare), AnyTerm("form", fuller), *_regions(whole)))
        tiers.append(Tier("phrase", held))
    if whole.form == GROUP:
        # 龙煤集团 is rather all of the 字号 of 龙煤集团葡萄种植合作社 than a part of 龙煤集团祥's.
        tiers.append(Tier("prefix", both((Term("core", LONGER + begun), *_regions(whole)))))
        tiers.append(Tier("prefix", both((_begins(begun), *_regions(whole)))))
    return tiers


def _of_the_trade(whole: Anatomy) -> Node:
    """The 字号, and the trade somewhere; 泰雅店 is 泰雅花店."""
    core: tuple[Node, ...] = (Term("core", whole.core),)
    if len(whole.trade) == 1:
        core = (Term("prefix", whole.core[:LONGEST_PREFIX]), phrase("grams", whole.core))
    return Both((*core, trade_of(whole), *_regions(whole)))


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
    return [Tier("similar", Both((half, longer, *_regions(whole))))]


def _prefix(whole: Anatomy) -> Node:
    return both((_begins(whole.bare), *_regions(whole)))


def _begins(bare: str) -> Node:
    begins = Term("prefix", bare[:LONGEST_PREFIX])
    return begins if len(bare) <= LONGEST_PREFIX else Both((begins, phrase("grams", bare)))


# --- by sound -------------------------------------------------------------------------------------


def sound_tiers(named: Anatomy, typed: tuple[str, ...], tables: NameTables) -> list[Tier]:
    """What sounds like the whole name, then like its beginning; letters: like a part of it, and by
    initials. A part that sounds like typed characters is for ``similar_tiers.py``.
    """
    read = (named, *other_readings(named, tables))
    lettered = is_letters(named.bare)
    if named.form and not lettered:
        # Who types a whole name means no longer one, nor one of another form.
        form = Term("form", named.form)
        sounding = _whole_sounds(named, read)
        return [Tier(tier.name, Both((tier.query, form))) for tier in sounding]
    tiers = [*_whole_sounds(named, read), *_sounding_tiers(read, _first_sounds)]
    if lettered:
        tiers += _sounding_tiers(read, _some_sounds)
        tiers += _initials_tiers(named, tables, exact=True)
        surely, maybe = _spoken_readings(named, tables)
        tiers += _sounding_tiers(surely, _whole_sound) + _sounding_tiers(surely, _some_sounds)
        tiers += _sounding_tiers(maybe, _whole_sound) + _sounding_tiers(maybe, _first_sounds)
    if len(typed) > 1 and any(map(is_letters, typed)):
        tiers += [
            Tier("initials", both(tuple(_lettered(word, tables, _exact_word) for word in typed))),
            Tier("pinyin", both(tuple(_lettered(word, tables, _sounding_word) for word in typed))),
        ]
    if lettered:
        tiers += _initials_tiers(named, tables, exact=False)
    if len(typed) > 1 and any(map(is_letters, typed)):
        tiers.append(
            Tier("initials", both(tuple(_lettered(word, tables, _begun_word) for word in typed)))
        )
    return tiers


def _whole_sounds(named: Anatomy, read: tuple[Anatomy, ...]) -> list[Tier]:
    """What is written alike but for one of two characters, or for what is typed in letters, before
    what only sounds so: for 沁养 rather 沁洋 than 琴洋, for 缇凹zhileng rather 缇凹制冷 than 缇奥.
    """
    tiers = _sounding_tiers(read, _whole_sound)
    if not tiers:
        return tiers
    if _LETTERED.search(named.bare) is not None:
        written = tuple(dict.fromkeys(_WRITTEN.findall(named.bare)))
        alike: Node = AllTerms("core_grams", written)
    else:
        written = edge_grams(named.core)
        alike = AnyTerm("core_grams", (written[0], written[-1]))
        if len(named.core) != _TWO:
            return tiers  # a question for each character costs more than it is worth
    return [Tier("pinyin", Both((tiers[0].query, alike))), *tiers] if written else tiers


def _spoken_readings(
    named: Anatomy, tables: NameTables
) -> tuple[tuple[Anatomy, ...], tuple[Anatomy, ...]]:
    """The same letters without regions and form, and with ü where u was typed; then, with the city
    or a district by its short name in front: tianjinhaihe may be 海河（天津）.
    """
    (regions, rest), *others = spoken_regions(named.bare, tables)
    rest = without_spoken_form(rest, tables) or rest
    surely = dict.fromkeys((rest, with_every_v(rest)))
    surely.pop(named.bare, None)
    maybe = ((more, without_spoken_form(one, tables) or one) for more, one in others[:_SPOKEN])
    return (
        tuple(_spoken(named, regions, one) for one in surely),
        tuple(_spoken(named, more, one) for more, one in maybe),
    )


def _spoken(named: Anatomy, regions: tuple[str, ...], rest: str) -> Anatomy:
    return named._replace(regions=(*regions, *named.regions), bare=rest)


def heard_tiers(read: tuple[Anatomy, ...]) -> list[Tier]:
    """What sounds like typed characters, read so, in some part of its name, and has the branch."""
    written = tuple(one for one in read if not is_letters(one.bare))
    tiers = _sounding_tiers(written, _some_sounds)
    if not (branch := read[0].branch):
        return tiers
    return [Tier(tier.name, both((tier.query, phrase("grams", branch)))) for tier in tiers]


def is_letters(folded: str) -> bool:
    """Nothing but a … z."""
    return folded.isascii() and folded.isalpha()


def _sounding_tiers(
    read: tuple[Anatomy, ...], sounding: Callable[[list[tuple[str, ...]]], Node]
) -> list[Tier]:
    return [
        Tier("pinyin", both((sounding(ways), *_regions(one))))
        for one in read
        if (ways := _ways(one.bare))
    ]


def first_sounds(sounds: tuple[str, ...]) -> Node:
    """What begins to sound like one of these rows of whole syllables."""
    ways = [way for sound in sounds for way in spellings(sound)[:1] if len(way) > 1]
    return _first_sounds(ways)


def _whole_sound(ways: list[tuple[str, ...]]) -> Node:
    return AnyTerm("pinyin", tuple(dict.fromkeys("".join(way) for way in ways)))


def _first_sounds(ways: list[tuple[str, ...]]) -> Node:
    nodes: list[Node] = []
    for way in ways:
        begins = Term("edges", "".join(way)[:LONGEST_SOUND])
        nodes.append(Both((begins, tokens_of("sounds", syllable_pairs(way)))))
    return either(tuple(nodes))


def _some_sounds(ways: list[tuple[str, ...]]) -> Node:
    return either(tuple(tokens_of("sounds", syllable_pairs(way)) for way in ways))


def _initials_tiers(named: Anatomy, tables: NameTables, *, exact: bool) -> list[Tier]:
    """By the first letters of all syllables, or of the first ones."""
    letters, regions = named.bare, _regions(named)
    if len(letters) < 2:
        return []
    if not exact and len(letters) > LONGEST_LETTERS:
        return []
    end = WHOLE if exact else ""
    asked: list[Node] = [both((Term("initials", letters + end), *regions))]
    city = initials(syllables(tables.city)) if tables.city else ""
    rest = letters.removeprefix(city)
    if city and len(rest) >= 2 and rest != letters:
        here = Term("region", tables.city)
        asked.append(both((Term("initials", rest + end), here, *regions)))
    return [Tier("initials", node) for node in asked]


def _ways(folded: str) -> list[tuple[str, ...]]:
    """How a folded text may sound, syllable by syllable; only ways of two and more syllables."""
    if is_letters(folded):
        ways = spellings(folded)[:_WAYS]
    elif folded.isascii():
        return []
    else:
        ways = readings(folded)
    return [way for way in ways if len(way) > 1]


def _lettered(word: str, tables: NameTables, asked: Callable[[str], Node]) -> Node:
    """One word of several: typed letters as asked, all else as it stands."""
    if not is_letters(word):
        return word_node(word, tables)
    if regions := regions_sounding(word, tables):
        return either((asked(word), AnyTerm("region", regions)))
    return asked(word)


def _exact_word(word: str) -> Node:
    initial = Term("initials", word + WHOLE)
    return Either((Term("pinyin", word), initial, phrase("grams", word)))


def _sounding_word(word: str) -> Node:
    sounds = tuple(tokens_of("sounds", syllable_pairs(way)) for way in _ways(word))
    return either((*sounds, phrase("grams", word)))


def _begun_word(word: str) -> Node:
    return Either((Term("initials", word), _sounding_word(word)))


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
