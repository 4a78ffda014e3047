"""The part of the judgement list that was written by hand: ``handwritten.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from gongshi.samples.usccs import make_registration_number, make_uscc
from tests.quality.queries import Query
from tests.quality.register import ENTERPRISE, Firm, short, sounds
from tests.quality.truth import Truth, letters
from tests.quality.vocabulary import CITY, DISTRICTS

_LIST: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("handwritten.toml").read_text(encoding="utf-8")
)
#: Serials of codes far from those of the generated firms.
_FIRST_SERIAL: Final = 700_000_000
_ELSEWHERE: Final = "120101"


def firms(first: int) -> list[Firm]:
    """The firms of the list, numbered from ``first`` on."""
    return [_firm(first + offset, offset, name) for offset, name in enumerate(_LIST["firms"])]


def queries(own: Sequence[Firm], truth: Truth) -> list[Query]:
    """Their queries; meant are also the generated firms whose name is the text itself."""
    places = {firm.name: firm.place for firm in own}
    return [
        Query(
            kind,
            text,
            frozenset(places[name] for name in names)
            | truth.by_head(text)
            | truth.by_sound("".join(sounds(letters(text))))
            | (truth.by_initials(letters(text)) if kind == "initials" else frozenset()),
        )
        for kind, asked in _LIST["queries"].items()
        for text, names in asked.items()
    ]


def _firm(place: int, offset: int, name: str) -> Firm:
    district = next((code for code, own in DISTRICTS.items() if own in name), "")
    if not district:
        district = next(
            (code for code, own in DISTRICTS.items() if f"{short(own)}分" in name), _ELSEWHERE
        )
    return Firm(
        place=place,
        kind=ENTERPRISE,
        name=name,
        spelled="",
        regions=(CITY,),
        core=name,
        trade="",
        form="",
        branch="",
        former="",
        district=district,
        uscc=make_uscc("91", _FIRST_SERIAL + offset),
        registration_number=make_registration_number(99_000_000 + offset),
        status="存续",
        founded=date(2001, 1, 1),
        licence="",
    )
