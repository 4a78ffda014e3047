"""What the process says when it ends; documented in ``docs/commands.md``."""

from __future__ import annotations

from typing import Final

OK: Final = 0
PROBLEM: Final = 1  # it could not be done, or what was asked for is not there
# 2 is typer's own: the command line itself is wrong
QUARANTINED: Final = 3  # taken in, but rows wait in quarantine for a clerk
NOT_YET: Final = 4  # it is noted, but the public is not answered by it yet
INTERRUPTED: Final = 130  # Ctrl-C
