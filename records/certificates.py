"""Which certificates (许可证书) a decision takes away: those it names or numbers. Pure.

Clerks write 食品生产许可证（SC10112010100017）, SC 1011201-0100017, 食品生产许可证正副本2本,
生产许可证 or nothing. It is read so that in doubt the certificate asked about is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from gongshi.records.folding import fold

#: A shorter number stands in other numbers by chance; it counts only where it stands alone.
_SHORTEST_NUMBER: Final = 5
_NO_NUMBER: Final = re.compile(r"[\W_]+")
_DIGIT: Final = re.compile(r"[0-9]")
_CODE: Final = re.compile(r"[A-Z0-9]+(?:-+[A-Z0-9]+)*")
_YEAR: Final = r"(?:19|20)[0-9]{2}"
_DAY: Final = re.compile(
    rf"(?<![0-9A-Z]){_YEAR}(?:[-./年][0-9]{{1,2}}[-./月][0-9]{{1,2}}|"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?![0-9A-Z])"
)
#: Names of certificates; not 津食证字〔2024〕1号, which is a number, nor 保证 and 证明.
_CERTIFICATE: Final = re.compile(
    r"([\u4e00-\u9fff]*?)"
    r"(?:许可(?:证[件照]?)?|资质|资格|执照|证[书照件]|(?<![保认论查])证(?![明据实券监]))"
    rf"(?!字|\({_YEAR}\))"
)
_BUSINESS_LICENCE: Final = re.compile("(?:营业|法人|工商户?)执照")
#: What stands in front of a certificate's name: that it is taken, and who holds or takes it.
_AROUND: Final = re.compile(
    "准予|予以|依法|关于|注销|撤销|撤回|吊销|暂扣|收回|终止|行政|决定|申请|涉案|有关|相关|相应|所有|全部|"
    "部分|一切|取得|核发|颁发|发放|办理|当事人|[你的该原其本等对将已被持和及与或并]"
)
_WHO: Final = re.compile(r".*(?:公司|单位|委员会|政府|中心|[局厅厂店社部所院站队])")


class Mention(NamedTuple):
    """What a decision says of the certificates it takes."""

    names: str  # folded: the words that may name one
    business_licence: bool  # whether 营业执照 is one
    qualifiers: frozenset[str]  # 食品经营 of 食品经营许可证; none of 许可证
    numbers: frozenset[str]  # that stand alone, as ``number_key`` writes them
    texts: tuple[str, ...]  # likewise: where a longer number may stand
    codes: frozenset[str]  # numbers of certificates, of no day and no decision

    def bears(self, number: str) -> bool:
        """Whether it holds this number."""
        key = number_key(number)
        if not _DIGIT.search(key):
            return False
        if key in self.numbers:
            return True
        return len(key) >= _SHORTEST_NUMBER and any(key in text for text in self.texts)

    def names_any(self, words: Iterable[str]) -> bool:
        """Whether one of these folded words stands in it."""
        return any(word in self.names for word in words)

    def names_others_than(self, names: Sequence[str]) -> bool:
        """Whether it names a certificate that is none of these folded names, nor one written
        shorter or longer: 食品生产许可证 may be 生产许可证, never 食品经营许可证."""
        return not all(
            any(_may_be(qualifier, name) for name in names) for qualifier in self.qualifiers
        )

    def numbers_another(self, number: str, *, alike: bool) -> bool:
        """Whether it holds the number of another certificate than the one with this number, which
        it does not bear. ``alike``: only one of the same form tells, such as SC and 14 digits."""
        if not alike:
            return bool(self.codes and _DIGIT.search(number_key(number)))
        return not set(map(_form, _codes(number))).isdisjoint(map(_form, self.codes))


def mention(
    names: Sequence[str], numbers: Sequence[str] = (), content: str = "", own: Sequence[str] = ()
) -> Mention:
    """What a decision says: where it names certificates (and may number them), where it numbers
    them, what it is about; ``own``: numbers of the decision and of its subject."""
    every = (*names, *numbers, content)
    named = "|".join(map(fold, names))
    told = f"{named}|{fold(content)}"
    codes = frozenset[str]().union(*map(_codes, (*names, *numbers)))
    return Mention(
        names=told,
        business_licence=bool(_BUSINESS_LICENCE.search(named)),
        qualifiers=frozenset(_qualifiers(_BUSINESS_LICENCE.sub("|", told))),
        numbers=frozenset(map(number_key, every)).union(*map(_alone, every)),
        texts=tuple(map(number_key, every)),
        codes=codes.difference(map(number_key, own), *map(_codes, own)),
    )


def of_business_licence(category: str) -> bool:
    """Whether 处罚类别 speaks of 营业执照 and of no permit besides."""
    folded = fold(category)
    return bool(_BUSINESS_LICENCE.search(folded)) and "许可" not in folded


def number_key(number: str) -> str:
    """A number as it is compared, whoever writes it: no spaces, hyphens, brackets."""
    return _NO_NUMBER.sub("", fold(number))


def _codes(text: str) -> set[str]:
    """What looks like a certificate's number: letters and digits, five at least, and no day."""
    undated = _DAY.sub("|", unicodedata.normalize("NFKC", text))
    found = map(number_key, _CODE.findall(fold(undated)))
    return {one for one in found if len(one) >= _SHORTEST_NUMBER and _DIGIT.search(one)}


def _alone(text: str) -> list[str]:
    """Numbers that stand alone in a text, whether its spaces are part of them or not."""
    spaced = unicodedata.normalize("NFKC", text).upper()
    return [*map(number_key, _CODE.findall(spaced)), *map(number_key, _CODE.findall(fold(text)))]


def _form(code: str) -> str:
    return _DIGIT.sub("0", code)


def _qualifiers(folded: str) -> list[str]:
    found = [_WHO.sub("", _AROUND.sub("", one)) for one in _CERTIFICATE.findall(folded)]
    return [one for one in found if one]


def _may_be(qualifier: str, name: str) -> bool:
    longer = _qualifiers(name) or [name]
    return _shortens(qualifier, name) or any(_shortens(one, qualifier) for one in longer)


def _shortens(short: str, name: str) -> bool:
    """Whether a name without some of its letters is this one."""
    letters = iter(name)
    return all(letter in letters for letter in short)
