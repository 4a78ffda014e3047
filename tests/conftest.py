"""What every test folder shares: real servers (``tests/servers/README.md``), shared data."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.servers.server_fixtures"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the repository; without it only its tests are left out."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (real published records) is not here")
    return folder
