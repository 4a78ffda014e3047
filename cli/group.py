"""The root command: global options in any place, and every problem told in a sentence, never a
traceback.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import typer
from typer.core import TyperGroup

from gongshi.cli.console import err, print_problem
from gongshi.cli.exit_codes import INTERRUPTED, PROBLEM
from gongshi.cli.state import State
from gongshi.records.problems import GongshiError

_FLAGS: Final = frozenset({"--json", "--traceback"})
_WITH_VALUE: Final = frozenset({"--data", "--now"})


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global options first: ``gongshi search 样 --json`` is as good as
    ``gongshi --json search 样``. What stands behind ``--`` stays where it is.
    """
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _FLAGS or (argument.split("=", 1)[0] in _WITH_VALUE and "=" in argument):
            first.append(argument)
        elif argument in _WITH_VALUE:
            first += [argument, *[value for value in [next(waiting, None)] if value is not None]]
        else:
            rest.append(argument)
    return first + rest


class RootGroup(TyperGroup):
    """Turns problems into a sentence and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Global options may stand anywhere."""
        return super().parse_args(ctx, hoisted(args))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; its problems end here."""
        try:
            return super().invoke(ctx)
        except GongshiError as error:
            problem = error
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            problem = _of_system(error)
            problem.__cause__ = error
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if _is_usage(error):
                raise
            problem = GongshiError("unexpected", kind=type(error).__name__, reason=error)
            problem.__cause__ = error
        state = ctx.obj if isinstance(ctx.obj, State) else State()
        if state.traceback:
            err().print("".join(traceback.format_exception(problem)), markup=False)
        print_problem(problem, as_json=state.json)
        raise typer.Exit(PROBLEM)


class DefaultingGroup(TyperGroup):
    """A group that does one thing with whatever is no subcommand of its own and no call for help:
    ``gongshi board repeat`` is short for ``gongshi board show repeat``."""

    default: ClassVar[str]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the subcommand that was left out in front."""
        short = not args or args[0] not in {*self.commands, "--help", "-h"}
        return super().parse_args(ctx, [self.default, *args] if short else args)


def _is_usage(error: Exception) -> bool:
    """Whether the command line parser raised it: it tells these itself."""
    return any(base.__name__ == "ClickException" for base in type(error).__mro__)


def _of_system(error: OSError) -> GongshiError:
    if error.errno == errno.ENOSPC:
        return GongshiError("disk_full", place=error.filename or "—")
    reason = error.strerror or str(error)
    if error.filename is None:  # a socket, a process: nothing that a clerk could look for
        return GongshiError("unexpected", kind=type(error).__name__, reason=reason)
    return GongshiError("file_missing", file=error.filename, reason=reason)
