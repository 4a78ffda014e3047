"""The repository as a stranger gets it: only what git knows, copied away from this tree."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    """pyproject.toml, parsed."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def rooms() -> tuple[str, ...]:
    """The rooms: what ``gongshi/`` links to."""
    return tuple(sorted(path.name for path in (ROOT / "gongshi").iterdir() if path.is_symlink()))


@pytest.fixture(scope="session")
def room_files(tracked: tuple[str, ...], rooms: tuple[str, ...]) -> frozenset[str]:
    """Every file of a room."""
    return frozenset(name for name in tracked if name.split("/")[0] in rooms)


@pytest.fixture(scope="session")
def build() -> Callable[[Path, str, Path], Path]:
    """Builds ``wheel``, ``sdist`` or ``editable`` of a folder; the one file made."""

    def run(folder: Path, kind: str, target: Path) -> Path:
        target.mkdir(parents=True)
        code = f"import hatchling.build as b; b.build_{kind}({str(target)!r})"
        subprocess.run([sys.executable, "-I", "-c", code], cwd=folder, check=True)
        (made,) = target.iterdir()
        return made

    return run


@pytest.fixture(scope="session")
def fresh_environment() -> Callable[[Path, Path], Path]:
    """A new environment holding one wheel of ours, over the libraries of this one; its Python.

    The libraries come by a ``.pth`` line, so nothing is downloaded; ``.pth`` files in the folder it
    names are not read, so an editable gongshi of this environment does not shine through.
    """

    def make(target: Path, wheel: Path) -> Path:
        venv.EnvBuilder(with_pip=False, symlinks=True).create(target)
        python = target / "bin" / "python"
        install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
        offline = ["--disable-pip-version-check", "--no-deps", "--no-index"]
        subprocess.run([*install, *offline, str(wheel)], check=True)
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        site = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True)
        libraries = Path(pytest.__file__).resolve().parents[1]
        Path(site.stdout.strip(), "libraries.pth").write_text(f"{libraries}\n", "utf-8")
        return python

    return make
