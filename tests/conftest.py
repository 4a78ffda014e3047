"""What every test folder shares: the real servers (``tests/servers/README.md``)."""

from __future__ import annotations

import sys
from pathlib import Path

# The helpers are plain modules with names of their own: packages under tests/ would shadow real ones.
sys.path.append(str(Path(__file__).parent / "servers"))

pytest_plugins = ["server_fixtures"]
