"""Tiers for what sounds like a text, spelled in letters, by initials, or otherwise. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from gongshi.search.edge_terms import LONGEST_SOUND
from gongshi.search.name_tiers import in_regions, other_readings, word_node
from gongshi.search.names import Anatomy, NameTables
from gongshi.search.nodes import both, either, phrase, tokens_of
from gongshi.search.pinyin import initials, readings, spellings, syllable_pairs, syllables
from gongshi.search.port import AllTerms, AnyTerm, Both, Either, Node, Term, Tier
from gongshi.search.region_sounds import regions_sounding, spoken_regions
from gongshi.search.spoken_names import with_every_v, without_spoken_form
from gongshi.search.subject_terms import LONGEST_INITIALS, WHOLE
from gongshi.search.text import edge_grams

_WAYS: Final = 3
#: Ways to read letters with regions in front that are asked.
_SPOKEN: Final = 3
#: Characters written as such, beside letters.
_WRITTEN: Final = re.compile(r"[^\x00-\x7f]")
_TWO: Final = 2
_LETTERED: Final = re.compile(r"[a-z]")
#: Initials of a name behind those of its regions; longer ones are none's first letters.
LONGEST_LETTERS: Final = 2 * LONGEST_INITIALS


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
        Tier("pinyin", both((sounding(ways), *in_regions(one))))
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
    letters, regions = named.bare, in_regions(named)
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
