"""The tokens a licence or penalty is found by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from gongshi.search.codes import clean_codes
from gongshi.search.stretches import stretches
from gongshi.search.text import gram_text, joined, keep_letters, soften

#: How much of a matter's free text is searched: its first characters tell what it is about, the
#: rest costs.
LONGEST_MATTER: Final = 64
LONGEST_NUMBER: Final = 80


def record_terms(
    *,
    subject_id: str,
    codes: Sequence[str],
    subject_name: str,
    numbers: Sequence[str],
    matter: Sequence[str],
) -> dict[str, Sequence[str]]:
    """Token fields ``subject code number stretches`` and the text field ``text``; only public,
    masked text may be handed in.

    ``numbers``: document and certificate numbers as filed; ``matter``: names and content, the
    most telling first (each counted up to 64 characters). ``subject_name`` and ``subject_id`` are
    "" for a natural person.
    """
    folded = fold_numbers(numbers)
    texts = (*map(_tokens, folded), *_matter(tuple(matter)), _words(subject_name))
    return {
        "subject": (subject_id,) if subject_id else (),
        "code": clean_codes(tuple(codes)),
        "number": folded,
        "stretches": tuple(dict.fromkeys(chain(*[found for _, found in texts]))),
        "text": joined(dict.fromkeys([grams for grams, _ in texts])),
    }


_Tokens = tuple[str, list[str]]


def _tokens(folded: str) -> _Tokens:
    """Pairs of characters, as one text, and the stretches that tell it."""
    return gram_text(folded), stretches(folded)


@lru_cache(maxsize=4_096)
def _matter(matter: tuple[str, ...]) -> tuple[_Tokens, ...]:
    return tuple([_words(text[:LONGEST_MATTER]) for text in matter])


@lru_cache(maxsize=4_096)
def _words(text: str) -> _Tokens:
    """Names, kinds and contents of licences are mostly the same few."""
    return _tokens(keep_letters(soften(text)))


def fold_number(text: str) -> str:
    """One number in any bracket style: ``宁新区管审环表复﹝2025﹞104号`` →
    宁新区管审环表复2025104号.
    """
    return keep_letters(soften(text[:LONGEST_NUMBER]))  # kept by nobody: hardly one comes twice


def fold_numbers(numbers: Sequence[str]) -> tuple[str, ...]:
    """All distinct folded numbers; two joined by ``;`` in one cell count as two."""
    first = numbers[0] if numbers else ""
    if not any(numbers[1:]) and ";" not in first and "；" not in first:  # nearly every record's
        folded = fold_number(first)
        return (folded,) if folded else ()
    parts: list[str] = []
    for text in dict.fromkeys(numbers):  # a certificate mostly bears its document's number
        if ";" in text or "；" in text:
            parts += text.replace("；", ";").split(";")
        elif text:
            parts.append(text)
    return tuple(filter(None, dict.fromkeys(map(fold_number, parts))))
