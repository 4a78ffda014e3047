"""Bringing a database to this release's schema, in one transaction: all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect

from gongshi.records.problems import GongshiError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"
#: The newest revision. A ledger that stands there, as nearly every one that is opened does, needs
#: no Alembic, which takes a tenth of a second to load.
NEWEST: Final = "0014"


def migrations(connection: Connection | None = None) -> Config:
    """Alembic's configuration of our migrations, in the caller's transaction."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> tuple[str, ...]:
    """Every revision this release knows, oldest first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory.from_config(migrations())
    return tuple(script.revision for script in reversed(list(scripts.walk_revisions())))


def current_revision(connection: Connection) -> str | None:
    """The revision the database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    revision: str | None = found.scalar_one_or_none()
    return revision


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest revision, in the caller's transaction.

    Raises ``ledger_newer`` when the database was written by a newer release.
    """
    current = current_revision(connection)
    if current == NEWEST:
        return
    if current is not None and current not in known_revisions():
        raise GongshiError("ledger_newer", revision=current, known=NEWEST)
    from alembic import command  # noqa: PLC0415

    command.upgrade(migrations(connection), "head")
