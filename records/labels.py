"""重点领域标签: labels a subject carries by the licences it shows, while these are valid. Pure.

重点领域企业名单 is kept from licences: a subject is on it from the grant to the licence's end, exit
or revocation, and leaves by itself once its business licence is cancelled. A label says that
something is licensed, so in doubt there is none: without a last day, with a status other than 有效,
or while a later decision is shown that takes a licence back (注销, 撤销, 吊销许可证件 …), unless it
clearly means another one. One that takes the business licence takes all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from gongshi.records.certificates import Mention, mention, of_business_licence
from gongshi.records.clock import midnight
from gongshi.records.dates import is_long_term
from gongshi.records.folding import fold, fold_cached
from gongshi.records.model import Licence, Penalty, PenaltyKind

#: 当前状态 of a licence that its source calls valid.
_VALID: Final = "有效"
_ONE_DAY: Final = timedelta(days=1)
#: Penalties that take a permit, for good or for a while.
_TAKES: Final = frozenset(
    {PenaltyKind.SUSPEND_PERMIT, PenaltyKind.REVOKE_PERMIT, PenaltyKind.SUSPEND_OR_REVOKE}
)


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the city, and which licences give it; all words are folded."""

    code: str
    name_zh: str
    name_en: str
    licences: tuple[str, ...]  # one stands in the name of the document or the certificate
    content: tuple[str, ...]  # one stands in the content as well; (): whatever the content says


@dataclass(frozen=True, slots=True)
class LabelRules:
    """The labels in the city's order, and what ends all of them."""

    labels: tuple[Label, ...]
    exits: tuple[str, ...]  # in names or content: the decision grants nothing, or takes back
    left: frozenset[str]  # 登记状态 of a subject that carries no label any more

    @property
    def names(self) -> dict[str, str]:
        """Code → Chinese name, in the city's order."""
        return {label.code: label.name_zh for label in self.labels}


class Told(NamedTuple):
    """A licence as it is told of."""

    licence: Licence
    status: str  # 有效, 无效 or "", by its source
    content: str  # "" where it is not public


class Held(NamedTuple):
    """A licence that gives labels while it is shown and valid."""

    licence: Licence
    labels: tuple[Label, ...]
    begins: datetime | None  # None: from when it is shown
    ends: datetime | None  # None: long-term

    def valid(self, instant: datetime) -> bool:
        """Whether the licence's own days say so."""
        if self.begins is not None and instant < self.begins:
            return False
        return self.ends is None or instant < self.ends


class Taking(NamedTuple):
    """A decision that takes licences back while it is shown."""

    record_id: str
    day: date
    says: Mention  # which ones

    def takes(self, held: Held, label: Label) -> bool:
        """Whether it takes a label that a licence gives: unless it clearly means other licences."""
        licence, says = held.licence, self.says
        if self.day < licence.decision_date:
            return False  # granted anew since
        if says.business_licence:
            return True
        number = licence.certificate_number
        if says.bears(number) or says.bears(licence.document_number):
            return True
        if says.names_any(label.licences):
            return not says.numbers_another(number, alike=True)
        names = (fold(licence.document_name), fold(licence.certificate_name), *label.licences)
        if says.names_others_than(names):
            return False
        return not says.numbers_another(number, alike=False)


class Holdings(NamedTuple):
    """What a subject's records say of its labels."""

    held: tuple[Held, ...]
    takings: tuple[Taking, ...]


NOTHING: Final = Holdings((), ())


def holdings(licences: Sequence[Told], penalties: Iterable[Penalty], rules: LabelRules) -> Holdings:
    """What gives labels, and what takes them."""
    held = tuple([one for told in licences if (one := _held(told, rules)) is not None])
    if not held:
        return NOTHING
    exits = [_exit(told) for told in licences if _is_exit(told, rules)]
    taken = [_penalty(penalty) for penalty in penalties if not _TAKES.isdisjoint(penalty.kinds)]
    return Holdings(held, (*exits, *taken))


def may_give(licence: Licence, rules: LabelRules) -> bool:
    """Whether a licence's names are such as give a label; hardly any are, and no more is asked of
    the others."""
    named = _names(licence.document_name, licence.certificate_name)
    for label in rules.labels:
        for word in label.licences:
            if word in named:
                return True
    return False


def turns(held: Sequence[Held]) -> Iterator[tuple[Licence, datetime]]:
    """Every instant at which a licence begins or ceases to be valid."""
    for one in held:
        for instant in (one.begins, one.ends):
            if instant is not None:
                yield one.licence, instant


def labels_at(
    found: Holdings, shown: Collection[str], instant: datetime, rules: LabelRules
) -> list[Label]:
    """The labels at an instant, in the city's order, each once. ``shown``: ids of the records shown
    then."""
    takings = [one for one in found.takings if one.record_id in shown]
    given = {
        label.code
        for one in found.held
        if one.licence.id in shown and one.valid(instant)
        for label in one.labels
        if not any(taking.takes(one, label) for taking in takings)
    }
    return [label for label in rules.labels if label.code in given]


def _held(told: Told, rules: LabelRules) -> Held | None:
    licence = told.licence
    named = _names(licence.document_name, licence.certificate_name)
    labels = [one for one in rules.labels if any(word in named for word in one.licences)]
    if not labels or _is_exit(told, rules):
        return None
    text = fold_cached(told.content)
    labels = [one for one in labels if not one.content or any(word in text for word in one.content)]
    until, status = licence.valid_until, told.status or licence.status or _VALID
    if not labels or until is None or status != _VALID:
        return None
    return Held(
        licence,
        tuple(labels),
        None if licence.valid_from is None else midnight(licence.valid_from),
        None if is_long_term(until) else midnight(until + _ONE_DAY),
    )


def _is_exit(told: Told, rules: LabelRules) -> bool:
    named = _names(told.licence.document_name, told.licence.certificate_name)
    text = fold_cached(told.content)
    return any(word in named or word in text for word in rules.exits)


def _exit(told: Told) -> Taking:
    licence = told.licence
    says = mention(
        (licence.document_name, licence.certificate_name),
        (licence.certificate_number, licence.document_number),
        content=told.content,
        own=(licence.document_number, licence.uscc),
    )
    return Taking(licence.id, licence.decision_date, says)


def _penalty(penalty: Penalty) -> Taking:
    says = mention((penalty.certificate,), own=(penalty.uscc, penalty.registration_number))
    if of_business_licence(penalty.kinds_text):
        says = says._replace(business_licence=True)
    return Taking(penalty.id, penalty.decision_date, says)


@lru_cache(maxsize=16_384)
def _names(document: str, certificate: str) -> str:
    return fold(document) + "|" + fold(certificate)
