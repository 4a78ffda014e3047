"""Who answers for an act: a named person."""

from __future__ import annotations

import getpass

import typer


def named(by: str) -> str:
    """A person's name; nobody answers for a blank one."""
    if not by.strip():
        raise typer.BadParameter("a name is needed", param_hint="--by")
    return by.strip()


def person(by: str) -> str:
    """A person's name; where none is given, the system's user."""
    return by.strip() or getpass.getuser()
