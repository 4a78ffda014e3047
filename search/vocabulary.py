"""Words of a query that may stand for a condition instead of a part of a name.

The built-in words stand in ``search/tables/query_words.toml``; districts are the city's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from gongshi.search.names import short_region
from gongshi.search.text import fold


class Role(StrEnum):
    """What a part of a query was taken for."""

    CODE = "code"  # 统一社会信用代码, 组织机构代码, 注册号
    NUMBER = "number"  # 文号, 证照编号
    NAME = "name"  # of a subject; in a search of records any other words
    DISTRICT = "district"  # a region, with its code where it is one of the city's districts
    SECTOR = "sector"  # 领域 of exposure boards
    STATUS = "status"  # 登记状态
    LIST = "list"  # 名单
    KIND = "kind"  # 公示信息类别
    CAPTION = "caption"  # pasted along, stands for nothing


#: What a caption stands for that is asked about a subject; the second only behind its name.
QUESTION: Final = ("question",)
ASKED_BEHIND: Final = ("question behind",)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for; ``values`` as filters take them."""

    role: Role
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedDistrict:
    """A district of the city. ``plain``: spelled with its suffix, so that it can be no 字号."""

    code: str
    plain: bool


@dataclass(frozen=True, repr=False, eq=False)
class Vocabulary:
    """``words``: folded word → meaning; ``districts``: folded spelling → district."""

    words: Mapping[str, Meaning]
    districts: Mapping[str, NamedDistrict]

    @cached_property
    def longest(self) -> int:
        """Length of the longest word."""
        return max(map(len, self.words), default=0)

    @cached_property
    def questions(self) -> frozenset[str]:
        """Words that ask about a subject, behind its name."""
        asked = (QUESTION, ASKED_BEHIND)
        return frozenset(word for word, one in self.words.items() if one.values in asked)

    @cached_property
    def first_questions(self) -> frozenset[str]:
        """Those of them that are asked in front of the name as well."""
        return frozenset(word for word, one in self.words.items() if one.values == QUESTION)

    @cached_property
    def longest_question(self) -> int:
        """Length of the longest of them."""
        return max(map(len, self.questions), default=0)

    @classmethod
    def of(cls, districts: Mapping[str, str] | None = None) -> Vocabulary:
        """The built-in words and a city's districts (GB/T 2260 code → name)."""
        spelled: dict[str, NamedDistrict] = {}
        for code, name in (districts or {}).items():
            whole, short = fold(name), short_region(name)
            spelled[short] = NamedDistrict(code, plain=short == whole)
            spelled[whole] = NamedDistrict(code, plain=True)
        return cls(_built_in(), spelled)


@cache
def _built_in() -> Mapping[str, Meaning]:
    table = files("gongshi.search").joinpath("tables", "query_words.toml")
    meanings: dict[str, Meaning] = {}
    for role, values in tomllib.loads(table.read_text(encoding="utf-8")).items():
        for value, words in values.items():
            meaning = Meaning(Role(role), tuple(part for part in value.split(",") if part))
            meanings |= {fold(word): meaning for word in words}
    return MappingProxyType(meanings)


#: The built-in words alone.
BUILT_IN: Final = Vocabulary.of()
