"""检索解读: how a query was read, why a row matched, what else may have been meant."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import strawberry

from gongshi.graphql.enums import HighlightedField, QueryRole
from gongshi.graphql.subject_summary import SubjectSummary
from gongshi.search import did_you_mean
from gongshi.search.code_slips import Slip
from gongshi.search.codes import Mend
from gongshi.search.highlight import Highlight as Found
from gongshi.search.reading import Part, Reading
from gongshi.search.vocabulary import Role


@strawberry.type(description="更正字符: a character of a code that was read as another one.")
class MendedCharacter:
    place: int = strawberry.field(description="位置: its place in the code, from 1.")
    typed: str = strawberry.field(description="原字符: what was typed.")
    read: str = strawberry.field(description="更正为: what it was read as.")

    @classmethod
    def of(cls, mend: Mend) -> MendedCharacter:
        """A mended character."""
        return cls(place=mend.place, typed=mend.typed, read=mend.read)


@strawberry.type(description="检索词片段: a stretch of the query and what it was taken for.")
class QueryPart:
    role: QueryRole = strawberry.field(description="解读为: what it was taken for.")
    text: str = strawberry.field(description="原文: the stretch as typed.")
    start: int = strawberry.field(
        description="起始位置: its first character in the query, from 0, in Unicode characters."
    )
    length: int = strawberry.field(description="长度: its length, in Unicode characters.")
    values: list[str] = strawberry.field(
        description="取值: the code as read, the folded name or number, the code of the district "
        "or the short name of another region, values as filters take them."
    )
    mended: list[MendedCharacter] = strawberry.field(
        description="更正字符: letters O and I that were read as digits, because the check of the "
        "code holds then."
    )

    @classmethod
    def of(cls, part: Part) -> QueryPart:
        """A part of a reading; of a code only what it was read as."""
        values = part.values[:1] if part.role is Role.CODE else part.values
        return cls(
            role=QueryRole(part.role.value),
            text=part.text,
            start=part.start,
            length=part.length,
            values=list(values),
            mended=[MendedCharacter.of(mend) for mend in part.mends],
        )


@strawberry.type(
    description="检索解读: how the query was read for the first row of this page; a word is taken "
    "as a condition only where the rest makes sense without it."
)
class Interpretation:
    parts: list[QueryPart] = strawberry.field(description="片段: in the order typed.")

    @classmethod
    def of(cls, reading: Reading | None) -> Interpretation:
        """A reading; nothing typed reads as nothing."""
        parts = () if reading is None else reading.parts
        return cls(parts=[QueryPart.of(part) for part in parts])


@strawberry.type(description="高亮: a stretch of a text of the row that answers the query.")
class Highlight:
    field: HighlightedField = strawberry.field(description="字段: the text it stands in.")
    place: int = strawberry.field(description="序号: which of several names, from 0.")
    start: int = strawberry.field(
        description="起始位置: its first character, from 0, in Unicode characters."
    )
    length: int = strawberry.field(description="长度: its length, in Unicode characters.")


def highlights_of(found: Sequence[Found]) -> list[Highlight]:
    """Highlights as they go out."""
    return [
        Highlight(
            field=HighlightedField(one.field), place=one.place, start=one.start, length=one.length
        )
        for one in found
    ]


@strawberry.type(
    description="存疑字符: a place of a code whose check fails, and what would make it hold."
)
class SuspiciousCharacter:
    place: int = strawberry.field(description="位置: its place in the code, from 1.")
    typed: str = strawberry.field(
        description="原字符: what was typed: one character, two swapped ones, or nothing."
    )
    read: str = strawberry.field(description="可能为: what would make the check hold.")
    code: str = strawberry.field(description="更正后代码: the code with it.")

    @classmethod
    def of(cls, slip: Slip) -> SuspiciousCharacter:
        """A slip of the finger."""
        return cls(place=slip.place, typed=slip.typed, read=slip.read, code=slip.code)


@strawberry.type(
    description="您是不是要找: what may have been meant, when nothing was found; only what is "
    "displayed now."
)
class DidYouMean:
    subjects: list[SubjectSummary] = strawberry.field(
        description="相近主体: subjects of a near name, code or number, the nearest first, at "
        "most 5."
    )
    suspicious: list[SuspiciousCharacter] = strawberry.field(
        description="存疑字符: of a code whose check fails, the places that may be wrong; those "
        "first that give the code of a subject."
    )
    numbers: list[str] = strawberry.field(
        description="相近文号: numbers of displayed records of these subjects that are near the "
        "number typed, the nearest first, at most 5."
    )
    left_out: list[str] = strawberry.field(
        description="未计入的检索词: words, such as a district or a status, that were left out to "
        "find these subjects; not all of them hold for any."
    )

    @classmethod
    def of(cls, meant: did_you_mean.DidYouMean | None) -> DidYouMean | None:
        """What may have been meant; None where something was found."""
        if meant is None:
            return None
        return cls(
            subjects=[SubjectSummary.of(orjson.loads(hit.body)) for hit in meant.subjects],
            suspicious=[SuspiciousCharacter.of(slip) for slip in meant.suspicious],
            numbers=list(meant.numbers),
            left_out=list(meant.left_out),
        )
