"""The tokens a projected document is found, filtered and counted by.

Made from what goes out (``Face``, bodies), never from the ledger's row: what a reader may not see
cannot be searched for either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from gongshi.cities.city import City
from gongshi.records.bodies import WITHHELD, RecordBody
from gongshi.records.identifiers import organisation_code_of
from gongshi.records.kinds import Record
from gongshi.records.model import (
    LICENCE_KIND_NAMES,
    Licence,
    LicenceKind,
    Penalty,
    PenaltyKind,
    RegisterEntry,
)
from gongshi.records.record_body import public_name
from gongshi.records.subject_body import Face
from gongshi.search.names import NameTables
from gongshi.search.record_terms import record_terms
from gongshi.search.subject_terms import Named, is_branch, subjects_terms
from gongshi.search.text import fold

Terms = Mapping[str, Sequence[str]]

_BETWEEN_KINDS: Final = re.compile(r"[;；,，、]")
_OTHER: Final = LICENCE_KIND_NAMES[LicenceKind.OTHER]


def subject_index_terms(
    subjects: Sequence[tuple[Face, RegisterEntry | None]], city: City
) -> list[tuple[Terms, bool]]:
    """Of each: all token fields of a subject but those of its records (``has``, ``list``,
    ``licence_kind``, ``penalty_kind``, ``board``, ``sector``), and whether its name is a branch's.
    """
    tables = tables_of(city)
    named = [
        Named(
            name=face.name,
            former_names=(*face.former_names, *face.other_names),
            codes=face.codes,
            district=city.districts.get(register.district_code, "") if register else "",
        )
        for face, register in subjects
    ]
    return [
        (
            {**terms, **_filtered_by(face, register)},
            bool(register and register.parent_uscc) or is_branch(face.name, tables),
        )
        for terms, (face, register) in zip(subjects_terms(tables, named), subjects, strict=True)
    ]


def _filtered_by(face: Face, register: RegisterEntry | None) -> Terms:
    if register is None:
        return {"kind": _one(face.kind)}
    return {
        "district": _one(register.district_code),
        "status": _one(register.status),
        "kind": _one(face.kind),
        "type": _one(fold(public_name(register.type))),
        "industry": _one(register.industry_code),
        "industry_above": industry_groups(register.industry_code),
    }


def kinds_shown(shown: Iterable[Record]) -> Terms:
    """``licence_kind`` and ``penalty_kind`` of a subject while these of its records are shown."""
    texts: set[str] = set()
    penalties: set[PenaltyKind] = set()
    for record in shown:
        if isinstance(record, Licence):
            texts.add(record.licence_kind)
        elif isinstance(record, Penalty):
            penalties.update(record.kinds)
    return {
        "licence_kind": _licence_tokens(frozenset(texts)),
        "penalty_kind": _penalty_tokens(frozenset(penalties)),
    }


@lru_cache(maxsize=4_096)
def _licence_tokens(texts: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({kind.value for text in texts for kind in licence_kinds(text)}))


@lru_cache(maxsize=4_096)
def _penalty_tokens(kinds: frozenset[PenaltyKind]) -> tuple[str, ...]:
    return tuple(sorted([kind.value for kind in kinds]))


def record_index_terms(body: RecordBody, district: str) -> Terms:
    """All token fields of a record; ``district``: GB/T 2260 code of its subject, "" unknown."""
    numbers, matter, category = _found_by(body)
    return {
        **record_terms(
            subject_id=body["subjectId"],
            codes=_codes_of(body["subjectUscc"]),
            # Nobody is found by a person's name, not even by the surname left of it.
            subject_name=body["subjectName"] if body["subjectId"] else "",
            numbers=numbers,
            matter=[text for text in matter if text != WITHHELD] if WITHHELD in matter else matter,
        ),
        **_counted_by(
            body["kind"], body["source"], body["authority"], body["authorityUscc"], district
        ),
        "category": category,
    }


@lru_cache(maxsize=16_384)
def _counted_by(kind: str, source: str, authority: str, uscc: str, district: str) -> Terms:
    """The filter fields that many records have alike: read only."""
    return {
        "kind": (kind,),
        "source": (source,),
        "authority": _one(authority_token(authority, uscc)),
        "organ": _one(fold(authority)),
        "district": _one(district),
    }


_FoundBy = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _found_by(body: RecordBody) -> _FoundBy:
    """Numbers, matter (the most telling first) and categories."""
    number = body["documentNumber"]
    if body["kind"] == "licence":
        matter = [body["documentName"], body["certificateName"], body["content"]]
        numbers = [number, body["certificateNumber"]]
        return numbers, matter, licence_categories(body["licenceKind"])
    if body["kind"] == "penalty":
        matter = [body["violationType"], body["content"], body["facts"], body["certificate"]]
        return [number], matter, tuple(body["penaltyKinds"])
    if body["kind"] == "honour":
        return [number], [body["honourName"], body["level"]], _categories(body["honourKind"])
    if body["kind"] == "abnormal":
        ground = body["ground"]
        return [number], [body["groundText"]], [ground] if ground is not None else []
    if body["kind"] == "serious":
        article = body["groundArticle"]
        numbers = [number, body["penaltyDocumentNumber"]]
        return numbers, [body["groundText"]], [f"article_{article}"] if article is not None else []
    if body["kind"] == "commitment":
        matter = [body["matter"], body["content"]]
        return [number], matter, _categories(body["commitmentKind"])
    if body["kind"] == "coercion":
        return (
            [number],
            [body["coercionKinds"], body["content"]],
            _categories(body["coercionKinds"]),
        )
    return [number], [body["crime"], body["punishment"]], _categories(body["crime"])


@lru_cache(maxsize=4_096)
def _categories(text: str) -> tuple[str, ...]:
    """Kinds joined by ``;``; their official names hold commas of their own."""
    parts = (fold(part) for part in text.replace("；", ";").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


@lru_cache(maxsize=4_096)
def licence_categories(text: str) -> tuple[str, ...]:
    """普通 特许 认可 核准 登记 其他 out of 许可类别 as filed: ``其他-备案`` counts as 其他."""
    heads = (fold(part.split("-", 1)[0]) for part in _BETWEEN_KINDS.split(text))
    return tuple(dict.fromkeys(head for head in heads if head))


@lru_cache(maxsize=4_096)
def licence_kinds(text: str) -> tuple[LicenceKind, ...]:
    """许可类别 as filed, normalised; none for words that are in no list. 其他 has what it is behind
    it, with or without a hyphen: 其他（备案）."""
    heads = [_OTHER if head.startswith(_OTHER) else head for head in licence_categories(text)]
    return tuple(kind for kind, name in LICENCE_KIND_NAMES.items() if name in heads)


@lru_cache(maxsize=4_096)
def industry_groups(code: str) -> tuple[str, ...]:
    """The groups of GB/T 4754 above a code: ``C3110`` → C, C31, C311."""
    return tuple(code[:length] for length in (1, 3, 4) if length < len(code))


def authority_token(name: str, uscc: str) -> str:
    """An authority is counted by its code where filed: one organ goes by several names."""
    return uscc or fold(name)


def tables_of(city: City) -> NameTables:
    """What names of a city are read by."""
    return name_tables(city.name_zh, tuple(city.districts.values()), city.told_trades)


@lru_cache(maxsize=8)
def name_tables(
    city: str, districts: tuple[str, ...], told: frozenset[str] = frozenset()
) -> NameTables:
    """What names are read by, for a city; the query side must use the same, but for the trades
    ``told`` by the register.
    """
    return NameTables.of(city=city, districts=districts, told=told)


@lru_cache(maxsize=4_096)
def _codes_of(uscc: str) -> tuple[str, ...]:
    """A USCC and the organisation code in it, by which people look for records, too."""
    return (uscc, organisation_code_of(uscc)) if uscc else ()


@lru_cache(maxsize=4_096)
def _one(token: str) -> tuple[str, ...]:
    """One token, or none; a token holds no space."""
    return ("".join(token.split()),) if token else ()
