"""Random documents and requests: every engine answers as a plain reading of the port says."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.records.clock import FOREVER_MS
from gongshi.search.documents import (
    FACET_FIELDS,
    NUMBER_FIELDS,
    TERM_FIELDS,
    TEXT_FIELDS,
    Collection,
    Document,
    OwnerDocuments,
)
from gongshi.search.nodes import widest
from gongshi.search.port import (
    All,
    AllTerms,
    AnyTerm,
    AtLeast,
    Both,
    Either,
    Hit,
    Node,
    Phrase,
    Position,
    Range,
    SearchPage,
    SearchRequest,
    Term,
    Tier,
    Total,
)
from tests.contract.engine_house import EngineHouse, a_checkpoint

pytestmark = pytest.mark.slow

TOKENS: Final = ("南京", "京钢", "钢铁", "a", "b", "0", "𠮷野")
INSTANTS: Final = (0, 1, 1_000, 1_001, 50_000, FOREVER_MS - 1)
RANKS: Final = 2**61

# --- a plain reading of the port ----------------------------------------------------------------


def tokens_of(document: Document, field: str) -> Sequence[str]:
    """The tokens of a field, be it a token field or a text."""
    held = document.terms.get(field, ())
    return held.split() if isinstance(held, str) else held


def holds(node: Node, document: Document) -> bool:
    """Whether a document answers a question."""
    match node:
        case Term(field, token):
            return token in tokens_of(document, field)
        case AnyTerm(field, tokens):
            return any(token in tokens_of(document, field) for token in tokens)
        case AllTerms(field, tokens):
            return bool(tokens) and set(tokens) <= set(tokens_of(document, field))
        case Phrase(field, tokens):
            text = list(tokens_of(document, field))
            starts = range(len(text) - len(tokens) + 1)
            return bool(tokens) and any(
                text[start : start + len(tokens)] == list(tokens) for start in starts
            )
        case AtLeast(field, tokens, minimum):
            return len(set(tokens) & set(tokens_of(document, field))) >= max(minimum, 1)
        case Range(field, low, high):
            number = document.numbers.get(field)
            if number is None:
                return False
            return (low is None or low <= number) and (high is None or number <= high)
        case All():
            return True
        case Either(parts):
            return any(holds(part, document) for part in parts)
        case Both(parts):
            return bool(parts) and all(holds(part, document) for part in parts)


Index = dict[tuple[Collection, str], OwnerDocuments]


def valid(index: Index, collection: Collection, now: int) -> Iterator[tuple[str, Document]]:
    for (of, owner), documents in index.items():
        for document in documents.documents:
            if of is collection and document.valid_from <= now < document.valid_until:
                yield owner, document


def answer(index: Index, request: SearchRequest) -> SearchPage:
    """The page that the port promises."""
    hits: list[Hit] = []
    counts = {field: Counter[str]() for field in request.facets}
    for owner, document in valid(index, request.collection, request.now):
        tiers = [place for place, tier in enumerate(request.tiers) if holds(tier.query, document)]
        if not tiers or not all(holds(node, document) for node in request.filters):
            continue
        rank = document.numbers["rank"]
        hits.append(Hit(owner, tiers[0], rank, document.valid_until, document.body))
        for field in request.facets:
            counts[field].update(set(tokens_of(document, field)))
    hits.sort(key=lambda hit: (hit.tier, -hit.rank))
    after = request.after
    rest = [
        hit for hit in hits if after is None or (hit.tier, -hit.rank) > (after.tier, -after.rank)
    ]
    cap = request.count_cap
    return SearchPage(
        hits=tuple(rest[: request.size]),
        more=0 < request.size < len(rest),
        total=Total(min(len(hits), cap), exact=len(hits) <= cap) if request.count else None,
        facets={
            field: tuple(
                sorted(found.items(), key=lambda item: (-item[1], item[0]))[: request.facet_size]
            )
            for field, found in counts.items()
        },
        checkpoint=a_checkpoint("g1", ROUNDS),
    )


# --- random documents -----------------------------------------------------------------------------

ROUNDS: Final = 6
OWNERS: Final = 120


def some_tokens(rng: random.Random) -> list[str]:
    return rng.choices(TOKENS, k=rng.choice((0, 1, 1, 2, 3, 5)))


def some_slices(rng: random.Random, ordinal: int) -> Iterator[Document]:
    """Slices of one owner, beside each other or with gaps; ranks are the owner's own."""
    cuts = sorted(rng.sample(INSTANTS, rng.choice((0, 2, 2, 2, 3, 4))))
    for start, end in itertools.pairwise(cuts):
        if rng.random() < 0.2:
            continue
        collection = Collection.SUBJECTS
        terms: dict[str, Sequence[str]] = {
            field: list(dict.fromkeys(some_tokens(rng))) for field in TERM_FIELDS[collection]
        }
        terms |= {field: " ".join(some_tokens(rng)) for field in TEXT_FIELDS[collection]}
        numbers = {"rank": RANKS * rng.randrange(4) + ordinal + 1}
        for field in ("licences", "founded", "latest"):
            if rng.random() < 0.8:
                numbers[field] = rng.randrange(-2, 4)
        body = b'{"owner":%d,"from":%d}' % (ordinal, start)
        yield Document(start, end, terms, numbers, body)


def fitted(collection: Collection, document: Document) -> Document:
    """The same with the fields of a collection, for what the others do not have."""
    fields = (*TERM_FIELDS[collection], *TEXT_FIELDS[collection])
    made = [tokens_of(document, field) for field in document.terms]
    drawn = {field: made[place % len(made)] for place, field in enumerate(fields)}
    terms: dict[str, Sequence[str]] = {
        field: list(dict.fromkeys(drawn[field])) for field in TERM_FIELDS[collection]
    }
    terms |= {field: " ".join(drawn[field]) for field in TEXT_FIELDS[collection]}
    numbers = dict(document.numbers)
    if collection is Collection.RECORDS:
        for field, taken in (("decided", "founded"), ("fine", "licences")):
            if taken in numbers:
                numbers[field] = numbers[taken]
    known = NUMBER_FIELDS[collection]
    numbers = {field: number for field, number in numbers.items() if field in known}
    return document._replace(terms=terms, numbers=numbers)


def some_owners(rng: random.Random, version: int, share: float) -> list[OwnerDocuments]:
    found = []
    for ordinal in range(OWNERS):
        for collection in Collection:
            if rng.random() < share:
                slices = tuple(fitted(collection, one) for one in some_slices(rng, ordinal))
                found.append(OwnerDocuments(collection, f"o{ordinal}", version, slices))
    rng.shuffle(found)
    return found


def put(index: Index, owners: Iterable[OwnerDocuments]) -> None:
    for owner in owners:
        index[owner.collection, owner.owner] = owner


class Filled:
    """An engine and what stands in it."""

    def __init__(self, house: EngineHouse, index: Index) -> None:
        self.house = house
        self.index = index


@pytest.fixture(scope="module")
def filled(shared_house: EngineHouse) -> Filled:
    """A generation after rounds of random replacements, and the same in a plain dictionary."""
    rng = random.Random(20_260_101)
    index: Index = {}
    first = some_owners(rng, 1, 0.7)
    put(index, first)
    shared_house.serve(*first)
    for round_ in range(2, ROUNDS + 1):
        owners = some_owners(rng, round_, 0.3)
        put(index, owners)
        shared_house.change(*owners, change=round_)
    return Filled(shared_house, index)


# --- random requests ------------------------------------------------------------------------------

tokens = st.sampled_from(TOKENS)
several = st.lists(tokens, max_size=4).map(tuple)
bounds = st.none() | st.integers(-3, 4)
#: Numbers that ranges are asked of.
RANGES: Final = {
    Collection.SUBJECTS: ("licences", "founded"),
    Collection.RECORDS: ("decided", "fine"),
    Collection.BOARDS: (),
}


def nodes(collection: Collection) -> st.SearchStrategy[Node]:
    terms = st.sampled_from((*TERM_FIELDS[collection], *TEXT_FIELDS[collection]))
    numbers = RANGES[collection]
    texts = TEXT_FIELDS[collection]
    phrases = [st.builds(Phrase, st.sampled_from(texts), several)] if texts else []
    ranges = [st.builds(Range, st.sampled_from(numbers), bounds, bounds)] if numbers else []
    leaves: list[st.SearchStrategy[Node]] = [
        st.builds(Term, terms, tokens),
        st.builds(AnyTerm, terms, several),
        st.builds(AllTerms, terms, several),
        *phrases,
        st.builds(AtLeast, terms, several, st.integers(0, 4)),
        *ranges,
        st.just(All()),
    ]
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            st.builds(Either, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Both, st.lists(inner, max_size=3).map(tuple)),
        ),
        max_leaves=5,
    )


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    collection = draw(st.sampled_from(Collection))
    asked = nodes(collection)
    ladder = draw(st.lists(asked, min_size=0, max_size=4))
    ranks = st.builds(
        lambda level, ordinal: RANKS * level + ordinal, st.integers(0, 3), st.integers(0, OWNERS)
    )
    facets = st.lists(st.sampled_from(FACET_FIELDS[collection]), max_size=2, unique=True)
    return SearchRequest(
        collection=collection,
        tiers=tuple(Tier(str(place), node) for place, node in enumerate(ladder)),
        filters=tuple(draw(st.lists(asked, max_size=2))),
        now=draw(st.sampled_from(INSTANTS) | st.integers(0, 60_000)),
        size=draw(st.sampled_from((0, 1, 3, 200))),
        after=draw(st.none() | st.builds(Position, st.integers(0, 5), ranks)),
        facets=tuple(draw(facets)),
        facet_size=draw(st.sampled_from((1, 3, 20))),
        count=draw(st.booleans()),
        count_cap=draw(st.sampled_from((1, 10, 40, 10_000))),
        full_early=draw(st.booleans()),
    )


@given(request=requests())
@settings(max_examples=200)
def test_a_random_request_is_answered_as_the_port_says(
    filled: Filled, request: SearchRequest
) -> None:
    house, index = filled.house, filled.index
    assert house.ask(request) == answer(index, request)


@given(collection=st.sampled_from(Collection), data=st.data())
def test_the_widest_nodes_hold_wherever_one_of_all_holds(
    collection: Collection, data: st.DataObject
) -> None:
    asked = data.draw(st.lists(nodes(collection), max_size=5))
    fewer = widest(asked)
    assert len(fewer) <= len(asked)
    for owner in some_owners(random.Random(data.draw(st.integers(0, 99))), 1, 0.2):
        if owner.collection is collection:
            for document in owner.documents:
                told = any(holds(node, document) for node in fewer)
                assert told == any(holds(node, document) for node in asked)


@given(request=requests(), size=st.integers(1, 40))
@settings(max_examples=25)
def test_random_pages_follow_one_another_without_doubles_or_gaps(
    filled: Filled, request: SearchRequest, size: int
) -> None:
    house, index = filled.house, filled.index
    request = replace(request, after=None, size=size)
    every = answer(index, replace(request, size=10_000)).hits
    seen: list[Hit] = []
    while True:
        page = house.ask(request)
        seen += page.hits
        if not page.more:
            break
        request = replace(request, after=Position(seen[-1].tier, seen[-1].rank))
    assert tuple(seen) == every


@pytest.mark.parametrize("now", INSTANTS)
def test_get_gives_each_owner_as_the_port_says(filled: Filled, now: int) -> None:
    house, index = filled.house, filled.index
    for collection in Collection:
        wanted = {
            owner: Hit(owner, 0, document.numbers["rank"], document.valid_until, document.body)
            for owner, document in valid(index, collection, now)
        }
        names = [f"o{ordinal}" for ordinal in range(OWNERS)]
        assert house.get(collection, names, now) == wanted


def test_the_writer_counts_what_stands(filled: Filled) -> None:
    house, index = filled.house, filled.index
    writer = house.admin.writer("g1")
    assert writer.counts() == {
        collection: sum(
            len(owner.documents) for (of, _), owner in index.items() if of is collection
        )
        for collection in Collection
    }
    writer.close()
