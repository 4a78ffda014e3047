"""Who answers for an act and why: a person, a reason; the note of what nothing else notes."""

from __future__ import annotations

import getpass
from datetime import datetime

import typer

from gongshi.ledger import audit
from gongshi.ledger.store import Ledger


def named(by: str) -> str:
    """A person's name; nobody answers for a blank one."""
    return given(by, "--by")


def given(text: str, option: str) -> str:
    """A text that says something: blanks and strokes alone do not."""
    if not any(map(str.isalnum, text)):
        raise typer.BadParameter("请写明内容 (must say something)", param_hint=option)
    return text.strip()


def person(by: str) -> str:
    """A person's name; where none is given, the system's user."""
    return by.strip() or getpass.getuser()


def note_act(
    ledger: Ledger, *, at: datetime, by: str, act: str, target: str, detail: str = ""
) -> None:
    """Note an act whose own transactions are many or none; the others note theirs themselves."""
    with ledger.write() as transaction:
        audit.note(transaction, at=at, actor=by, act=act, target=target, detail=detail)
