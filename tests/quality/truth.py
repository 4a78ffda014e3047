"""Which firms of a register are meant by a text: all that nothing in the text tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tests.quality.register import Firm, short, sounds
from tests.quality.vocabulary import CITY, DISTRICTS, FARM_TRADES, SHOP_TRADES, TRADES

#: What may follow a 字号 without belonging to it: trades, their ends (工程 of 装饰工程), 店.
_TAILS: Final = frozenset(
    trade[start:]
    for trade in (*TRADES, *SHOP_TRADES, *FARM_TRADES)
    for start in range(0, len(trade) - 1, 2)
) | {"集团", *"店馆部铺厂坊站行"}


def letters(text: str) -> str:
    """Letters and digits only."""
    return "".join(filter(str.isalnum, text)).lower()


def initials(text: str) -> str:
    """华泰 → ht."""
    return "".join(sound[0] for sound in sounds(text))


def plain_form(form: str) -> str:
    """Legal forms that count as one are one; 个体工商户 in brackets is none."""
    return letters(form).replace("有限责任公司", "有限公司").replace("个体工商户", "")


class Truth:
    """A register, looked up by everything a person may go by."""

    def __init__(self, firms: Sequence[Firm]) -> None:
        self.firms = firms

    def by_name(self, name: str) -> frozenset[int]:
        return self._names[letters(name)]

    def by_former(self, name: str) -> frozenset[int]:
        return self._former[letters(name)] or self.by_name(name)

    def by_head(self, text: str) -> frozenset[int]:
        """Whose 字号, or 字号 and trade, is the text."""
        return self._heads[letters(text)]

    def by_sound(self, pinyin: str) -> frozenset[int]:
        """The same, heard; letters without spaces."""
        return self._sounds[pinyin]

    def by_initials(self, typed: str) -> frozenset[int]:
        """The same by first letters, with or without the city's in front."""
        city = initials(CITY)
        rest = self._initials[typed.removeprefix(city)] if typed.startswith(city) else frozenset()
        return self._initials[typed] | rest

    def near(self, text: str) -> frozenset[int]:
        """Whose 字号, or 字号 and trade, is one edit away (swapped neighbours are one)."""
        found: set[int] = set()
        for size in (len(text) - 1, len(text), len(text) + 1):
            spelled = self._spelled.get(size, [])
            for head, _, _ in process.extract_iter(
                text, spelled, scorer=OSA.distance, score_cutoff=1
            ):
                found |= self._heads[head]
        return frozenset(found)

    def in_region(self, places: Iterable[int], *regions: str) -> frozenset[int]:
        """Those in all of these regions, by name or by register."""
        return frozenset(
            place
            for place in places
            if {*regions} <= {*self.firms[place].regions, CITY, _district(self.firms[place])}
        )

    def where(self, places: Iterable[int], holds: Callable[[Firm], bool]) -> frozenset[int]:
        return frozenset(place for place in places if holds(self.firms[place]))

    @cached_property
    def _names(self) -> Groups:
        return Groups((letters(firm.name), firm.place) for firm in self.firms)

    @cached_property
    def _former(self) -> Groups:
        return Groups((letters(firm.former), firm.place) for firm in self.firms if firm.former)

    @cached_property
    def _heads(self) -> Groups:
        return Groups((head, firm.place) for firm in self.firms for head in _heads_of(firm.bare))

    @cached_property
    def _spelled(self) -> dict[int, list[str]]:
        by_size: dict[int, list[str]] = {}
        for head in self._heads:
            by_size.setdefault(len(head), []).append(head)
        return by_size

    @cached_property
    def _sounds(self) -> Groups:
        return Groups(("".join(spoken), place) for spoken, place in self._spoken())

    @cached_property
    def _initials(self) -> Groups:
        return Groups(
            ("".join(sound[0] for sound in spoken), place) for spoken, place in self._spoken()
        )

    def _spoken(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """字号 and trade are words of their own: no word is read over the border."""
        said = cache(sounds)
        for firm in self.firms:
            spoken = said(firm.core) + said(firm.trade)
            for head in _heads_of(firm.bare):
                yield spoken[: len(head)], firm.place


class Groups:
    """Key → the places that have it; none for an unknown key."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for key, place in pairs:
            groups[key].append(place)
        self._groups = dict(groups)

    def __getitem__(self, key: str) -> frozenset[int]:
        return frozenset(self._groups.get(key, ()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)


def _heads_of(bare: str) -> Iterator[str]:
    yield bare
    for end in range(2, len(bare)):
        if bare[end:] in _TAILS:
            yield bare[:end]


def _district(firm: Firm) -> str:
    return short(DISTRICTS[firm.district])
