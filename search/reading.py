"""How a typed text is read: which words are codes, numbers, names, and which narrow the search.

Pure. A word that may narrow the search (注销, 处罚, 严重违法) is read so, and the text is searched
literally as well: ``query.py`` puts the two one behind the other, so a firm whose name holds such a
word is found all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Final

from gongshi.search.codes import USCC_LENGTH, Mend, code_candidates, is_whole, mends, sure_codes
from gongshi.search.documents import Collection
from gongshi.search.names import NameTables
from gongshi.search.numbers import is_number
from gongshi.search.positions import Word, trace, words_at
from gongshi.search.text import fold
from gongshi.search.vocabulary import ASKED_BEHIND, QUESTION, Meaning, Role, Vocabulary

MOST_WORDS: Final = 8
#: A USCC in the midst of other writing.
_USCC: Final = re.compile(r"(?<![0-9a-z])[0-9a-z]{18}(?![0-9a-z])")
#: The year of a document's number, in its brackets.
_YEAR: Final = re.compile(r"[(（\[［【〔﹝〖]\s*\d{4}\s*[)）\]］】〕﹞〗]")
#: Roles that narrow a search, by what is searched.
_NARROWING: Final = {
    Collection.SUBJECTS: frozenset({Role.STATUS, Role.LIST, Role.KIND, Role.SECTOR, Role.CAPTION}),
    Collection.RECORDS: frozenset({Role.LIST, Role.KIND, Role.CAPTION}),
}
#: Roles of words that are written behind a name without a space, and the shortest such name.
_STUCK: Final = frozenset({Role.KIND, Role.LIST, Role.STATUS})
_SHORTEST_NAME: Final = 2
#: The longest question that may be a part of a name (电话, 地址).
_NAMELIKE: Final = 2
_MOST_QUESTIONS: Final = 3
CONDITIONS: Final = frozenset({Role.STATUS, Role.LIST, Role.KIND, Role.SECTOR})
#: What is taken out of the words that are searched.
ASIDE: Final = (*sorted(CONDITIONS), Role.CAPTION)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the typed text, and what it was taken for.

    ``start`` and ``length`` count characters of the text as typed. ``values``: the code as read
    (and as typed, where that differs), the folded number or name, the code of a district or the
    short name of another region, statuses, lists or kinds as filters take them.
    """

    role: Role
    text: str
    start: int
    length: int
    values: tuple[str, ...]
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    ``sure``: a name, code or number stands beside the words that narrow, and none of these is
    likely to be part of a name.
    """

    parts: tuple[Part, ...]
    sure: bool = True

    def of(self, *roles: Role) -> tuple[Part, ...]:
        """The parts of these roles."""
        return tuple(part for part in self.parts if part.role in roles)

    def others(self, *roles: Role) -> tuple[Part, ...]:
        """The parts of all other roles."""
        return tuple(part for part in self.parts if part.role not in roles)

    @property
    def narrows(self) -> bool:
        """Whether any word was taken out of the name."""
        return bool(self.of(*ASIDE))

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes to look up, as read and as typed."""
        return tuple(
            dict.fromkeys(code for part in self.of(Role.CODE) for code in reversed(part.values))
        )

    def without(self, *roles: Role) -> str:
        """The text without the parts of these roles."""
        return " ".join(part.text for part in self.others(*roles))

    @property
    def literal(self) -> Reading:
        """The same words, none of them narrowing."""
        return Reading(tuple(_as_name(part) if part.role in ASIDE else part for part in self.parts))


def read(text: str, tables: NameTables, vocabulary: Vocabulary, collection: Collection) -> Reading:
    """The reading in which every word narrows that can; never raises."""
    if codes := sure_codes(text):
        start = len(text) - len(text.lstrip())
        return Reading((_code(text.strip(), start, codes),))
    if (
        _YEAR.search(text)
        and is_number(fold(text))
        and not any(is_number(word.folded) for word in words_at(text))
    ):
        written = text.strip()
        start = text.index(written)
        return Reading((Part(Role.NUMBER, written, start, len(written), (fold(text),)),))
    found = tuple(islice(_pieces(text), MOST_WORDS))
    parts = [
        piece
        if isinstance(piece, Part)
        else _part(text, piece, tables, vocabulary, collection, alone=len(found) == 1)
        for piece in found
    ]
    if collection is Collection.SUBJECTS:
        asked = [_question_apart(part, vocabulary) for part in parts]
        if any(len(pieces) > 1 for pieces in asked):
            # 海河乳品怎么样
            parts = [piece for pieces in asked for piece in pieces]
            questions = [len(fold(part.text)) for part in parts if part.role is Role.CAPTION]
            return Reading(tuple(parts), sure=max(questions) > _NAMELIKE)
    ends = _STUCK & _NARROWING[collection]
    stuck = tuple(part for one in parts for part in _ending_apart(one, vocabulary, ends))
    if len(stuck) > len(parts):
        # 海河乳品处罚: a guess, behind everything that bears the text as it is.
        return Reading(stuck, sure=False)
    doubtful = [
        part for part in parts if part.role in CONDITIONS and trace(part.text).text in tables.trades
    ]
    if doubtful and any(part.role in CONDITIONS and part not in doubtful for part in parts):
        # 食品 处罚: the trade is the name that the condition stands beside.
        parts = [_as_name(part) if part in doubtful else part for part in parts]
        doubtful = []
    rest = any(part.role not in ASIDE for part in parts)
    return Reading(tuple(parts), sure=rest and not doubtful)


def _as_name(part: Part) -> Part:
    return replace(part, role=Role.NAME, values=(trace(part.text).text,))


def _part(
    text: str,
    word: Word,
    tables: NameTables,
    vocabulary: Vocabulary,
    collection: Collection,
    *,
    alone: bool,
) -> Part:
    folded = word.folded
    written = text[word.start : word.end]
    place = (written, word.start, word.end - word.start)
    if is_number(folded):
        return Part(Role.NUMBER, *place, (folded,))
    meaning = vocabulary.words.get(folded)
    if meaning is not None and _narrows(meaning, collection):
        return Part(meaning.role, *place, meaning.values)
    region = tables.region_of(folded)
    if region and (not alone or folded in tables.regions):
        district = vocabulary.districts.get(folded)
        return Part(Role.DISTRICT, *place, (district.code if district else region,))
    return Part(Role.NAME, *place, (folded,))


def _narrows(meaning: Meaning, collection: Collection) -> bool:
    """What is asked about a subject (地址) is what a record is about."""
    asked = meaning.values in (QUESTION, ASKED_BEHIND) and collection is Collection.RECORDS
    return meaning.role in _NARROWING[collection] and not asked


def _question_apart(part: Part, vocabulary: Vocabulary) -> tuple[Part, ...]:
    """A name and the questions that are written before and behind it without a space."""
    before: list[Part] = []
    behind: list[Part] = []
    for _ in range(_MOST_QUESTIONS):
        if part.role is not Role.NAME:
            break
        traced = trace(part.text)
        size = len(traced.text)
        lengths = range(min(vocabulary.longest_question, size - _SHORTEST_NAME), 1, -1)
        end = next((n for n in lengths if traced.text[-n:] in vocabulary.questions), 0)
        begin = next((n for n in lengths if traced.text[:n] in vocabulary.first_questions), 0)
        if end:
            part, question = _cut(part, size - end, Role.CAPTION, QUESTION)
            behind.insert(0, question)
        elif begin:
            question, part = _cut(part, begin, Role.NAME, (traced.text[begin:],))
            before.append(replace(question, role=Role.CAPTION, values=QUESTION))
        else:
            break
    return (*before, part, *behind)


def _cut(part: Part, place: int, role: Role, values: tuple[str, ...]) -> tuple[Part, Part]:
    """A name cut at a character of its folded text; what stands behind has another role."""
    traced = trace(part.text)
    start, end = traced.written(place, len(traced.text))
    name = replace(part, text=part.text[:start], length=start, values=(traced.text[:place],))
    return name, Part(role, part.text[start:end], part.start + start, end - start, values)


def _ending_apart(part: Part, vocabulary: Vocabulary, roles: frozenset[Role]) -> tuple[Part, ...]:
    """A name and the word of one of these roles that is written behind it without a space."""
    if part.role is not Role.NAME:
        return (part,)
    traced = trace(part.text)
    for length in range(min(vocabulary.longest, len(traced.text) - _SHORTEST_NAME), 1, -1):
        meaning = vocabulary.words.get(traced.text[-length:])
        if meaning is None or meaning.role not in roles:
            continue
        return _cut(part, len(traced.text) - length, meaning.role, meaning.values)
    return (part,)


def _code(written: str, start: int, codes: tuple[str, ...]) -> Part:
    """``codes``: what it may stand for; a certificate's number may be written like one."""
    length = len(written)
    typed, *mended = codes
    if is_number(typed.lower()) and not is_whole(mended[0] if mended else typed):
        return Part(Role.NUMBER, written, start, length, (typed.lower(),))
    if not mended:
        return Part(Role.CODE, written, start, length, (typed,))
    return Part(Role.CODE, written, start, length, (mended[0], typed), mends(typed, mended[0]))


def _pieces(text: str) -> Iterator[Word | Part]:
    """Words, and codes whole: written apart, or stuck to a name."""
    waiting = list(words_at(text))
    while waiting:
        joined = _written_apart(text, waiting)
        if joined:
            end = waiting[joined - 1].end
            start = waiting[0].start
            del waiting[:joined]
            yield _code(text[start:end], start, code_candidates(text[start:end]))
            continue
        word = waiting.pop(0)
        written = text[word.start : word.end]
        if sure := sure_codes(written):
            yield _code(written, word.start, sure)
            continue
        yield from _unstuck(text, word)


def _written_apart(text: str, words: list[Word]) -> int:
    """How many of the first words are one code, 0 for none: ``9132 0100 7482 0466 0Q 处罚``."""
    # No code has more characters than a USCC, so none is written in more words.
    first = takewhile(lambda word: word.folded.isascii(), words[:USCC_LENGTH])
    for count in range(len(tuple(first)), 1, -1):
        codes = code_candidates(text[words[0].start : words[count - 1].end])
        if codes and is_whole(codes[-1]):
            return count
    return 0


def _unstuck(text: str, word: Word) -> Iterator[Word | Part]:
    """A word, or what stands before, in and behind a USCC in it."""
    inner = trace(text[word.start : word.end])
    found = _USCC.search(inner.text)
    codes = code_candidates(found[0]) if found is not None else ()
    if found is None or not codes or not is_whole(codes[-1]):
        yield word
        return
    start, end = (word.start + place for place in inner.written(*found.span()))
    if found.start():
        yield Word(inner.text[: found.start()], word.start, start)
    yield _code(text[start:end], start, codes)
    if found.end() < len(inner.text):
        yield Word(inner.text[found.end() :], end, word.end)
