"""Arguments that every connection takes."""

from __future__ import annotations

from typing import Annotated

import strawberry

First = Annotated[
    int, strawberry.argument(description="条数: rows of the page, 1 to 100; what you pay for.")
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="翻页标记: `endCursor` of the page before, of the same search."
    ),
]
Words = Annotated[
    str,
    strawberry.argument(
        description=(
            "检索词: full or short name, former name, code, pinyin or initials; at most 200 "
            "characters; empty: everything the filter lets through."
        )
    ),
]
