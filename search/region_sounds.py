"""How regions sound: nanjing, tianjinshi, nankaiqu; in front of a sound, whole or begun. Pure.

Names are indexed by the sound of what stands behind their regions, and these by their short names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from gongshi.search.names import NameTables
from gongshi.search.pinyin import syllables

# --- the tables -----------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _short_sounds(tables: NameTables) -> tuple[str, ...]:
    """Of every region's short name, the longest first."""
    names = {*tables.regions.values(), *tables.districts.values()}
    return tuple(sorted({_sound(name) for name in names}, key=lambda sound: (-len(sound), sound)))


@lru_cache(maxsize=8)
def _official_sounds(tables: NameTables) -> Mapping[str, str]:
    """Of every region's official spellings → short name; the city's own districts win."""
    spelled = {**tables.regions, **tables.districts}
    return {_sound(one): short for one, short in spelled.items() if one != short}


@lru_cache(maxsize=8)
def _every_sound(tables: NameTables) -> Mapping[str, tuple[str, ...]]:
    """Of every region, however spelled → the short names that sound so."""
    sounds: dict[str, dict[str, None]] = {}
    for spelled, short in (*tables.districts.items(), *tables.regions.items()):
        sounds.setdefault(_sound(spelled), {})[short] = None
    return {sound: tuple(shorts) for sound, shorts in sounds.items()}


@lru_cache(maxsize=8)
def _own_sounds(tables: NameTables) -> tuple[tuple[str, str], ...]:
    """Of the short names of the city and its districts, and these names."""
    own = (tables.city, *tables.short_districts) if tables.city else tables.short_districts
    return tuple((_sound(short), short) for short in dict.fromkeys(own))


@lru_cache(maxsize=8)
def _own_official_sounds(tables: NameTables) -> tuple[tuple[str, str], ...]:
    """Of every spelling of the city and its districts, and their short names."""
    spelled = {tables.city + "市": tables.city, **tables.districts} if tables.city else {}
    return tuple((_sound(one), short) for one, short in spelled.items())


def _sound(name: str) -> str:
    return "".join(syllables(name))


# --- in front of a name ---------------------------------------------------------------------------


def without_region(sound: str, tables: NameTables) -> str:
    """``nanjinggangtie`` without ``nanjing``."""
    for region in _short_sounds(tables):
        if sound.startswith(region) and sound != region:
            return sound.removeprefix(region)
    return sound


def official_regions(letters: str, tables: NameTables) -> tuple[tuple[str, ...], str]:
    """Regions in front, spelled as they officially are (tianjinshi nankaiqu), and the rest."""
    regions: list[str] = []
    sounds = _official_sounds(tables)
    while True:
        ends = range(len(letters) - 1, 0, -1)
        end = next((end for end in ends if letters[:end] in sounds), 0)
        if not end:
            return tuple(regions), letters
        regions.append(sounds[letters[:end]])
        letters = letters[end:]


def regions_sounding(letters: str, tables: NameTables) -> tuple[str, ...]:
    """The regions that sound so as a whole: suzhou is two."""
    return _every_sound(tables).get(letters, ())


def spoken_regions(
    letters: str, tables: NameTables, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Regions in front, officially spelled or the city's own by their short names (tianjin
    nankaiqu), and the rest: every way, and none first.
    """
    regions, rest = official_regions(letters, tables)
    regions = (*before, *regions)
    yield regions, rest
    for short, behind in own_regions(rest, tables):
        if short not in regions:
            yield from spoken_regions(behind, tables, (*regions, short))
    if rest != letters:
        # tianjinshihai may be 石海 of 天津.
        for short, behind in own_regions(letters, tables):
            if short not in before:
                yield (*before, short), behind


def own_regions(letters: str, tables: NameTables) -> Iterator[tuple[str, str]]:
    """The city or a district of it in front, by its short name, and the rest: every way."""
    for sound, short in _own_sounds(tables):
        if letters.startswith(sound) and letters != sound:
            yield short, letters.removeprefix(sound)


def begun_regions(letters: str, tables: NameTables) -> tuple[str, ...]:
    """The city and the districts any of whose spellings begins to sound so."""
    sounds = _own_official_sounds(tables)
    return tuple(dict.fromkeys(short for sound, short in sounds if sound.startswith(letters)))
