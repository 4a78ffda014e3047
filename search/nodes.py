"""Small questions put together: what ``query.py`` and the tiers of names are made of."""

from __future__ import annotations

from typing import Final

from gongshi.search.port import AllTerms, Both, Either, Node, Phrase, Term, Tier
from gongshi.search.text import bigrams

LONGEST_PHRASE: Final = 40
#: Tokens of a phrase that says the same again and again: 2025202520252025…
_REPEATED_PHRASE: Final = 12


def phrase(field: str, folded: str) -> Node:
    return tokens_of(field, bigrams(folded))


def tokens_of(field: str, tokens: tuple[str, ...]) -> Node:
    """The tokens next to each other; the first forty tell enough, and each one costs, a repeated
    one as much as another.
    """
    longest = max(_REPEATED_PHRASE, 2 * len(set(tokens)))
    tokens = tokens[: min(longest, LONGEST_PHRASE)]
    return Term(field, tokens[0]) if len(tokens) == 1 else Phrase(field, tokens)


def all_of(field: str, folded: str) -> Node:
    tokens = tuple(dict.fromkeys(bigrams(folded)))
    return Term(field, tokens[0]) if len(tokens) == 1 else AllTerms(field, tokens)


def both(parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Both(parts)


def either(parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Either(parts)


def distinct(tiers: list[Tier]) -> list[Tier]:
    """The same query twice costs twice and adds nothing."""
    seen: set[Node] = set()
    kept: list[Tier] = []
    for tier in tiers:
        if tier.query not in seen:
            seen.add(tier.query)
            kept.append(tier)
    return kept
