"""Every problem gongshi can tell of, with a stable code and a sentence in Chinese and English.

``error``: the whole request or file ends here. ``quarantine``: one row cannot be used and is kept for a clerk.
``warning``: the row was taken in, with a remark. Placeholders are filled from the values given. The reference
in ``docs/errors.md`` is held to this catalogue by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    level: Literal["error", "quarantine", "warning"]
    zh: str
    en: str


def _catalogue(*problems: Problem) -> Mapping[str, Problem]:
    codes = [problem.code for problem in problems]
    assert len(codes) == len(set(codes)), "a problem code stands twice"
    return {problem.code: problem for problem in problems}


PROBLEMS: Final[Mapping[str, Problem]] = _catalogue(
    # --- records ---
    Problem(
        "calendar_year_missing",
        "error",
        "工作日历缺少{year}年的法定节假日安排，请在城市配置 holidays.toml 中补充。",
        "The working-day calendar has no official holidays for {year}; add them to the city's holidays.toml.",
    ),
    # --- cities ---
    Problem(
        "city_invalid",
        "error",
        "城市配置有误：文件 {file}，键 {key}：{reason}",
        "The city's configuration is wrong: file {file}, key {key}: {reason}",
    ),
    # --- ledger ---
    # --- indexers ---
    # --- search ---
    # --- graphql and api ---
    # --- cli ---
)


class GongshiError(Exception):
    """An error with a code of the catalogue; ``values`` fill the sentence's placeholders."""

    def __init__(self, code: str, **values: object) -> None:
        self.problem = PROBLEMS[code]
        self.values = values
        super().__init__(f"{code}: {self.en}")

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def zh(self) -> str:
        return self.problem.zh.format_map(self.values)

    @property
    def en(self) -> str:
        return self.problem.en.format_map(self.values)
