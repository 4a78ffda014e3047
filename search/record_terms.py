"""The tokens a licence or penalty is found by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gongshi.records.identifiers import clean_code
from gongshi.search.text import bigrams, fold, joined

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
) -> dict[str, tuple[str, ...]]:
    """Token fields ``subject code number text``; only public, masked text may be handed in.

    ``numbers``: document and certificate numbers as filed; ``matter``: names and content, the
    most telling first (each counted up to 64 characters). ``subject_name`` and ``subject_id`` are
    "" for a natural person.
    """
    folded_numbers = fold_numbers(numbers)
    parts = [
        *folded_numbers,
        *[fold(text[:LONGEST_MATTER]) for text in matter if text],
        fold(subject_name),
    ]
    return {
        "subject": (subject_id,) if subject_id else (),
        "code": tuple(dict.fromkeys([code for text in codes if (code := clean_code(text))])),
        "number": folded_numbers,
        "text": joined([_grams(part) for part in dict.fromkeys(parts) if part]),
    }


#: Names, kinds and contents of licences are mostly the same few.
_grams = lru_cache(maxsize=4_096)(bigrams)


def fold_number(text: str) -> str:
    """One number in any bracket style: ``宁新区管审环表复﹝2025﹞104号`` →
    宁新区管审环表复2025104号.
    """
    return fold(text[:LONGEST_NUMBER])


def fold_numbers(numbers: Sequence[str]) -> tuple[str, ...]:
    """All distinct folded numbers; two joined by ``;`` in one cell count as two."""
    return tuple(
        dict.fromkeys(
            [
                folded
                for text in numbers
                for part in text.replace("；", ";").split(";")
                if (folded := fold_number(part))
            ]
        )
    )
