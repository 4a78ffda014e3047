"""The beginning of a Chinese name, however far it is typed: questions for suggestions. Pure.

The index has a name without its legal form and without the regions in brackets, so a beginning
may break off in the midst of something that is not there: 闪虎（天, 瑞幸咖啡（天津）有限公司南.
Where regions end and the name begins is not settled yet either: 天津南 may go on as 天津南开区 or
as 天津南方.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gongshi.search.brand_tiers import splits
from gongshi.search.edge_terms import LONGEST_FORMER
from gongshi.search.names import COUNTRY, NameTables, anatomy, in_front, unbracket
from gongshi.search.nodes import both, either, phrase
from gongshi.search.numerals import other_numerals
from gongshi.search.port import AnyTerm, Node, Term
from gongshi.search.subject_terms import LONGEST_PREFIX, size_token
from gongshi.search.text import fold, keep_letters, prefixes, soften, words

_HALF_OPEN: Final = re.compile(r"(.+)[(\[【〔{《][^)\]】〕}》]*$")
_MOST_REGIONS: Final = 4
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class _Cut:
    """A beginning cut into its regions and what follows; ``lead``: the regions in front."""

    regions: tuple[str, ...]
    lead: str
    rest: str

    @property
    def beside(self) -> tuple[Node, ...]:
        return tuple(Term("region", region) for region in self.regions)


def begins_so(text: str, tables: NameTables) -> Node:
    """Subjects whose name, current or former, begins as typed."""
    return _either(
        node
        for nodes in (
            (Term("former", fold(text)),),
            _ending_in_half_a_form(text, tables),
            *(_going_on(cut, tables) for cut in _cuts(text, tables)),
        )
        for node in nodes
    )


def begins_nearly_so(text: str, tables: NameTables) -> Node | None:
    """What leaves something out between: a shop's brand and half its place (海底捞南), a legal form
    half typed, a region that is only where it is registered; and what writes numbers otherwise (7天
    for 七天). None: nothing.
    """
    nodes = [node for cut in _cuts(text, tables) for node in _leaving_out(cut, tables)]
    for other in other_numerals(fold(text)):
        nodes += [node for cut in _cuts(other, tables) for node in _going_on(cut, tables)]
    return _either(iter(nodes)) if nodes else None


def _either(nodes: Iterator[Node]) -> Node:
    return either(tuple(dict.fromkeys(nodes)))


# --- where the regions end ------------------------------------------------------------------------


def _cuts(text: str, tables: NameTables) -> Iterator[_Cut]:
    spoken = words(text)
    aside = [region for word in spoken if (region := tables.region_of(word))]
    if aside and len(spoken) > 1:
        others = "".join(word for word in spoken if not tables.region_of(word))
        yield _Cut(tuple(dict.fromkeys(aside)), "", others)
        return
    soft = soften(text)
    if half := _HALF_OPEN.fullmatch(soft):
        yield from _cuts_of(half[1], tables)
    yield from _cuts_of(soft, tables)


def _cuts_of(soft: str, tables: NameTables) -> Iterator[_Cut]:
    shown, _, inner = unbracket(soft, tables)
    typed = keep_letters(shown)
    yield _Cut(tuple(inner), "", typed)
    if typed.startswith(COUNTRY) and typed != COUNTRY:
        yield _Cut((COUNTRY, *inner), COUNTRY, typed[len(COUNTRY) :])
    leading: list[str] = []
    lead = ""
    rest = typed
    while rest and len(leading) < _MOST_REGIONS:
        spelled, short = tables.leading_region(rest, leading)
        if not spelled and leading:
            spelled = tables.leading_place(rest)
            short = tables.region_of(spelled)
        if not spelled:
            return
        leading.append(short)
        lead += in_front(spelled, short)
        rest = rest[len(spelled) :]
        yield _Cut((*leading, *inner), lead, rest)


@lru_cache(maxsize=8)
def _begun_regions(tables: NameTables) -> Mapping[str, tuple[str, ...]]:
    """Beginning of a region's spelling → the short names it may become."""
    begun: dict[str, dict[str, None]] = {}
    for spelled, short in (*tables.regions.items(), *tables.districts.items()):
        for beginning in prefixes(spelled, len(spelled)):
            begun.setdefault(beginning, {})[short] = None
    return {beginning: tuple(shorts) for beginning, shorts in begun.items()}


# --- where the name ends --------------------------------------------------------------------------


def _going_on(cut: _Cut, tables: NameTables) -> Iterator[Node]:
    lead, rest = cut.lead, cut.rest
    if lead and not rest:
        yield both((Term("prefix", lead[:LONGEST_PREFIX]), *cut.beside))
    half = _begun_regions(tables).get(rest, ())
    if half and (lead or not cut.regions):
        # 天津市南 may go on as 天津市南开区, 内蒙古自 as 内蒙古自治区.
        begun = {lead + min(rest, short, key=len) for short in half} - {rest}
        tokens = tuple(sorted({one[:LONGEST_PREFIX] for one in begun}))
        there = (AnyTerm("region", half),) if len(lead + rest) > LONGEST_PREFIX else ()
        if tokens:
            yield both((AnyTerm("prefix", tokens), *there))
    if not rest:
        return
    if lead.startswith(rest):
        # The beginnings of regions are tokens as those of names are.
        yield phrase("grams", lead + rest)
    else:
        yield both((_beginning(rest), *cut.beside))
    yield from _behind_a_form(cut, tables)


def _behind_a_form(cut: _Cut, tables: NameTables) -> Iterator[Node]:
    """A head office as far as its legal form, or a branch behind it."""
    rest = cut.rest
    for end in range(len(rest), _SHORTEST_NAME, -1):
        form = tables.form_at_end(rest[:end])
        name, branch = rest[: end - len(form)], rest[end:]
        if not form or len(name) < _SHORTEST_NAME:
            continue
        asked = () if branch else (Term("form", tables.forms[form]),)
        yield both((_beginning(name, branch), *asked, *cut.beside))
        return


def _ending_in_half_a_form(text: str, tables: NameTables) -> Iterator[Node]:
    """天津海河乳品有: 有 begins 有限公司, so the name is whole."""
    soft = soften(text)
    half = _half_form(soft, tables)
    named = anatomy(soft[: len(soft) - half], tables)
    if half and named.bare:
        regions = tuple(Term("region", region) for region in named.regions)
        size = Term("core_grams", size_token(named.bare))
        yield both((Term("core", named.bare), size, *regions))


def _half_form(typed: str, tables: NameTables) -> int:
    """How many of the last characters may go on as a legal form."""
    longest = min(_longest_form(tables), len(typed))
    return next((n for n in range(longest, 0, -1) if typed[-n:] in _begun_forms(tables)), 0)


def _beginning(name: str, behind: str = "") -> Node:
    tokens = either((Term("prefix", name[:LONGEST_PREFIX]), Term("edges", name[:LONGEST_FORMER])))
    if len(name) <= LONGEST_PREFIX and not behind:
        return tokens
    return both((tokens, phrase("grams", name + behind)))


@lru_cache(maxsize=8)
def _begun_forms(tables: NameTables) -> frozenset[str]:
    return frozenset(form[:length] for form in tables.forms for length in range(1, len(form)))


@lru_cache(maxsize=8)
def _longest_form(tables: NameTables) -> int:
    return max(map(len, tables.forms), default=0)


# --- what is left out -----------------------------------------------------------------------------


def _leaving_out(cut: _Cut, tables: NameTables) -> Iterator[Node]:
    rest = cut.rest
    if cut.regions:
        yield both((*((_beginning(rest),) if rest else ()), *cut.beside))
    half = _half_form(rest, tables)
    name = rest[: len(rest) - half]
    if half and len(name) >= _SHORTEST_NAME and not tables.region_of(name):
        yield both((_beginning(name), *cut.beside))
    begun = _begun_regions(tables)
    place = next((n for n in range(len(rest) - _SHORTEST_NAME, 0, -1) if rest[-n:] in begun), 0)
    if place:
        there = AnyTerm("region", begun[rest[-place:]])
        yield both((_beginning(rest[:-place]), there, *cut.beside))
    for split in splits(rest, "", tables):
        yield both((*split, *cut.beside))
