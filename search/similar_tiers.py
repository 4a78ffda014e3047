"""Which names a slip of the finger may have meant: candidates for ``similar.py``. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from gongshi.search.in_parts import brand_and_more, short_and_place, whole_texts
from gongshi.search.letters_in_parts import initials_in_parts, sounding_in_parts
from gongshi.search.name_tiers import in_a_district, trade_of, with_its_lead
from gongshi.search.names import GROUP, Anatomy, NameTables
from gongshi.search.nodes import both, either, phrase
from gongshi.search.numerals import other_numerals
from gongshi.search.port import AllTerms, AnyTerm, AtLeast, Either, Node, Term, Tier
from gongshi.search.region_sounds import spoken_regions
from gongshi.search.sound_slips import confused_sounds, mended_sounds
from gongshi.search.sound_tiers import first_sounds, heard_tiers, is_letters
from gongshi.search.subject_terms import LONGEST_PREFIX, size_token
from gongshi.search.text import bigrams, edge_grams

#: Longest text that may be an abbreviation (中石化, 国网电力), and where nothing else was found.
LONGEST_ABBREVIATION: Final = 6
_LONGEST_AT_LAST: Final = 8
#: Two swapped or one too many are looked for in so many first characters.
_PLACES: Final = 8
_MOST_GRAMS: Final = 40
#: Letters of the shortest name that is mended.
_SHORTEST_SOUND: Final = 5
_TWO: Final = 2
#: Mended sounds that a longer name may begin with: each is a question of its own.
_MOST_BEGUN: Final = 32
#: Ways to read letters with regions in front that are mended.
_SPOKEN: Final = 2
_COMPANY: Final = "公司"
_SIMILAR: Final = "similar"


@dataclass(frozen=True, slots=True)
class Similar:
    """Candidates for a slip of the finger, and what they are compared with letter by letter.

    ``tiers``: names with characters left out between the typed ones; names that share bigrams of
    their 字号, by falling number; then, behind as many as there are ``names``, names that only
    sound alike. ``within``: the same text read with a district in it; ``last_asked`` makes what is
    asked where nothing else was found of ``named`` and ``conditions``. ``texts``: by what of these
    stands in their names candidates are told, see ``in_parts.py``.
    """

    tiers: tuple[Tier, ...]
    names: tuple[str, ...]  # for each tier the name looked for, folded, without region and form
    whole: str  # folded, as typed
    abbreviated: bool  # may leave characters out between others
    named: Anatomy
    within: Similar | None = None
    conditions: tuple[Node, ...] = ()
    texts: tuple[str, ...] = ()
    in_parts: bool = True  # whether the text may be taken to pieces, where all else failed

    def narrowed(self, conditions: tuple[Node, ...]) -> Similar:
        """With conditions that every candidate must hold."""
        return replace(
            self,
            tiers=_with(self.tiers, conditions),
            within=self.within.narrowed(conditions) if self.within is not None else None,
            conditions=conditions,
        )

    def as_a_whole(self) -> Similar:
        """Never taken to pieces."""
        return replace(self, in_parts=False)

    def of(self, tiers: tuple[Tier, ...]) -> Similar:
        """These tiers by the same conditions, and nothing compared letter by letter."""
        return replace(self, tiers=_with(tiers, self.conditions), names=())


def similar_names(whole: Anatomy, tables: NameTables) -> Similar | None:
    """Names that share most of their core's bigrams; a short core needs a trade or region
    beside. Of letters, names that nearly sound so.
    """
    if len(whole.bare) < 2:
        return None
    if whole.bare.isascii():
        return Similar((), (), whole.folded, False, whole) if is_letters(whole.bare) else None
    # 院 of 美院 is the end of 美术学院, 店 of 泰雅店 that of a trade.
    told = whole.trade or (len(whole.bare) > _TWO and tables.is_trade(whole.bare[1:]))
    abbreviated = not told and len(whole.lead + whole.bare) <= LONGEST_ABBREVIATION
    first = tuple(_abbreviations(whole, tables)) if abbreviated else ()
    near = _of((whole, *with_its_lead(whole, tables)), whole, tables, first)
    within = in_a_district(whole, tables)
    return replace(
        near,
        abbreviated=abbreviated,
        within=_within(within, whole, tables) if within else None,
    )


def _of(
    read: tuple[Anatomy, ...], whole: Anatomy, tables: NameTables, first: tuple[Tier, ...] = ()
) -> Similar:
    asked = {tier.query: read[0].bare for tier in first}
    for one in read:
        for tier in _near_tiers(one, tables, whole.bare):
            asked.setdefault(tier.query, one.bare)
    tiers = [Tier(_SIMILAR, query) for query in asked]
    heard = heard_tiers(read)
    return Similar((*tiers, *heard), tuple(asked.values()), whole.folded, False, whole)


def _within(within: tuple[Anatomy, ...], whole: Anatomy, tables: NameTables) -> Similar:
    """武清国投, too, may be an abbreviation."""
    named = within[0]
    told = named.trade or tables.is_trade(named.bare[1:])
    if told or len(named.lead + named.bare) > LONGEST_ABBREVIATION:
        return _of(within, whole, tables)
    near = _of(within, whole, tables, tuple(_abbreviations(named, tables)))
    return replace(near, abbreviated=True, named=named)


def last_asked(similar: Similar, tables: NameTables) -> Iterator[Similar]:
    """What is asked, one after another, where nothing was found and nothing is alike."""
    named = similar.named
    if is_letters(named.bare):
        yield similar.of(_nearly_sounding(named, tables))
        if similar.in_parts:
            yield similar.of((*_sounding_in_parts(named, tables), *_initials(named, tables)))
        return
    yield similar.of(_behind_a_form(named, tables))
    asked = _at_last(similar, tables)
    yield replace(similar.of(asked), names=(named.bare,) * len(asked), abbreviated=True)
    if not similar.in_parts:
        return
    texts = whole_texts(named, tables)
    conditions = (*similar.conditions, *_there(named, tables))
    there = replace(similar, texts=texts, conditions=conditions)
    yield there.of(short_and_place(texts, tables))
    yield there.of(brand_and_more(texts, tables))


def _at_last(similar: Similar, tables: NameTables) -> tuple[Tier, ...]:
    """What a longer text may shorten, or one in which a district goes by its first character, and
    an abbreviation within a name: 鑫电商 is 鑫沅电子商务, if no 鑫 sells as 电商, 渤钻 stands
    within 中国石油集团渤海钻探.
    """
    named = similar.named
    short = named.lead + named.bare
    if len(short) > _LONGEST_AT_LAST:
        return ()
    asked = [] if similar.abbreviated else _abbreviations(named, tables)
    if len(short) > _TWO and (here := _in_districts(short[0], tables)):
        # 宝一中
        asked.append(Tier(_SIMILAR, both((here, _holding(short), *_regions(named)))))
    if len(set(named.bare)) > 1:
        asked.append(Tier(_SIMILAR, both((_holding(named.bare), *_regions(named)))))
    return tuple(asked)


def _in_districts(character: str, tables: NameTables) -> AnyTerm | None:
    """In one of the districts that begin so."""
    short = tuple(name for name in tables.short_districts if name[0] == character)
    return AnyTerm("region", short) if short else None


def _sounding_in_parts(whole: Anatomy, tables: NameTables) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    for regions, rest in islice(spoken_regions(whole.bare, tables), _SPOKEN):
        beside = tuple(Term("region", region) for region in (*regions, *whole.regions))
        tiers += _with(sounding_in_parts(rest, tables), beside)
    return tuple(tiers)


def _initials(whole: Anatomy, tables: NameTables) -> tuple[Tier, ...]:
    return _with(initials_in_parts(whole.bare, tables), _regions(whole))


def _nearly_sounding(whole: Anatomy, tables: NameTables) -> tuple[Tier, ...]:
    """Letters with a slip, or with one sound for another: as a whole name or its beginning."""
    tiers: list[Tier] = []
    for regions, rest in islice(spoken_regions(whole.bare, tables), _SPOKEN):
        if len(rest) < _SHORTEST_SOUND:
            continue
        beside = tuple(Term("region", region) for region in (*regions, *whole.regions))
        mended = mended_sounds(rest) or confused_sounds(rest)
        asked: list[Node] = []
        if mended:
            asked = [AnyTerm("pinyin", mended), first_sounds(mended[:_MOST_BEGUN])]
        if others := mended_sounds(rest, whole=True):
            asked.append(AnyTerm("pinyin", others))
        tiers += [Tier(_SIMILAR, both((node, *beside))) for node in asked]
    return tuple(tiers)


def _behind_a_form(whole: Anatomy, tables: NameTables) -> tuple[Tier, ...]:
    """海河乳品有限公司第: a branch that was cut off; the index has its words without the form."""
    head, company, behind = whole.bare.rpartition(_COMPANY)
    name = (head + company).removesuffix(tables.form_at_end(head + company))
    if not behind or len(name) < _TWO:
        return ()
    asked = both((phrase("grams", name + behind), *_regions(whole)))
    return (Tier(_SIMILAR, asked),)


def _with(tiers: tuple[Tier, ...], conditions: tuple[Node, ...]) -> tuple[Tier, ...]:
    if not conditions:
        return tiers
    return tuple(Tier(tier.name, both((tier.query, *conditions))) for tier in tiers)


def _abbreviations(whole: Anatomy, tables: NameTables) -> list[Tier]:
    """中石化 is 中国石油化工: all of its characters stand in the name, the first one in front. The
    region may stand in brackets: 天津空客 is 空中客车（天津）.
    """
    beside = (phrase("grams", whole.branch),) if whole.branch else ()
    typed = [*shortened(whole, tables), *([whole.bare] if whole.lead and whole.bare else [])]
    # The longest first: that which has the city in it leaves fewest names.
    typed.sort(key=len, reverse=True)
    nodes = [both((_all_of(one, tables), *beside, *_regions(whole))) for one in typed]
    return [Tier(_SIMILAR, node) for node in dict.fromkeys(nodes)]


def shortened(whole: Anatomy, tables: NameTables) -> tuple[str, ...]:
    """What may be an abbreviation in a text, and as it is with numbers in characters (中铁16局) and
    with the city spelled out (津轨交).
    """
    short = whole.lead + whole.bare
    spelled = []
    if not whole.lead and short[:1] in tables.city_letters and len(short) > 1:
        spelled = [tables.city + short[1:]]
    return (short, *other_numerals(short), *spelled)


def _all_of(typed: str, tables: NameTables) -> Node:
    """All of its characters, the first in front, or behind the city's name in front of all."""
    first = typed.removeprefix(tables.city)[:1] if tables.city else typed[:1]
    here = [Term("region", tables.city)] if first != typed[:1] else []
    return both((_holding(typed), Term("prefix", first or typed[0]), *here))


def _holding(typed: str) -> Node:
    return AllTerms("core_grams", tuple(dict.fromkeys(typed)))


def _regions(whole: Anatomy) -> tuple[Node, ...]:
    return tuple(Term("region", region) for region in whole.regions)


def _there(whole: Anatomy, tables: NameTables) -> tuple[Node, ...]:
    """In its regions and the district that it may begin or end with, or with these in the name."""
    within = in_a_district(whole, tables)
    regions = dict.fromkeys((*whole.regions, *(within[0].regions if within else ())))
    return tuple(either((Term("region", one), phrase("grams", one))) for one in regions)


def _near_tiers(whole: Anatomy, tables: NameTables, typed: str) -> list[Tier]:
    """``typed``: the name, without the region that this reading gives back to it."""
    regions = _regions(whole)
    beside = regions
    if whole.trade:
        beside = (trade_of(whole), *beside)
    if whole.form == GROUP:
        # 集团 is the end of a name, or stands in its middle.
        groups = tables.forms_with(GROUP)
        beside = (Either((AnyTerm("form", groups), Term("grams", GROUP))), *beside)
    # Two swapped and one too many leave no bigram of a short core: these few names are asked for.
    swapped, shorter = _swapped(whole.core), _shortened(whole.core)
    asked: list[tuple[str, list[str], tuple[Node, ...]]] = [
        ("core", [*_swapped(whole.bare), *_shortened(whole.bare)], regions),
        ("prefix", [name[:LONGEST_PREFIX] for name in (*swapped, *shorter)], beside),
    ]
    tiers = [
        Tier(_SIMILAR, both((AnyTerm(field, tuple(dict.fromkeys(names))), *others)))
        for field, names, others in asked
        if names
    ]
    grams = tuple(dict.fromkeys(bigrams(whole.bare)))[:_MOST_GRAMS]
    long = len(whole.bare) >= 4
    if long:
        # One missing: however the trade was told from the 字号, all bigrams but one are shared;
        # those of a region are everybody's, and to look at all of them takes long.
        shared = tuple(dict.fromkeys(bigrams(typed)))[:_MOST_GRAMS] if len(typed) > _TWO else grams
        most = AtLeast("grams", shared, len(shared) - 1)
        longer = Term("core_grams", size_token(whole.bare, 1))
        tiers.append(Tier(_SIMILAR, both((most, longer, *regions))))
    tiers += _overlaps(whole.core, beside, least=1 if beside else 2)
    if long and whole.trade:
        # The slip may stand in the trade, or have cut the name in the wrong place.
        tiers += _overlaps(whole.bare, regions, least=2)
    return tiers


def _swapped(name: str) -> list[str]:
    """The other names with two neighbours swapped."""
    swapped = (
        name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        for place in range(min(len(name) - 1, _PLACES))
    )
    return [other for other in swapped if other != name]


def _shortened(name: str) -> list[str]:
    """The names of two and more characters that one character was added to."""
    places = range(min(len(name), _PLACES)) if len(name) > 2 else range(0)
    return [name[:place] + name[place + 1 :] for place in places]


def _overlaps(core: str, beside: tuple[Node, ...], least: int) -> list[Tier]:
    grams = edge_grams(core)[:_MOST_GRAMS]
    # One slip touches two bigrams, two slips four; what shares less is another name.
    most = len(grams) - 1
    least = max(least, len(grams) - 4)
    return [
        Tier(_SIMILAR, both((AtLeast("core_grams", grams, shared), *beside)))
        for shared in range(most, least - 1, -1)
    ]
