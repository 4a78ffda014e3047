"""Wheel, sdist → wheel and editable: each holds every file of every room and imports it."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

IMPORT_ALL = """
import importlib, sys, warnings
warnings.simplefilter("error", SyntaxWarning)
for name in sys.argv[1:]:
    importlib.import_module(name)
import graphql, gongshi
assert hasattr(graphql, "parse"), graphql
print(gongshi.__file__)
"""


@pytest.fixture(scope="module")
def modules(room_files: frozenset[str]) -> tuple[str, ...]:
    """Import names of every module of a room; Alembic's scripts run only inside Alembic."""
    names = (name for name in room_files if name.endswith(".py") and "/migrations/" not in name)
    dotted = ("gongshi." + name.removesuffix(".py").replace("/", ".") for name in names)
    return tuple(sorted(name.removesuffix(".__init__") for name in dotted))


@pytest.fixture(scope="module")
def source(clone: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def wheel(
    source: Path,
    build: Callable[[Path, str, Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return build(source, "wheel", tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def sdist_wheel(
    source: Path,
    build: Callable[[Path, str, Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    sdist = build(source, "sdist", folder / "dist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return build(folder / sdist.name.removesuffix(".tar.gz"), "wheel", folder / "wheel")


@pytest.fixture(scope="module")
def editable(
    source: Path,
    build: Callable[[Path, str, Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return build(source, "editable", tmp_path_factory.mktemp("editable") / "dist")


def shipped(wheel: Path) -> frozenset[str]:
    """The files of a wheel, its own metadata aside."""
    names = zipfile.ZipFile(wheel).namelist()
    return frozenset(name for name in names if ".dist-info/" not in name)


def import_all(python: Path, modules: tuple[str, ...], folder: Path) -> Path:
    """Imports every module there, from a folder that holds nothing; where gongshi stands."""
    folder.mkdir()
    done = subprocess.run(
        [python, "-I", "-c", IMPORT_ALL, *modules], cwd=folder, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return Path(done.stdout.strip())


@pytest.mark.parametrize("kind", ["wheel", "sdist_wheel"])
def test_a_wheel_ships_every_file_of_every_room(
    kind: str,
    request: pytest.FixtureRequest,
    tracked: tuple[str, ...],
    room_files: frozenset[str],
    root: Path,
) -> None:
    own = {n for n in tracked if n.startswith("gongshi/") and not (root / n).is_symlink()}
    assert {"gongshi/__init__.py", "gongshi/py.typed"} <= own
    rooms = {f"gongshi/{name}" for name in room_files}
    assert shipped(request.getfixturevalue(kind)) == own | rooms


@pytest.mark.parametrize("kind", ["wheel", "sdist_wheel"])
def test_a_wheel_carries_licence_and_notice(kind: str, request: pytest.FixtureRequest) -> None:
    names = zipfile.ZipFile(request.getfixturevalue(kind)).namelist()
    assert {
        "gongshi-0.1.0.dist-info/licenses/LICENSE",
        "gongshi-0.1.0.dist-info/licenses/NOTICE",
    } <= set(names)


@pytest.mark.parametrize("kind", ["wheel", "sdist_wheel"])
def test_an_installed_wheel_imports_every_room(
    kind: str,
    request: pytest.FixtureRequest,
    fresh_environment: Callable[[Path, Path], Path],
    modules: tuple[str, ...],
    tmp_path: Path,
) -> None:
    python = fresh_environment(tmp_path / "env", request.getfixturevalue(kind))
    assert (tmp_path / "env") in import_all(python, modules, tmp_path / "empty").parents


def test_an_editable_install_copies_no_module(editable: Path) -> None:
    assert shipped(editable) == {"_gongshi.pth"}


def test_an_editable_install_imports_every_room_from_the_tree(
    source: Path,
    editable: Path,
    fresh_environment: Callable[[Path, Path], Path],
    modules: tuple[str, ...],
    tmp_path: Path,
) -> None:
    python = fresh_environment(tmp_path / "env", editable)
    found = import_all(python, modules, tmp_path / "empty")
    assert found == source / "gongshi" / "__init__.py"


def test_the_installed_command_answers(
    sdist_wheel: Path, fresh_environment: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    python = fresh_environment(tmp_path / "env", sdist_wheel)
    done = subprocess.run(
        [python.parent / "gongshi", "--help"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.returncode == 0
    for command in ("ingest", "serve", "search", "show", "quarantine", "doctor"):
        assert f" {command} " in done.stdout
