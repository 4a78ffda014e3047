"""Did you mean: the nearest names and codes when nothing was found.

Only what the index shows now is offered, so a hidden record or person is never hinted at. Codes
come from those one slip away, numbers from those near (``near_numbers.py``); where a district or a
condition left nothing, what there is without it (``left_out.py``). Names come from one page of
candidates (shared bigrams of the 字号, the same beginning, sound or initials), compared letter by
letter here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import orjson
from rapidfuzz.distance import OSA

from gongshi.search.code_slips import Slip, slips_of, suspicious
from gongshi.search.codes import is_whole
from gongshi.search.documents import Collection
from gongshi.search.edge_terms import LONGEST_SOUND
from gongshi.search.left_out import shorter_texts
from gongshi.search.names import NameTables, anatomy
from gongshi.search.near_numbers import EXACT, near_numbers, nearest_number
from gongshi.search.pinyin import initials, readings
from gongshi.search.port import AnyTerm, AtLeast, Hit, Node, SearchEngine, SearchRequest, Term, Tier
from gongshi.search.query import Plan, plan_subjects
from gongshi.search.region_sounds import without_region
from gongshi.search.sound_slips import mended_sounds
from gongshi.search.sound_tiers import is_letters
from gongshi.search.subject_terms import LONGEST_INITIALS
from gongshi.search.text import edge_grams
from gongshi.search.vocabulary import Role

#: Subjects offered at most, and candidates looked at.
MOST_GUESSES: Final = 5
MOST_CANDIDATES: Final = 200
_MOST_NUMBERED: Final = 50
_MOST_GRAMS: Final = 12
_SHORTEST_SOUND: Final = 3
#: Names less alike than this (1: the same) are offered by nobody.
_LEAST_ALIKE: Final = 0.3


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """``subjects``: shown now, the nearest first. ``suspicious``: characters of the typed code that
    may be wrong, those first that would make it the code of one of the subjects. ``numbers`` of
    their records, as displayed, near the one that was typed. ``left_out``: words by which nothing
    was found, that do not hold for the subjects.
    """

    subjects: tuple[Hit, ...]
    suspicious: tuple[Slip, ...] = ()
    numbers: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


async def did_you_mean(
    engine: SearchEngine, plan: Plan, now: int, tables: NameTables, *, narrowed: bool
) -> DidYouMean:
    """``narrowed``: filters were asked for, so that what was typed may be found without them."""
    reading = plan.readings[plan.main] if plan.readings else None
    if reading is None:
        return DidYouMean(())
    typed = [part.values[-1] for part in reading.of(Role.CODE)]
    failing = next((code for code in typed if not is_whole(code)), None)
    if failing is not None:
        meant = await _codes(engine, failing, now)
        # A certificate's number may be nothing but digits.
        return meant if meant.subjects else await _numbers(engine, failing.lower(), now, meant)
    if numbers := reading.of(Role.NUMBER):
        meant = await _numbers(engine, numbers[0].values[0], now, DidYouMean(()))
        if meant.numbers:
            return meant
    tiers = plan.tiers if narrowed else ()
    words = "".join(part.values[0] for part in reading.of(Role.NAME))
    name = anatomy(words, tables).bare
    hits = await _ask(engine, (*tiers, *_candidates(name, tables)), now, MOST_CANDIDATES)
    found = [hit for hit in hits if hit.tier < len(tiers)]
    if not found and (shorter := await _shorter(engine, plan, now, tables)) is not None:
        return shorter
    near = sorted(
        (
            (alike, hit.rank, hit)
            for hit in hits[len(found) :]
            if (alike := _alike(name, hit, tables)) >= _LEAST_ALIKE
        ),
        key=lambda one: one[:2],
        reverse=True,
    )
    return DidYouMean((*found, *(hit for _, _, hit in near))[:MOST_GUESSES])


async def _shorter(
    engine: SearchEngine, plan: Plan, now: int, tables: NameTables
) -> DidYouMean | None:
    """What is found when a district or a condition is left out."""
    for shorter in shorter_texts(plan.readings, tables):
        tiers = plan_subjects(shorter.text, tables).tiers
        if hits := await _ask(engine, tiers, now, MOST_GUESSES):
            return DidYouMean(hits, left_out=shorter.left_out)
    return None


async def _numbers(engine: SearchEngine, typed: str, now: int, otherwise: DidYouMean) -> DidYouMean:
    """Numbers near a folded one, and whose they are."""
    tiers = tuple(near_numbers(typed))
    hits = await _ask(engine, tiers, now, _MOST_NUMBERED, Collection.RECORDS)
    if not hits or tiers[hits[0].tier].name == EXACT:
        return otherwise  # it is displayed, and nobody's: a person's
    near = [
        (number, str(body["subjectId"]))
        for body in (orjson.loads(hit.body) for hit in hits)
        if (number := nearest_number(typed, body))
    ]
    owners = tuple(dict.fromkeys(owner for _, owner in near if owner))
    shown = await engine.get(Collection.SUBJECTS, owners, now)
    theirs = [(number, owner) for number, owner in near if owner in shown]
    subjects = [shown[owner] for owner in dict.fromkeys(owner for _, owner in theirs)]
    numbers = dict.fromkeys(number for number, _ in theirs)
    return replace(
        otherwise,
        subjects=tuple(subjects[:MOST_GUESSES]),
        numbers=tuple(numbers)[:MOST_GUESSES],
    )


async def _codes(engine: SearchEngine, code: str, now: int) -> DidYouMean:
    slips = {slip.code: slip for slip in slips_of(code)}
    tiers = (Tier("code", AnyTerm("code", tuple(slips))),) if slips else ()
    hits = await _ask(engine, tiers, now, MOST_GUESSES)
    shown = {str(orjson.loads(hit.body)["uscc"]) for hit in hits}
    meant = [slip for code, slip in slips.items() if code in shown]
    return DidYouMean(hits, tuple(dict.fromkeys((*meant, *suspicious(code)))))


async def _ask(
    engine: SearchEngine,
    tiers: tuple[Tier, ...],
    now: int,
    size: int,
    collection: Collection = Collection.SUBJECTS,
) -> tuple[Hit, ...]:
    if not tiers:
        return ()
    request = SearchRequest(
        collection=collection, tiers=tiers, filters=(), now=now, size=size, count=False
    )
    return (await engine.search(request)).hits


def _candidates(name: str, tables: NameTables) -> list[Tier]:
    """Names that share much, then less; of letters, names that begin to sound so, or whose initials
    do.
    """
    if not name:
        return []
    if is_letters(name):
        mended = [without_region(sound, tables) for sound in mended_sounds(name)]
        if mended:
            edges = tuple(dict.fromkeys(sound[:LONGEST_SOUND] for sound in mended))
            return [
                Tier("similar", AnyTerm("pinyin", tuple(mended))),
                Tier("similar", AnyTerm("edges", edges)),
            ]
        sounds = range(min(len(name), LONGEST_SOUND), _SHORTEST_SOUND - 1, -1)
        letters = range(min(len(name) - 1, LONGEST_INITIALS), 1, -1)
        return [
            *(Tier("similar", Term("edges", name[:length])) for length in sounds),
            *(Tier("similar", Term("initials", name[:length])) for length in letters),
        ]
    core = anatomy(name, tables).core
    grams = edge_grams(core)[:_MOST_GRAMS]
    nodes: list[Node] = [
        AtLeast("core_grams", grams, shared) for shared in range(len(grams) - 1, 0, -1)
    ]
    nodes += [Term("prefix", name[:2])] if len(name) > 2 else []
    return [Tier("similar", node) for node in nodes]


def _alike(typed: str, hit: Hit, tables: NameTables) -> float:
    """0 (nothing in common) to 1 (the same)."""
    parts = anatomy(str(orjson.loads(hit.body)["name"]), tables)
    options = {parts.bare, parts.core, parts.bare[: len(typed)]}
    if is_letters(typed):
        ways = [way for option in options for way in readings(option)]
        options = {*map("".join, ways), *map(initials, ways)}
        spoken = without_region(typed, tables)
        return max(
            OSA.normalized_similarity(letters, option[: len(letters) + 1])
            for letters in (typed, spoken)
            for option in options
        )
    return max(OSA.normalized_similarity(typed, option) for option in options)
