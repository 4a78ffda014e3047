"""A zip of files is as many deliveries, all looked at before the first is taken in."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gongshi.cities.city import City
from gongshi.indexers import archive
from gongshi.indexers.archive import unpacked
from gongshi.indexers.ingest import prepare_all
from gongshi.records.periods import Period
from gongshi.records.problems import GongshiError

pytestmark = pytest.mark.slow

HEADER = "XK_XDR_MC,XK_XDR_SHXYM,XK_JDRQ\n"
ROWS = HEADER + "甲公司,91320100748204660Q,2025/11/18\n"
WriteFile = Callable[..., Path]


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def names(path: Path) -> list[str]:
    with unpacked(path) as members:
        return [member.name for member in members]


def problem(path: Path) -> str:
    with pytest.raises(GongshiError) as caught, unpacked(path):
        pass
    assert caught.value.zh
    assert caught.value.en
    return caught.value.code


def test_a_file_that_is_no_archive_is_itself(write_file: WriteFile) -> None:
    path = write_file(ROWS)
    with unpacked(path) as members:
        assert members == [path]


def test_members_come_by_name_and_only_to_this_user(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        {"b/2.csv": "2", "a.csv": "1", "b/": "", "__MACOSX/._a.csv": "x", "b/.DS_Store": "x"},
    )
    with unpacked(path) as members:
        assert [(member.name, member.read_text()) for member in members] == [
            ("a.csv", "1"),
            ("2.csv", "2"),
        ]
        folder = members[0].parents[1]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/cron.d/job", "job"),
        ("C:\\Windows\\x.csv", "x.csv"),
        ("..", "file"),
        ("...hidden", "hidden"),
        ("a\nb.csv", "a_b.csv"),
        ("a\x9b31m\u202evsc.exe", "a_31m_vsc.exe"),
        ("很" * 200 + ".csv", "很" * 78 + ".csv"),
        ("𠀀" * 90 + ".csv", "𠀀" * 59 + ".csv"),
    ],
)
def test_a_name_leads_nowhere(tmp_path: Path, name: str, expected: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(zipfile.ZipInfo(name), "x")
    before = sorted(tmp_path.parent.rglob("*"))
    with unpacked(tmp_path / "a.zip") as (member,):
        assert member.name == expected
        assert sorted(tmp_path.parent.rglob("*")) == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_names_that_do_not_say_their_encoding(tmp_path: Path, encoding: str) -> None:
    raw = "行政许可.csv".encode(encoding)
    path = zipped(tmp_path / "a.zip", {"x" * len(raw): "1"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert names(path) == ["行政许可.csv"]
    assert names(zipped(tmp_path / "b.zip", {"行政许可.csv": "1"})) == ["行政许可.csv"]


def test_a_name_in_no_encoding_we_know(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"xxx": "1"})
    path.write_bytes(path.read_bytes().replace(b"xxx", b"\xff\xff\xff"))
    assert len(names(path)) == 1


def test_archives_that_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problem(zipped(tmp_path / "a.zip", {"b/": ""})) == "archive_empty"
    assert problem(zipped(tmp_path / "b.zip", {})) == "archive_empty"
    path = zipped(tmp_path / "c.zip", {"a.csv": "1"})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert problem(path) == "file_encrypted"
    path.write_bytes(path.read_bytes()[:30])
    assert problem(path) == "package_damaged"
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    assert problem(zipped(tmp_path / "d.zip", {"a": "1", "b": "2"})) == "file_inflates"
    monkeypatch.setattr(archive, "MOST_UNPACKED", 10)
    assert problem(zipped(tmp_path / "e.zip", {"a": "1" * 11})) == "file_inflates"


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    path = zipped(tmp_path / "a.zip", {"a": "1"})
    monkeypatch.setattr(archive, "_unpack", full)
    assert problem(path) == "disk_full"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def killed_while_unpacked(path: Path) -> None:
    """Another process unpacks the archive and is killed."""
    child = os.fork()
    if child == 0:
        with unpacked(path) as members:
            if members[0].read_text() == "1":
                os.kill(os.getpid(), signal.SIGKILL)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_a_killed_process_left_is_cleared_by_the_next(
    temporary: Path, tmp_path: Path, write_file: WriteFile
) -> None:
    """And nothing else: not what a living one works on, not what is somebody else's."""
    path = zipped(tmp_path / "a.zip", {"a.csv": "1"})
    alien = temporary / "gongshi-unpacked-alien"
    alien.mkdir()
    (alien / "file").touch()
    (temporary / "gongshi-unpacked-link").symlink_to(tmp_path)
    kept = set(temporary.iterdir())
    killed_while_unpacked(path)
    (left,) = set(temporary.iterdir()) - kept
    assert [one.name for one in left.rglob("*.csv")] == ["a.csv"]
    with unpacked(path) as members:
        assert not left.exists()
        (own,) = set(temporary.iterdir()) - kept
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
        assert names(path) == ["a.csv"]  # this one is at work
        assert members[0].read_text() == "1"
        killed_while_unpacked(path)
    assert len(list(temporary.iterdir())) == 3
    with unpacked(write_file(ROWS)):  # whatever comes next, an archive or not
        assert set(temporary.iterdir()) == kept
    assert path.exists()


def test_an_archive_inside_an_archive(city: City, tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.csv": ROWS})
    path = zipped(tmp_path / "a.zip", {"a.csv": ROWS, "b.csv": inner.read_bytes()})
    with unpacked(path) as members, pytest.raises(GongshiError) as caught:
        prepare_all(city, "licences", members, path.name, period=None)
    assert (caught.value.code, caught.value.values["file"]) == ("archive_inside", "b.csv")


def test_a_period_is_declared_when_all_members_came(city: City, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": ROWS, "b.csv": HEADER, "c.csv": ROWS})
    period = Period(date(2026, 5, 1), date(2026, 5, 31))
    with unpacked(path) as members:
        prepared = prepare_all(city, "licences", members, path.name, period=period)
        assert [one.period for one in prepared] == [None, None, period]
        with pytest.raises(GongshiError, match="file_without_rows"):
            prepare_all(city, "licences", members, path.name, period=None)


def test_full_deliveries_do_not_come_in_parts(city: City, tmp_path: Path) -> None:
    source = replace(city.sources["licences"], delivery="full")
    full = replace(city, sources={"licences": source})
    path = zipped(tmp_path / "a.zip", {"a.csv": ROWS, "b.csv": ROWS})
    with unpacked(path) as members:
        assert len(prepare_all(full, "licences", members[:1], path.name, period=None)) == 1
        with pytest.raises(GongshiError) as caught:
            prepare_all(full, "licences", members, path.name, period=None)
    assert (caught.value.code, caught.value.values["count"]) == ("archive_of_full", 2)
