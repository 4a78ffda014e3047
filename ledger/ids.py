"""Public ids: short, opaque, one-to-one with the ledger's own numbers under a secret of the ledger.

The ledger counts from 1, and hidden records are counted like shown ones: a gap between the numbers
of two shown records, or their order, would tell of what is hidden. So a number goes out only as its
*place*: a permutation of 40 bits keyed by the ledger's secret (a Feistel network of four rounds of
keyed BLAKE2b, so one-to-one by construction), another one for each kind of id. Who lacks the secret
learns neither the number nor which of two came first.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from sqlalchemy import Connection

BITS: Final = 40
#: The engine's option that the ledger puts its ids under, for whoever holds a connection.
OPTION: Final = "gongshi_ids"

_HALF: Final = BITS // 2
_MASK: Final = (1 << _HALF) - 1
_ROUNDS: Final = 4
_integer: Final = int.from_bytes
_LENGTH: Final = 9  # a prefix and eight characters
#: Crockford's base 32, lower case: no i, l, o, u.
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE: Final = {character: value for value, character in enumerate(_ALPHABET)}
_PAIRS: Final = tuple(a + b for a in _ALPHABET for b in _ALPHABET)


def is_record_id(text: str) -> bool:
    """Whether the text has the form of a record id; not whether there is such a record."""
    return _read("r", text) is not None


class Numbering:
    """The ids of one kind. Safe to share between threads."""

    def __init__(self, secret: bytes, prefix: str) -> None:
        self._prefix: Final = prefix
        self._rounds: Final = tuple(
            blake2b(digest_size=3, key=secret, person=f"{prefix}{turn}".encode()).copy
            for turn in range(_ROUNDS)
        )

    def id(self, number: int) -> str:
        """The prefix and eight characters."""
        return self.id_at(self.place(number))

    def id_at(self, place: int) -> str:
        """The id of whatever has this place."""
        return (
            self._prefix
            + _PAIRS[place >> 30]
            + _PAIRS[place >> 20 & 1023]
            + _PAIRS[place >> 10 & 1023]
            + _PAIRS[place & 1023]
        )

    def number(self, text: str) -> int | None:
        """The number behind an id; None when the text has not its form.

        An id that was never given out has a number too, one that nothing bears.
        """
        place = _read(self._prefix, text)
        if place is None:
            return None
        first, second, third, fourth = self._rounds
        left, right = place >> _HALF, place & _MASK
        state = fourth()
        state.update(left.to_bytes(3))
        right ^= _integer(state.digest()) & _MASK
        state = third()
        state.update(right.to_bytes(3))
        left ^= _integer(state.digest()) & _MASK
        state = second()
        state.update(left.to_bytes(3))
        right ^= _integer(state.digest()) & _MASK
        state = first()
        state.update(right.to_bytes(3))
        left ^= _integer(state.digest()) & _MASK
        return left << _HALF | right

    def place(self, number: int) -> int:
        """The number's place: below 2^40, unique, telling nothing of other numbers."""
        # Written out, and each round from a copy of its keyed state: as a loop of keyed hashes it
        # takes three times as long, and every record of every answer passes here.
        first, second, third, fourth = self._rounds
        left, right = number >> _HALF, number & _MASK
        state = first()
        state.update(right.to_bytes(3))
        left ^= _integer(state.digest()) & _MASK
        state = second()
        state.update(left.to_bytes(3))
        right ^= _integer(state.digest()) & _MASK
        state = third()
        state.update(right.to_bytes(3))
        left ^= _integer(state.digest()) & _MASK
        state = fourth()
        state.update(left.to_bytes(3))
        right ^= _integer(state.digest()) & _MASK
        return left << _HALF | right


class Ids:
    """All the ids of one ledger."""

    def __init__(self, secret: bytes) -> None:
        self.records: Final = Numbering(secret, "r")
        self.subjects: Final = Numbering(secret, "s")
        self.batches: Final = Numbering(secret, "b")
        self.quarantine: Final = Numbering(secret, "q")
        self.approvals: Final = Numbering(secret, "a")
        self.notices: Final = Numbering(secret, "n")

    @classmethod
    def of(cls, connection: Connection) -> Ids:
        """Those of the ledger that the connection was opened by."""
        ids: Ids = connection.get_execution_options()[OPTION]
        return ids


def _read(prefix: str, text: str) -> int | None:
    if len(text) != _LENGTH or text[0] != prefix:
        return None
    place = 0
    for character in text[1:]:
        value = _VALUE.get(character)
        if value is None:
            return None
        place = place << 5 | value
    return place
