"""Public ids of records, subjects and batches: short, opaque, one-to-one with the ledger's own
numbers.

The ledger counts from 1; an id shows the number scrambled (a bijection of 40 bits), so that
neighbouring ids do not tell how many records there are, nor that one between two shown ones is
hidden.
"""

from __future__ import annotations

from typing import Final

_BITS: Final = 40
_MASK: Final = (1 << _BITS) - 1
_FACTOR: Final = 0x9E_37_79_B1_85
_INVERSE: Final = pow(_FACTOR, -1, 1 << _BITS)
_HALF: Final = _BITS // 2
#: Crockford's base 32, lower case: no i, l, o, u.
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE: Final = {character: value for value, character in enumerate(_ALPHABET)}
_PAIRS: Final = tuple(a + b for a in _ALPHABET for b in _ALPHABET)


def _encode(prefix: str, number: int) -> str:
    mixed = number * _FACTOR & _MASK
    mixed ^= mixed >> _HALF
    mixed = mixed * _FACTOR & _MASK
    return (
        prefix
        + _PAIRS[mixed >> 30]
        + _PAIRS[mixed >> 20 & 1023]
        + _PAIRS[mixed >> 10 & 1023]
        + _PAIRS[mixed & 1023]
    )


def _decode(prefix: str, text: str) -> int | None:
    if len(text) != 9 or text[0] != prefix:
        return None
    mixed = 0
    for character in text[1:]:
        value = _VALUE.get(character)
        if value is None:
            return None
        mixed = mixed << 5 | value
    mixed = mixed * _INVERSE & _MASK
    mixed ^= mixed >> _HALF
    return mixed * _INVERSE & _MASK


def record_id(number: int) -> str:
    """``r`` and eight characters."""
    return _encode("r", number)


def record_number(text: str) -> int | None:
    """The number behind a record id; None when the text is no record id."""
    return _decode("r", text)


def subject_id(number: int) -> str:
    """``s`` and eight characters."""
    return _encode("s", number)


def subject_number(text: str) -> int | None:
    """The number behind a subject id; None when the text is no subject id."""
    return _decode("s", text)


def batch_id(number: int) -> str:
    """``b`` and eight characters."""
    return _encode("b", number)


def batch_number(text: str) -> int | None:
    """The number behind a batch id; None when the text is no batch id."""
    return _decode("b", text)


def quarantine_id(number: int) -> str:
    """``q`` and eight characters."""
    return _encode("q", number)


def quarantine_number(text: str) -> int | None:
    """The number behind a quarantine id; None when the text is no quarantine id."""
    return _decode("q", text)
