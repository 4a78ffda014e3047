"""What every test folder shares: real servers (``tests/servers/README.md``), shared data, the
repository as a stranger gets it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.servers.server_fixtures"]

# A loaded machine is no finding: examples are judged by what they do, never by how long they take.
settings.register_profile(
    "gongshi", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("gongshi")


ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def tracked() -> tuple[str, ...]:
    """Files git knows or would add, relative to the root; the rooms' links are among them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = (name for name in listed.split("\0") if name)
    return tuple(sorted(name for name in names if (ROOT / name).exists()))


@pytest.fixture(scope="session")
def clone(tracked: tuple[str, ...]) -> Callable[[Path], Path]:
    """Copies the tracked files, links as links, into a new folder."""

    def copy(target: Path) -> Path:
        for name in tracked:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
        return target

    return copy


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the repository; without it only its tests are left out."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (real published records) is not here")
    return folder
