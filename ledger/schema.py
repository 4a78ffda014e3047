"""Bringing a database to this release's schema, in one transaction: all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gongshi.records.problems import GongshiError

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def migrations(connection: Connection | None = None) -> Config:
    """Alembic's configuration of our migrations, in the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> tuple[str, ...]:
    """Every revision this release knows, oldest first."""
    scripts = ScriptDirectory.from_config(migrations())
    return tuple(script.revision for script in reversed(list(scripts.walk_revisions())))


def current_revision(connection: Connection) -> str | None:
    """The revision the database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest revision, in the caller's transaction.

    Raises ``ledger_newer`` when the database was written by a newer release.
    """
    current = current_revision(connection)
    known = known_revisions()
    if current is not None and current not in known:
        raise GongshiError("ledger_newer", revision=current, known=known[-1])
    if current != known[-1]:
        command.upgrade(migrations(connection), "head")
