"""``gongshi suggest``: subjects whose name or code begins so."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from gongshi.cli.asking import Question, as_typed, ask
from gongshi.cli.console import print_json, say, table
from gongshi.cli.state import state_of
from gongshi.cli.terms import MATCHED_BY
from gongshi.search.suggest import MOST_SUGGESTIONS, Suggestions
from gongshi.search.suggest import suggest as find


def suggest(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="已输入的开头：汉字、拼音、首字母或代码。")
    ],
    first: Annotated[
        int, typer.Option("--first", metavar="N", min=1, max=MOST_SUGGESTIONS, help="条数 (rows).")
    ] = MOST_SUGGESTIONS,
) -> None:
    """输入时的提示：名称、曾用名、拼音或代码以此开头的主体。

    Suggest while typing, as the web service does.
    """
    state, text = state_of(context), as_typed(text)

    async def question(asked: Question) -> Suggestions:
        return await find(asked.engine, asked.tables, text, first=first, now=asked.now)

    found = ask(state, question)
    bodies = [orjson.loads(row.body) for row in found.rows]
    if state.json:
        print_json(
            [
                {
                    "id": body["id"],
                    "name": body["name"],
                    "uscc": body["uscc"],
                    "status": body["status"],
                    "district": body["district"],
                    "matchedBy": row.matched_by,
                }
                for row, body in zip(found.rows, bodies, strict=True)
            ]
        )
        return
    if not bodies:
        say("没有以此开头的主体。")
        return
    table(
        ("名称", "统一社会信用代码", "登记状态", "匹配"),
        [
            (body["name"], body["uscc"], body["status"], MATCHED_BY[row.matched_by])
            for row, body in zip(found.rows, bodies, strict=True)
        ],
    )
