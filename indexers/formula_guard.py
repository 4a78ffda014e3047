"""Cells that a spreadsheet program would compute instead of showing (``=HYPERLINK(…)``).

What a department files is text from strangers; opened in a CSV it must stay text. A guarded cell
begins with an apostrophe, and loses it again when the file comes back.
"""

from __future__ import annotations

from typing import Final

#: Headers of the columns an export puts in front: where all of them stand, cells are guarded.
REMARKS: Final = ("隔离编号", "原文件行号", "问题", "Problem")
#: Spreadsheet programs of East Asia take the wide forms for the same.
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK: Final = "'"


def guarded(text: str) -> str:
    """The text as a CSV cell that no program computes; ``unguarded`` gives the text back."""
    return _MARK + text if text.lstrip(_MARK)[:1] in _STARTS and text else text


def unguarded(text: str) -> str:
    """A cell of a file of ours as it was before ``guarded``."""
    if text.startswith(_MARK) and text.lstrip(_MARK)[:1] in _STARTS:
        return text[1:]
    return text
