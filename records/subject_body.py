"""What of a subject goes out: the register's public facts and what its shown records say of it.
Pure.

A subject's public face never rests on a record that is not shown: a name or code that only a
hidden record has is neither given back nor searchable, and a subject known from hidden records
only has no face at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, cast

from gongshi.records.bodies import (
    BoardLabel,
    Capital,
    Counts,
    District,
    LabelBody,
    SubjectBody,
    Term,
)
from gongshi.records.filings import ListEntry
from gongshi.records.identifiers import organisation_code_of
from gongshi.records.kinds import Record, list_of
from gongshi.records.masks import mask, mask_number
from gongshi.records.model import DisclosureMode, RecordKind, RegisterEntry, SubjectKind
from gongshi.records.record_body import day, long_term, money, public_name
from gongshi.records.rules import Rules

#: Where the next smaller part of an address begins: 天津市|南开区|王顶堤街|迎水里|3号楼502.
_PART_OF_ADDRESS: Final = re.compile(r"^|(?<=[省市区县旗镇乡街道村里路])")
_SHORTEST_PART: Final = 4
_INDIVIDUAL: Final = "个体"
#: Records that must bear a name for it to be believed by itself, where the register is silent.
_BORNE: Final = 2
_INDIVIDUAL_BUSINESS: Final = "个体工商户"
#: Registering department and category of a USCC -> 主体类别 (GB 32100-2015 table 1 and 2).
_KIND_BY_USCC: Final[Mapping[str, str]] = {
    "11": "机关",
    "12": "事业单位",
    "51": "社会组织",
    "52": "社会组织",
    "53": "社会组织",
    "91": "企业",
    "92": _INDIVIDUAL_BUSINESS,
    "93": "农民专业合作社",
}


class Face(NamedTuple):
    """How a subject is named and coded in public, while a given set of its records is shown."""

    uscc: str
    name: str
    former_names: tuple[str, ...]  # by the register
    other_names: tuple[str, ...]  # on shown records only
    codes: tuple[str, ...]  # USCC, organisation codes, registration numbers
    kind: str


def public_register(entry: RegisterEntry | None, rules: Rules) -> RegisterEntry | None:
    """The register row, when its source is public."""
    if entry is None:
        return None
    source = rules.sources.get(entry.source)
    if source is None or source.default_mode is not DisclosureMode.PUBLIC:
        return None
    return entry


def face_of(
    register: RegisterEntry | None,
    register_names: Iterable[str],
    shown: Iterable[Record],
    may_be: Callable[[str, str], bool],
) -> Face | None:
    """The face of a subject; None when nothing public is known of it.

    ``register_names``: earlier names by the register; ``shown``: the records shown, the latest
    first; ``may_be``: whether a filed name may be a known one, written otherwise. Where the
    register is silent, the latest name holds that two records bear: one row under another's name
    renames nobody.
    """
    filed_names: dict[str, int] = {}
    codes: dict[str, None] = {}
    uscc = kind = ""
    former: dict[str, None] = {}
    if register is not None:
        uscc = register.uscc
        kind = register.subject_kind
        if not kind and _INDIVIDUAL in register.type:
            kind = _INDIVIDUAL_BUSINESS
        former = dict.fromkeys(map(public_name, (*register.former_names, *register_names)))
        codes = _codes(register.uscc, "", register.registration_number)
    filed: str | None = None
    written = ""
    for record in shown:
        if record.subject_name != filed:  # mostly all bear the same
            filed = record.subject_name
            written = public_name(filed)
        filed_names[written] = filed_names.get(written, 0) + 1
        own = record.uscc
        uscc = uscc or own
        # Beside a USCC another code is not looked at: it may be another subject's.
        if not own:
            codes |= _codes("", record.organisation_code, record.registration_number)
        elif own not in codes:
            codes |= _codes(own, "", "")
        if record.subject_kind is SubjectKind.INDIVIDUAL_BUSINESS:
            kind = kind or _INDIVIDUAL_BUSINESS
    name = public_name(register.name) if register is not None else _name_of(filed_names)
    if not name:
        return None
    former.pop(name, None)
    other_names = [
        other
        for other, count in filed_names.items()
        if other
        and other != name
        and other not in former
        and (
            (register is None and count >= _BORNE)
            or any(may_be(other, known) for known in (name, *former))
        )
    ]
    return Face(
        uscc=uscc,
        name=name,
        former_names=tuple(former),
        other_names=tuple(other_names),
        codes=tuple(codes),
        kind=kind or _KIND_BY_USCC.get(uscc[:2], "其他" if uscc else ""),
    )


def _name_of(filed: Mapping[str, int]) -> str:
    """Of names, the latest first, the first that enough records bear, or else the first."""
    names = [name for name in filed if name]
    return next((name for name in names if filed[name] >= _BORNE), next(iter(names), ""))


def counts_of(shown: Iterable[Record]) -> Counts:
    """How many records there are of each kind."""
    counts = _NO_COUNTS.copy()
    for record in shown:
        counts[record.KIND] += 1
    return cast("Counts", counts)


def lists_of(shown: Iterable[Record]) -> list[str]:
    """The lists a subject stands on by these records (``ListName`` values)."""
    names = {list_of(record) for record in shown if isinstance(record, ListEntry)}
    if not names:
        return []
    return sorted(name.value for name in names if name is not None)


def latest_decided(shown: Iterable[Record]) -> date | None:
    """The day of the first record that has one: the latest, when the latest stand first."""
    for record in shown:
        if record.decision_date is not None:
            return record.decision_date
    return None


def subject_body(
    subject_id: str,
    face: Face,
    register: RegisterEntry | None,
    districts: Mapping[str, str],
    counts: Counts,
    lists: list[str],
    latest: str | None,
    boards: list[BoardLabel],
    labels: list[LabelBody],
) -> SubjectBody:
    """The public fields of a subject for one constant stretch of time."""
    entry = register if register is not None else _NO_ENTRY
    at_home = _INDIVIDUAL in face.kind or _INDIVIDUAL in entry.type or face.uscc[:2] == "92"
    district = _district(entry.district_code, districts)
    return {
        "id": subject_id,
        "uscc": face.uscc,
        "name": face.name,
        "formerNames": list(face.former_names),
        "otherNames": list(face.other_names),
        "kind": face.kind,
        "type": public_name(entry.type),
        "status": entry.status,
        "founded": day(entry.founded),
        "cancelled": day(entry.cancelled_date),
        "revoked": day(entry.revoked_date),
        "registeringAuthority": public_name(entry.registering_authority),
        "district": district,
        # 个人信息保护法: the address of an individual business may be a home, so the district only.
        "address": _to_district(entry, district, districts) if at_home else mask(entry.address),
        "businessPremises": "" if at_home else mask(entry.business_premises),
        "legalRepresentative": public_name(entry.legal_representative),
        "industry": entry.industry_code,
        "capital": _capital(entry.registered_capital, entry.capital_currency),
        "scope": _without_address(entry) if at_home else mask(entry.business_scope),
        "term": _term(entry) if register is not None else None,
        "parentUscc": mask_number(entry.parent_uscc),
        "registered": register is not None,
        "registeredAsOf": day(entry.approved_date),
        "counts": counts,
        "lists": lists,
        "latestRecord": latest,
        "boards": boards,
        "labels": labels,
    }


_NO_COUNTS: Final = {kind.value: 0 for kind in RecordKind}
_NO_ENTRY: Final = RegisterEntry(source="", name="")


def _codes(uscc: str, organisation_code: str, registration_number: str) -> dict[str, None]:
    inner = organisation_code_of(uscc) if uscc else ""
    return {code: None for code in (uscc, inner, organisation_code, registration_number) if code}


def _district(code: str, districts: Mapping[str, str]) -> District | None:
    return {"code": code, "name": districts.get(code, "")} if code else None


def _to_district(
    entry: RegisterEntry, district: District | None, districts: Mapping[str, str]
) -> str:
    """The district by its code, else the first of the city's districts the address names."""
    if district is not None and district["name"]:
        return district["name"]
    address = entry.address
    named = [(address.find(name), name) for name in districts.values() if name in address]
    return min(named)[1] if named else ""


def _without_address(entry: RegisterEntry) -> str:
    """The business scope without the address or premises, be they given in full or from any of
    their parts on."""
    scope = entry.business_scope
    for address in (entry.address, entry.business_premises):
        for part in _PART_OF_ADDRESS.finditer(address):
            ending = address[part.start() :]
            if len(ending) >= _SHORTEST_PART and any(map(str.isdecimal, ending)):
                scope = scope.replace(ending, "***")
    return mask(scope)


def _capital(amount: Decimal | None, currency: str) -> Capital | None:
    shown = money(amount)
    return None if shown is None else {"amount": shown, "currency": currency or "人民币"}


def _term(entry: RegisterEntry) -> Term | None:
    if entry.term_from is None and entry.term_to is None:
        return None
    # An empty end means 长期 in the register's layout (record_fields.csv REGISTER 24).
    open_end = entry.term_to is None or long_term(entry.term_to)
    return {"begins": day(entry.term_from), "ends": day(entry.term_to), "longTerm": open_end}
