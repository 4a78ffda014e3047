"""The tokens a subject is suggested by while its name or code is typed.

Beginnings of the names stand in ``prefix``, of the initials in ``initials`` (``subject_terms.py``);
here are those of former names, of the sound and of the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongshi.search.codes import USCC_LENGTH
from gongshi.search.names import Anatomy
from gongshi.search.pinyin import Readings
from gongshi.search.rank import TOP_RANK
from gongshi.search.text import prefixes

#: Longest beginning of the sound that is a token, letters; what is typed beyond is compared.
LONGEST_SOUND: Final = 8
#: Beginnings of a USCC that are tokens: before the eighth character it only tells the register,
#: behind the thirteenth hardly two are left.
CODE_EDGES: Final = range(8, 14)
LONGEST_FORMER: Final = 8
#: Token of the subjects that stand first wherever they are found: what half of a city begins with
#: is looked up among these few before.
TOP: Final = "^"


def with_top(edges: Sequence[str], rank: int) -> Sequence[str]:
    """The tokens of a subject with this rank."""
    return (*edges, TOP) if rank >= TOP_RANK else edges


def edge_terms(
    current: Sequence[Readings], former: Sequence[Anatomy], codes: Sequence[str]
) -> tuple[str, ...]:
    """Tokens of the field ``edges``: letters in lower case, codes in upper case. ``current``: how
    the current names are read without region and form."""
    tokens: list[str] = []
    for ways in current:
        for spoken in ways:
            tokens += prefixes("".join(spoken), LONGEST_SOUND)
    for parts in former:
        tokens += prefixes(parts.bare or parts.plain, LONGEST_FORMER)
    for code in codes:
        if len(code) == USCC_LENGTH:
            tokens += [code[:length] for length in CODE_EDGES]
    return tuple(dict.fromkeys(tokens))
