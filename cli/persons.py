"""Who answers for an act: a named person; and the note of one that no other transaction makes."""

from __future__ import annotations

import getpass
from datetime import datetime

import typer

from gongshi.ledger import audit
from gongshi.ledger.store import Ledger


def named(by: str) -> str:
    """A person's name; nobody answers for a blank one."""
    if not by.strip():
        raise typer.BadParameter("a name is needed", param_hint="--by")
    return by.strip()


def person(by: str) -> str:
    """A person's name; where none is given, the system's user."""
    return by.strip() or getpass.getuser()


def note_act(
    ledger: Ledger, *, at: datetime, by: str, act: str, target: str, detail: str = ""
) -> None:
    """Note an act whose own transactions are many or none; the others note theirs themselves."""
    with ledger.write() as transaction:
        audit.note(transaction, at=at, actor=by, act=act, target=target, detail=detail)
