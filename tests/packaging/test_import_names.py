"""Every module has one import name, and the rooms' folders hide nobody else's package."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def test_graphql_from_the_repository_root_is_graphql_core(root: Path) -> None:
    code = "import sys; assert sys.path[0] == ''; import graphql; print(graphql.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
    )
    assert "site-packages" in done.stdout


def test_graphql_inside_pytest_is_graphql_core() -> None:
    import graphql  # noqa: PLC0415  # what pytest's own sys.path makes of the name

    assert graphql.parse.__module__ == "graphql.language.parser"


def test_no_package_file_hides_a_library(tracked: tuple[str, ...]) -> None:
    assert not [
        name
        for name in tracked
        if name == "graphql/__init__.py"
        or (name.startswith("tests/") and name.endswith("/__init__.py"))
        or name == "tests/__init__.py"
    ]


def test_test_files_have_names_of_their_own(tracked: tuple[str, ...]) -> None:
    paths = [Path(name) for name in tracked if name.startswith("tests/")]
    names = [path.name for path in paths if path.name.startswith("test_") and path.suffix == ".py"]
    assert sorted(names) == sorted(set(names))


def bare_imports(source: str, rooms: tuple[str, ...], graphql_modules: set[str]) -> Iterator[str]:
    """Imports of a room by its bare name; ``graphql`` alone is graphql-core."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            if top in rooms and (top != "graphql" or rest.split(".")[0] in graphql_modules):
                yield name


@pytest.fixture
def graphql_modules(root: Path) -> set[str]:
    """Modules of our graphql room that graphql-core has not."""
    ours = {path.stem for path in (root / "graphql").glob("*.py")}
    import graphql  # noqa: PLC0415

    theirs = {path.stem for path in Path(graphql.__file__).parent.iterdir()}
    return ours - theirs


def test_rooms_are_imported_through_gongshi(
    root: Path, tracked: tuple[str, ...], rooms: tuple[str, ...], graphql_modules: set[str]
) -> None:
    found = {
        name: list(bare_imports((root / name).read_text("utf-8"), rooms, graphql_modules))
        for name in tracked
        if name.endswith(".py")
    }
    assert {name: imports for name, imports in found.items() if imports} == {}


@pytest.mark.parametrize(
    "line", ["import search", "from search import port", "import search.port as p"]
)
def test_lint_refuses_a_bare_room_import(
    line: str, clone: Callable[[Path], Path], tmp_path: Path
) -> None:
    clone(tmp_path)
    (tmp_path / "indexers" / "planted.py").write_text(f'"""Planted."""\n\n{line}\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "indexers/planted.py:3" in done.stdout
    assert "Found 1 error." in done.stdout
