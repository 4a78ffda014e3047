"""Writes ``docs/commands.md`` and ``docs/errors.md`` from what the code says of itself.

``python -m gongshi.cli.reference`` after changing a command or a problem; a test holds both files
to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer.main

from gongshi.cli.console import say
from gongshi.cli.main import app
from gongshi.records.problems import PROBLEMS

_DOCS: Final = Path(__file__).resolve().parents[1] / "docs"

_COMMANDS_HEAD: Final = """\
# Commands

Written by `python -m gongshi.cli.reference` from the commands themselves; a test holds it to them.

`python -m gongshi` is the same as `gongshi`. Results go to stdout, progress and problems to
stderr. With `--json`, results are one JSON document on stdout, and a problem is one JSON line
`{"error": {"code", "zh", "en"}}` on stderr (and `reason`, what a search engine that cannot answer
said). [Settings](settings.md) are environment variables
`GONGSHI_…`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a problem, or what was asked for is not there; see [errors](errors.md) |
| 2 | the command line itself is wrong |
| 3 | taken in, but rows wait in quarantine for a clerk |
| 4 | noted, but the index the public is answered from does not hold it yet |
| 130 | interrupted (Ctrl-C) |

## Global options

They may stand anywhere on the command line, before or behind the command.

"""

_ERRORS_HEAD: Final = """\
# Errors, quarantine rules and warnings

Written by `python -m gongshi.cli.reference` from `records/problems.py`; a test holds it to the
catalogue. Codes are stable: programs may rely on them. Words in braces are filled in.

"""

_LEVELS: Final = (
    ("error", "Errors 错误", "The whole request, command or file ends here."),
    (
        "quarantine",
        "Quarantine rules 待核规则",
        "One row cannot be used and is kept for a clerk; the others go on.",
    ),
    ("warning", "Warnings 提示", "The row was taken in, with a remark."),
)


def commands_page() -> str:
    """``docs/commands.md``."""
    root = typer.main.get_command(app)
    lines = [_COMMANDS_HEAD + _options(root), ""]
    for path, command in _commands(root, ()):
        lines += _command(path, command)
    return "\n".join(lines).rstrip() + "\n"


def errors_page() -> str:
    """``docs/errors.md``."""
    lines = [_ERRORS_HEAD.rstrip("\n"), ""]
    for level, title, meaning in _LEVELS:
        lines += [f"## {title}", "", meaning, "", "| code | 说明 | meaning |", "|---|---|---|"]
        lines += [
            f"| `{code}` | {_cell(problem.zh)} | {_cell(problem.en)} |"
            for code, problem in sorted(PROBLEMS.items())
            if problem.level == level
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, in the order of ``--help``."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _command(path: tuple[str, ...], command: Any) -> list[str]:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    words = ["gongshi", *path]
    for argument in arguments:
        name = _metavar(argument)
        words.append(name if argument.required else f"[{name}]")
    options = _options(command)
    usage = " ".join(words) + (" [OPTIONS]" if options else "")
    lines = [f"## gongshi {' '.join(path)}", "", f"`{usage}`", "", _paragraphs(command.help), ""]
    lines += [f"- `{_metavar(argument)}`: {_cell(argument.help)}" for argument in arguments]
    lines += [""] if arguments else []
    return [*lines, options, ""] if options else lines


def _options(command: Any) -> str:
    rows = []
    for param in command.params:
        if param.param_type_name != "option":
            continue
        names = ", ".join(f"`{name}`" for name in [*param.opts, *param.secondary_opts])
        value = "" if param.is_flag else f" `{_metavar(param)}`"
        rows.append(f"| {names}{value} | {_cell(param.help)} |")
    return "\n".join(["| option | meaning |", "|---|---|", *rows]) if rows else ""


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _paragraphs(text: str) -> str:
    """A docstring's paragraphs, each on one line."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Write both pages."""
    for name, page in (("commands.md", commands_page()), ("errors.md", errors_page())):
        (_DOCS / name).write_text(page, encoding="utf-8")
        say(f"docs/{name}")


if __name__ == "__main__":
    main()
