"""Records are told by short stretches first; what is found stays what it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gongshi.search.nodes import phrase
from gongshi.search.port import AnyTerm, Both, Either, Node, Phrase, Term
from gongshi.search.record_terms import record_terms
from gongshi.search.stretches import record_phrase, stretches

LONG = "".join(map(str, range(10, 40)))
TEXTS = st.text("0125津审批号a", max_size=24)


def described(folded: str) -> Iterator[str]:
    """The stretches as they are described, place by place."""
    digits = "".join("0" if letter in "0123456789" else "a" for letter in folded)
    for place in range(len(folded)):
        letters = len(digits) - place - len(digits[place:].lstrip("a"))
        if digits[place:].startswith("0000"):
            yield folded[place : place + 4]
        elif letters < 2 and "0" in digits[place : place + 2] and place + 3 <= len(folded):
            yield folded[place : place + 3]
        elif 2 <= letters <= 5 and place + letters < len(folded):
            yield folded[place : place + letters + 1]
    for place in range(len(folded) - 2):
        if digits[place : place + 3] == "aaa":
            yield folded[place : place + 3]


def holds(node: Node, terms: Mapping[str, Sequence[str] | str]) -> bool:
    """Whether a record with these terms answers."""
    match node:
        case Term(field, token):
            held = terms[field]
            return token in (held.split() if isinstance(held, str) else held)
        case AnyTerm(field, tokens):
            return any(holds(Term(field, token), terms) for token in tokens)
        case Phrase(field, tokens):
            return f" {' '.join(tokens)} " in f" {terms[field]} "
        case Both(parts):
            return all(holds(part, terms) for part in parts)
        case _:
            assert node == Either(())
            return False


def told(*tokens: str) -> tuple[Term, ...]:
    return tuple(Term("stretches", token) for token in tokens)


@pytest.mark.parametrize(
    ("folded", "found"),
    [
        ("津审", ""),
        ("津审批", "津审批"),
        ("天津审批", "天津审 津审批"),
        ("25", ""),
        ("7号", ""),
        ("批25", "批25"),
        ("202", "202"),
        ("20251", "2025 0251 251"),
        (
            "有限公司天津审批7号",
            "司天津审批7 天津审批7 津审批7 审批7 批7号 有限公 限公司 公司天 司天津 天津审 津审批",
        ),
        ("3号楼底商", "3号楼 号楼底 楼底商"),
        ("1之2之3", "1之2 之2之 2之3"),
    ],
)
def test_stretches_of_a_text(folded: str, found: str) -> None:
    assert stretches(folded) == found.split()


@given(TEXTS)
def test_stretches_are_those_described(folded: str) -> None:
    assert stretches(folded) == list(described(folded))


def test_only_the_telling_stretches_are_asked() -> None:
    assert record_phrase("津审") == Term("text", "津审")
    assert record_phrase("津审批") == Term("stretches", "津审批")
    five = phrase("text", "天津审批局")
    assert record_phrase("天津审批局") == Both((*told("天津审", "津审批", "审批局"), five))
    long = "有限责任公司天津审批局"  # eight are enough
    assert len(record_phrase(long).parts) == 9  # type: ignore[union-attr]
    assert record_phrase("2") == Term("text", "2")
    assert record_phrase("20") == Term("text", "20")
    assert record_phrase("批25") == Term("stretches", "批25")
    assert record_phrase("2025") == Term("stretches", "2025")
    assert record_phrase("津审批7") == Term("stretches", "津审批7")
    ten = tuple(f"202{digit}" for digit in range(10))
    assert record_phrase("202") == AnyTerm("stretches", ("202", *ten))
    begun = phrase("text", "津审批202")  # 202 may be the first of four digits
    assert record_phrase("津审批202") == Both((*told("津审批2", "批20"), begun))
    four = phrase("text", "1之2之")
    assert record_phrase("1之2之") == Both((*told("1之2", "之2之"), four))
    assert record_phrase("1" * 20) == Either(())  # a text of repetitions is nobody's number
    assert record_phrase("1111111") == Both((Term("stretches", "1111"), phrase("text", "1111111")))


@given(st.lists(TEXTS, max_size=3), TEXTS, st.data())
@example(["2025", "0252"], "20252", None)
@example(["202"], "202", None)
@example([LONG], LONG[:41] + "000", None)  # a longer text is looked for by its beginning
def test_the_same_records_hold_it(
    numbers: list[str], typed: str, data: st.DataObject | None
) -> None:
    if data is not None and numbers and data.draw(st.booleans()):
        whole = data.draw(st.sampled_from(numbers))
        start = data.draw(st.integers(0, len(whole)))
        typed = whole[start : data.draw(st.integers(start, len(whole)))]
    assume(typed)
    terms = record_terms(
        subject_id="s1", codes=(), subject_name="天津审12", numbers=numbers, matter=("批25号",)
    )
    assert holds(record_phrase(typed), terms) == holds(phrase("text", typed), terms)
