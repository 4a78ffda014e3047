"""Days on the command line."""

from __future__ import annotations

from datetime import date

import typer

from gongshi.records.dates import parse_date


def day_option(text: str, option: str) -> date | None:
    """A day on the command line; None when none is given."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise typer.BadParameter(f"{text!r} is not a day such as 2026-03-02", param_hint=option)
    return day
