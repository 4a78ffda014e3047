"""Which characters of what is displayed answer the query: ranges for a reader's eye. Pure.

Computed from the body of a row and the reading of the query alone. What was typed is looked for in
the folded text (width, case, traditional characters, brackets do not matter), word by word and
part by part, then by sound, then letter by letter; the ranges are carried back to the text as it
stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import Levenshtein

from gongshi.search.names import Anatomy, NameTables, anatomy
from gongshi.search.numerals import other_numerals
from gongshi.search.pinyin import readings, spellings
from gongshi.search.positions import Traced, trace
from gongshi.search.reading import Reading
from gongshi.search.spoken_names import with_every_v, with_v
from gongshi.search.subject_terms import KEY
from gongshi.search.vocabulary import Role

#: Texts are looked through so far; what is indexed of a record's matter is shorter.
LONGEST_TEXT: Final = 400
#: Longest row of letters whose parts are looked for.
_LONGEST_LETTERS: Final = 40
#: Ways to read them that are tried.
_SPELLINGS: Final = 2
_WORDS: Final = (Role.NAME, Role.DISTRICT, Role.NUMBER)
#: A region's last character, often left out where a name is spelled by its sound.
_LEFT_OUT: Final = frozenset("省市区县")
#: Fields of a record that words are searched in, the most telling first.
_RECORD_FIELDS: Final = (
    "documentNumber", "certificateNumber", "penaltyDocumentNumber", "subjectName", "documentName",
    "certificateName", "violationType", "content", "facts", "certificate", "honourName", "level",
    "groundText", "matter", "coercionKinds", "crime", "punishment", "authority",
)  # fmt: skip

#: Every field a highlight may stand in.
FIELDS: Final = ("name", "formerNames", "otherNames", "uscc", "subjectUscc", *_RECORD_FIELDS)

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlight:
    """``length`` characters (code points) from ``start`` in a text of the row.

    ``field``: its name in the body; ``place``: which of several names, else 0.
    """

    field: str
    place: int
    start: int
    length: int


def highlight_subject(
    body: Mapping[str, Any], reading: Reading | None, matched_by: str, tables: NameTables
) -> tuple[Highlight, ...]:
    """Ranges in ``uscc``, or in the current name, or in an earlier one where it answers more."""
    if reading is None or matched_by == "number":
        return ()
    if matched_by == "code":
        return tuple(_in_code(body["uscc"], reading.codes))
    words = [trace(part.text).text for part in reading.of(*_WORDS)]
    others = [
        (field, place, name)
        for field in ("formerNames", "otherNames")
        for place, name in enumerate(body.get(field, ()))
    ]
    current = ("name", 0, str(body["name"]))
    if matched_by == "former_name":
        joined = "".join(words)
        others = [one for one in others if _keys(joined, tables) & _keys(one[2], tables)]
    names = [*others, current] if matched_by == "former_name" else [current, *others]
    lit = [
        tuple(
            Highlight(field, place, start, end - start)
            for start, end in _in_name(name, words, matched_by, tables)
        )
        for field, place, name in names
    ]
    return max(lit, key=lambda marks: sum(one.length for one in marks))


def highlight_record(body: Mapping[str, Any], reading: Reading | None) -> tuple[Highlight, ...]:
    """Ranges in every field of a record that words are searched in."""
    if reading is None:
        return ()
    found: list[Highlight] = []
    codes = reading.codes
    if body["subjectUscc"] and body["subjectUscc"] in codes:
        found.append(Highlight("subjectUscc", 0, 0, len(body["subjectUscc"])))
    words = [trace(part.text).text for part in reading.of(*_WORDS)]
    for field in _RECORD_FIELDS:
        text = body.get(field)
        if not isinstance(text, str) or not text:
            continue
        traced = trace(text[:LONGEST_TEXT])
        marks = _literally("".join(words), words, traced)
        found += [Highlight(field, 0, start, end - start) for start, end in _written(traced, marks)]
    return tuple(found)


def _in_code(uscc: str, codes: Sequence[str]) -> Iterator[Highlight]:
    """The code, or the organisation code inside it."""
    for code in codes:
        start = uscc.find(code)
        if start >= 0:
            yield Highlight("uscc", 0, start, len(code))
            return


def _in_name(name: str, words: Sequence[str], matched_by: str, tables: NameTables) -> list[_Range]:
    traced = trace(name)
    if not words or not traced.text:
        return []
    joined = "".join(words)
    if matched_by in ("full_name", "former_name") and _keys(joined, tables) & _keys(name, tables):
        return [(0, len(name))]
    if matched_by == "abbreviation" and (marks := _in_order(joined, traced.text, tables)):
        return _written(traced, marks)
    marks = _literally(joined, words, traced)
    for word in words:
        if not any(traced.text.startswith(word, start) for start, _ in marks):
            marks += _in_parts(word, traced, tables)
    if matched_by in ("pinyin", "initials"):
        for word in words:
            heard = (_by_sound(one, traced.text) for one in (with_v(word), with_every_v(word)))
            marks += next(filter(None, heard), [])
    if matched_by == "similar":
        marks += _letter_by_letter(joined, name, traced, tables)
        marks += _sounds_in_parts(words, traced.text)
    return _written(traced, marks)


def _keys(name: str, tables: NameTables) -> set[str]:
    """What makes a whole name equal to another one; see ``name_tiers``."""
    parts = anatomy(name, tables)
    return {parts.folded, KEY + parts.key, KEY + parts.named}


def _literally(joined: str, words: Sequence[str], traced: Traced) -> list[_Range]:
    """All of it in one, else its words; none unless all of them stand there or some do."""
    if joined and (start := traced.text.find(joined)) >= 0:
        return [(start, start + len(joined))]
    marks = [_first(word, traced.text) for word in words]
    return [mark for mark in marks if mark is not None]


def _first(word: str, text: str) -> _Range | None:
    start = text.find(word) if word else -1
    return None if start < 0 else (start, start + len(word))


def _in_parts(word: str, traced: Traced, tables: NameTables) -> list[_Range]:
    """What stands there of a word without its legal form, piece by piece; of its spellings the one
    that more is there of.
    """
    ways = (word, *tables.spelled_out(word), *other_numerals(word))
    return max(
        (_pieces(anatomy(way, tables), traced.text, tables) for way in ways),
        key=lambda marks: sum(end - start for start, end in marks),
    )


def _pieces(parts: Anatomy, text: str, tables: NameTables) -> list[_Range]:
    marks = [_first(region, text) for region in parts.regions]
    marks += _stretches(parts.bare, text)
    # 公司 of 分公司 is everybody's.
    branch = _stretches(parts.branch, text)
    marks += [mark for mark in branch if text[slice(*mark)] not in tables.forms]
    return [mark for mark in marks if mark is not None]


def _stretches(part: str, text: str) -> Iterator[_Range]:
    """The longest pieces of a part that stand in a text, of two and more characters."""
    start = 0
    while start < len(part) - 1:
        ends = range(len(part), start + 1, -1)
        end = next((end for end in ends if part[start:end] in text), 0)
        if end:
            place = text.index(part[start:end])
            yield place, place + end - start
        start = end or start + 1


def _in_order(typed: str, text: str, tables: NameTables) -> list[_Range]:
    """The characters of an abbreviation, one behind another, but for a city's letter (渝); []
    unless all of them stand there.
    """
    if typed[:1] in tables.city_letters and typed[0] not in text:
        typed = typed[1:]
    for way in (typed, *other_numerals(typed)):
        marks: list[_Range] = []
        for one in way:
            place = text.find(one, marks[-1][1] if marks else 0)
            if place < 0:
                break
            marks.append((place, place + 1))
        else:
            return marks
    return []


# --- by sound -------------------------------------------------------------------------------------


def _by_sound(word: str, text: str) -> list[_Range]:
    """The stretch of a name that sounds like a word, or has these initials."""
    spoken = _spoken(text)
    ways = spellings(word) if word.isascii() else readings(word)
    heard = (_heard_anywhere(way, spoken, text) for way in sorted(ways, key=len))
    if mark := next(filter(None, heard), None):
        return [mark]
    if word.isascii() and word.isalpha() and (mark := _headed(word, _heads(spoken), spoken)):
        return [mark]
    return []


def _sounds_in_parts(words: Sequence[str], text: str) -> list[_Range]:
    """Where two and more syllables of typed letters sound in a name, or three and more of its
    initials stand among them.
    """
    letters = [word for word in words if word.isascii() and word.isalpha()]
    if not letters or sum(map(len, letters)) > _LONGEST_LETTERS:
        return []
    spoken = _spoken(text)
    sounding = _places([sounds for _, _, sounds in spoken])
    beginning = _places(_heads(spoken))
    marks: list[_Range] = []
    for word in letters:
        ways = [_runs(way, sounding, 2) for way in spellings(word)[:_SPELLINGS]]
        ways.append(_runs(word, beginning, 3))
        best = max(ways, key=lambda runs: sum(end - start for start, end in runs))
        marks += [(spoken[start][0], spoken[end - 1][1]) for start, end in best]
    return marks


def _places(held: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    """Where each sound stands."""
    places: dict[str, list[int]] = {}
    for place, sounds in enumerate(held):
        for sound in sounds:
            places.setdefault(sound, []).append(place)
    return places


def _runs(
    typed: Sequence[str], places: Mapping[str, Sequence[int]], least: int
) -> list[tuple[int, int]]:
    """The longest stretches of a name, of ``least`` and more, that were typed, from the first on:
    (place, place behind).
    """
    runs: list[tuple[int, int]] = []
    start = 0
    while start < len(typed):
        size, place = 0, 0
        for begin in places.get(typed[start], ()):
            end = 1
            while start + end < len(typed) and begin + end in places.get(typed[start + end], ()):
                end += 1
            if end > size:
                size, place = end, begin
        if size >= least:
            runs.append((place, place + size))
        start += size if size >= least else 1
    return runs


def _heard_anywhere(way: Sequence[str], spoken: Sequence[_Spoken], text: str) -> _Range | None:
    for start in range(len(spoken)):
        if end := _heard(way, spoken, text, start):
            return spoken[start][0], spoken[end - 1][1]
    return None


def _heads(spoken: Sequence[_Spoken]) -> list[set[str]]:
    return [{sound[0] for sound in sounds} for _, _, sounds in spoken]


def _headed(
    letters: Sequence[str], heads: Sequence[set[str]], spoken: Sequence[_Spoken]
) -> _Range | None:
    for start in range(len(heads) - len(letters) + 1):
        if all(one in head for one, head in zip(letters, heads[start:], strict=False)):
            return spoken[start][0], spoken[start + len(letters) - 1][1]
    return None


_Spoken = tuple[int, int, frozenset[str]]


def _spoken(text: str) -> list[_Spoken]:
    """Where each syllable of a folded text stands, and how it may sound."""
    spans: list[_Range] = []
    for place, character in enumerate(text):
        if character.isascii() and spans and text[place - 1].isascii():
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    ways = [way for way in readings(text) if len(way) == len(spans)]
    return [
        (start, end, frozenset(way[place] for way in ways))
        for place, (start, end) in enumerate(spans)
        if ways
    ]


def _heard(way: Sequence[str], spoken: Sequence[_Spoken], text: str, start: int) -> int:
    """Behind which syllable a way of speaking that begins at ``start`` ends, 0: it is not there."""
    place = start
    for count, sound in enumerate(way):
        while (
            count
            and place < len(spoken)
            and sound not in spoken[place][2]
            and text[spoken[place][0]] in _LEFT_OUT
        ):
            place += 1
        if place >= len(spoken) or sound not in spoken[place][2]:
            return 0
        place += 1
    return place


# --- letter by letter -----------------------------------------------------------------------------


def _letter_by_letter(
    typed: str, name: str, traced: Traced, tables: NameTables
) -> Iterable[_Range]:
    """The letters that a look-alike shares with what was typed, region and form aside."""
    own, other = anatomy(typed, tables).bare, anatomy(name, tables).bare
    begins = traced.text.find(other)
    if begins < 0:
        return []
    other = other[: len(own) + 1]
    return [
        (begins + block.b, begins + block.b + block.size)
        for block in Levenshtein.opcodes(own, other).as_matching_blocks()
        if block.size
    ]


def _written(traced: Traced, marks: Iterable[_Range]) -> list[_Range]:
    """Ranges of the folded text as ranges of the written one, in order, none touching another."""
    merged: list[_Range] = []
    for start, end in sorted(traced.written(*mark) for mark in marks if mark[0] < mark[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
