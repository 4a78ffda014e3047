"""What every test folder shares: real servers (``tests/servers/README.md``), shared data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.servers.server_fixtures"]

# A loaded machine is no finding: examples are judged by what they do, never by how long they take.
settings.register_profile(
    "gongshi", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("gongshi")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the repository; without it only its tests are left out."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (real published records) is not here")
    return folder
