"""Which question is part of another: what is counted once need not be asked twice."""

from __future__ import annotations

import pytest

from gongshi.search.names import NameTables
from gongshi.search.nodes import implies, reachable, widest
from gongshi.search.port import (
    All,
    AllTerms,
    AnyTerm,
    AtLeast,
    Both,
    Either,
    Node,
    Phrase,
    Term,
    Tier,
)
from gongshi.search.query import plan_records

PHRASE = Phrase("text", ("20", "02", "25"))
WORDS = AllTerms("text", ("02", "20", "25"))
PENALTY = Term("kind", "penalty")
NOWHERE = Either(())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PHRASE, WORDS),
        (PHRASE, Term("text", "02")),
        (PHRASE, AnyTerm("text", ("99", "02"))),
        (Term("kind", "penalty"), AnyTerm("kind", ("licence", "penalty"))),
        (Both((PHRASE, PENALTY)), Both((PENALTY, WORDS))),
        (Both((PHRASE, PENALTY)), PENALTY),
        (Either((PHRASE, Both((WORDS, PENALTY)))), WORDS),
        (PHRASE, Either((PENALTY, WORDS))),
        (AtLeast("text", ("20", "02"), 2), All()),
        (NOWHERE, PENALTY),
    ],
)
def test_who_holds_the_narrower_holds_the_wider(one: Node, other: Node) -> None:
    assert implies(one, other)
    assert not implies(other, one)
    assert widest((one, other)) == widest((other, one)) == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PHRASE, AllTerms("matter", ("20",))),  # another field
        (PHRASE, AllTerms("text", ())),  # holds nowhere
        (PHRASE, Both(())),  # nor does this
        (AnyTerm("kind", ("licence", "penalty")), PENALTY),
        (WORDS, PHRASE),
        (AtLeast("text", ("20", "02"), 2), WORDS),
        (Both((PENALTY, WORDS)), Both((PENALTY, PHRASE))),
        (PENALTY, NOWHERE),
    ],
)
def test_others_stay_beside_each_other(one: Node, other: Node) -> None:
    assert not implies(one, other)


def test_the_same_twice_is_one() -> None:
    assert widest((PHRASE, PENALTY, PHRASE)) == [PHRASE, PENALTY]


def test_broad_words_among_records_are_counted_without_their_phrase(tables: NameTables) -> None:
    asked = [tier.query for tier in plan_records("有限公司", tables).tiers]
    phrases = [one for one in asked if isinstance(one, Both) and isinstance(one.parts[-1], Phrase)]
    assert phrases
    assert not set(phrases) & set(widest(asked))


def test_a_tier_within_an_earlier_one_is_not_asked(tables: NameTables) -> None:
    words, phrase, kind = Tier("words", WORDS), Tier("phrase", PHRASE), Tier("kind", PENALTY)
    assert reachable([phrase, words, phrase, kind]) == [phrase, words, kind]
    assert reachable([words, phrase, Tier("both", Both((PENALTY, WORDS)))]) == [words]
    asked = plan_records("天津审批2025", tables).tiers
    assert [tier.name for tier in asked] == ["number", "phrase", "words"]
