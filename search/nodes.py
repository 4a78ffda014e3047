"""Small questions put together: what ``query.py`` and the tiers of names are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gongshi.search.port import (
    All,
    AllTerms,
    AnyTerm,
    Both,
    Either,
    Node,
    Phrase,
    Term,
    Tier,
)
from gongshi.search.text import bigrams

LONGEST_PHRASE: Final = 40
#: A phrase that is longer (than a certificate's number), with less than a third as many different
#: tokens, is a text of repetitions (2025202520252025…): nobody's name or number, and to look for it
#: costs more than for any other.
_REPEATED_PHRASE: Final = 15


def phrase(field: str, folded: str) -> Node:
    return tokens_of(field, bigrams(folded))


def tokens_of(field: str, tokens: tuple[str, ...]) -> Node:
    """The tokens next to each other; the first forty tell enough, and each one costs."""
    tokens = tokens[:LONGEST_PHRASE]
    if len(tokens) > max(_REPEATED_PHRASE, 3 * len(set(tokens))):
        return Either(())
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


def reachable(tiers: list[Tier]) -> list[Tier]:
    """Without those of which every document stands in an earlier one, as they would show nothing
    and be looked for all the same."""
    kept: list[Tier] = []
    for tier in tiers:
        if not any(implies(tier.query, earlier.query) for earlier in kept):
            kept.append(tier)
    return kept


def implies(one: Node, other: Node) -> bool:
    """Whether every document that holds ``one`` surely holds ``other``; False where that is not
    plain.
    """
    if one == other or isinstance(other, All):
        return True
    if isinstance(one, Either):
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, Both) and other.parts:
        return all(implies(one, part) for part in other.parts)
    if isinstance(other, Either) and any(implies(one, part) for part in other.parts):
        return True
    if isinstance(one, Both):
        return any(implies(part, other) for part in one.parts)
    if isinstance(one, Term | AllTerms | Phrase) and isinstance(other, Term | AnyTerm | AllTerms):
        had, wanted = _tokens(one), _tokens(other)
        if one.field != other.field or not wanted:
            return False
        return bool(wanted & had) if isinstance(other, AnyTerm) else wanted <= had
    return False


def _tokens(node: Term | AnyTerm | AllTerms | Phrase) -> frozenset[str]:
    return frozenset((node.token,) if isinstance(node, Term) else node.tokens)


def widest(nodes: Iterable[Node]) -> list[Node]:
    """Fewer nodes, one of which holds wherever one of the given does: to count a phrase beside all
    of its words costs a look at every place they stand in, and finds nothing more.
    """
    kept: list[Node] = []
    for node in nodes:
        if any(implies(node, other) for other in kept):
            continue
        kept = [other for other in kept if not implies(other, node)]
        kept.append(node)
    return kept
