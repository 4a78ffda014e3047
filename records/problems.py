"""Every problem gongshi can tell of, with a stable code and a sentence in Chinese and English.

Placeholders are filled from the values given. The tables stand in ``problem_tables``; the reference
in ``docs/errors.md`` is held to them by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Final

from gongshi.records.problem_tables.acts import ACTS
from gongshi.records.problem_tables.commands import COMMANDS
from gongshi.records.problem_tables.files import FILES
from gongshi.records.problem_tables.index import INDEX
from gongshi.records.problem_tables.ledger import LEDGER
from gongshi.records.problem_tables.problem import Problem
from gongshi.records.problem_tables.remarks import REMARKS
from gongshi.records.problem_tables.rows import ROWS
from gongshi.records.problem_tables.service import SERVICE


def _catalogue(*problems: Problem) -> Mapping[str, Problem]:
    codes = [problem.code for problem in problems]
    assert len(codes) == len(set(codes)), "a problem code stands twice"
    return {problem.code: problem for problem in problems}


PROBLEMS: Final[Mapping[str, Problem]] = _catalogue(
    *chain(ACTS, COMMANDS, FILES, INDEX, LEDGER, REMARKS, ROWS, SERVICE)
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
