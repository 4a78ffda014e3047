"""What subjects of the ledger must be found by before an index is served: their codes, names and
former names, their names without region and legal form, and these in pinyin.

Questions come from what a subject shows, planned as every search is; what they must find is settled
by the plan alone, never by the index that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from gongshi.cities.city import City
from gongshi.indexers.index_terms import tables_of
from gongshi.records.bodies import SubjectBody
from gongshi.search.documents import OWNER, Collection, OwnerDocuments
from gongshi.search.names import NameTables, anatomy
from gongshi.search.pinyin import syllables
from gongshi.search.port import AnyTerm, Node, SearchRequest, Term
from gongshi.search.query import LONGEST_QUERY, Plan, plan_subjects
from gongshi.search.subject_terms import LONGEST_NAME, MOST_FORMER
from gongshi.search.vocabulary import Vocabulary

#: Asked of a generation, unless the operator says otherwise.
QUERIES: Final = 50


@dataclass(frozen=True, slots=True)
class JudgementQuery:
    """``text`` is answered with ``subject``, in the tier at this place of the plan or a better
    one; ``request`` asks for that one row."""

    text: str
    subject: str
    tier: int
    request: SearchRequest


#: A text that must find a subject, and the question it must find it by.
_Asked = tuple[str, Node]
_Kind = Callable[[SubjectBody, NameTables], Iterator[_Asked]]


def judgement_queries(
    subjects: Sequence[OwnerDocuments], city: City, now: int, *, most: int
) -> list[JudgementQuery]:
    """At most so many questions about projected subjects, spread over them; each kind in turn.

    ``now``: epoch ms; a subject without a slice then is in no answer, and is not asked for.
    """
    tables = tables_of(city)
    vocabulary = Vocabulary.of(city.districts)
    shown = [(owner.owner, body) for owner in subjects if (body := _shown(owner, now)) is not None]
    found: dict[tuple[str, str], JudgementQuery] = {}
    # A round asks each subject one question, each beginning with another kind.
    for turn in range(len(_KINDS)):
        for step, place in enumerate(_spread(len(shown), most)):
            if len(found) >= most:
                return list(found.values())
            subject, body = shown[place]
            first = (step + turn) % len(_KINDS)
            for text, node in _asked(body, tables, _KINDS[first:] + _KINDS[:first]):
                if (subject, text) in found:
                    continue
                plan = plan_subjects(text, tables, vocabulary)
                tier = _tier(plan, node)
                if tier is not None:
                    request = _request(plan, subject, now)
                    found[subject, text] = JudgementQuery(text, subject, tier, request)
                    break
    return list(found.values())


def _asked(body: SubjectBody, tables: NameTables, kinds: Sequence[_Kind]) -> Iterator[_Asked]:
    return (asked for kind in kinds for asked in kind(body, tables))


def _spread(total: int, most: int) -> Iterator[int]:
    """Places of the subjects asked for: all, or so many at even distances."""
    steps = min(total, most)
    return (step * total // steps for step in range(steps))


def _shown(owner: OwnerDocuments, now: int) -> SubjectBody | None:
    for one in owner.documents:
        if one.valid_from <= now < one.valid_until:
            body: SubjectBody = orjson.loads(one.body)
            return body
    return None


def _request(plan: Plan, subject: str, now: int) -> SearchRequest:
    """For this subject only: whether it is found does not depend on how many others are."""
    return SearchRequest(
        collection=Collection.SUBJECTS,
        tiers=plan.tiers,
        filters=(AnyTerm(OWNER, (subject,)),),
        now=now,
        size=1,
        count=False,
    )


def _tier(plan: Plan, node: Node) -> int | None:
    """Where the plan asks this; None where the text is read otherwise: it is no question then."""
    for place, tier in enumerate(plan.tiers):
        if tier.query == node or (_codes(node) and _codes(node) <= _codes(tier.query)):
            return place
    return None


def _codes(node: Node) -> frozenset[str]:
    if isinstance(node, AnyTerm) and node.field == "code":
        return frozenset(node.tokens)
    return frozenset()


def _by_code(body: SubjectBody, _: NameTables) -> Iterator[_Asked]:
    if body["uscc"]:
        yield body["uscc"], AnyTerm("code", (body["uscc"],))


def _by_name(body: SubjectBody, tables: NameTables) -> Iterator[_Asked]:
    if _is_indexed(body["name"]):
        yield body["name"], Term("full", anatomy(body["name"], tables).folded)


def _by_former_name(body: SubjectBody, tables: NameTables) -> Iterator[_Asked]:
    for name in [*body["formerNames"], *body["otherNames"]][:MOST_FORMER]:
        if _is_indexed(name):
            yield name, Term("former", anatomy(name, tables).folded)


def _by_bare_name(body: SubjectBody, tables: NameTables) -> Iterator[_Asked]:
    bare = anatomy(body["name"], tables).bare
    if _is_indexed(body["name"]) and bare:
        yield bare, Term("core", bare)


def _by_sound(body: SubjectBody, tables: NameTables) -> Iterator[_Asked]:
    bare = anatomy(body["name"], tables).bare
    sounds = syllables(bare)
    if _is_indexed(body["name"]) and len(sounds) == len(bare) > 1 and not bare.isascii():
        yield "".join(sounds), AnyTerm("pinyin", ("".join(sounds),))


def _is_indexed(name: str) -> bool:
    """Longer ones are cut, and no longer asked for as they stand."""
    return 0 < len(name) <= min(LONGEST_NAME, LONGEST_QUERY)


_KINDS: Final[tuple[_Kind, ...]] = (
    _by_name,
    _by_code,
    _by_former_name,
    _by_bare_name,
    _by_sound,
)
