"""Who asks, when a token said so: the handler of one subject, for one purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Root fields that only a caller with a token may ask; asked by anybody else, nothing is executed.
TOKEN_FIELDS: Final = frozenset({"issueSpecialReport", "specialReport"})


@dataclass(frozen=True, slots=True)
class Caller:
    """What a verified token says."""

    name: str  # 经办人, as its issuer knows them
    uscc: str  # of the subject they act for
    purpose: str  # 用途
