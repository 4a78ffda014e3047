"""``gongshi ingest`` of a workbook and of a zip, killed at any moment and run again as it was: the
ledger is the same as undisturbed.

A forked child runs the command and is ended by SIGKILL: right before a random statement of the
ledger, and after a random time, while the file is unpacked, surveyed, or its rows are read by a
process of their own.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from gongshi.indexers import row_chunks
from gongshi.ledger.store import Ledger
from gongshi.samples.columns import LICENCE
from gongshi.samples.usccs import ENTERPRISE, make_organ_uscc, make_uscc
from tests.cli.conftest import NOW, run
from tests.indexers.way_in.test_ingest_killed import dump, killed_after
from tests.ledger.test_accept_killed import forked

POINTS = 3  # of each file, each way
MOST_TRIES = 60
ROWS = 2_200  # three chunks


def rows(first: int, count: int) -> Iterator[list[str]]:
    """Licences, one in a hundred of which must be quarantined."""
    for number in range(first, first + count):
        cells = dict.fromkeys(LICENCE, "") | {
            "XK_XDR_MC": f"天津样例第{number % 90}号食品有限公司",
            "XK_XDR_LB": "法人及非法人组织",
            "XK_XDR_SHXYM": make_uscc(ENTERPRISE, number % 90),
            "XK_XKWS": "准予行政许可决定书",
            "XK_WSH": f"津样审许〔2026〕{number}号",
            "XK_XKLB": "普通",
            "XK_NR": f"第{number}项",
            "XK_JDRQ": "2026/05/20" if number % 100 else "2026/02/30",
            "XK_YXQZI": "2099/12/31",
            "XK_XKJG": "天津市样例区行政审批局",
            "XK_XKJGDM": make_organ_uscc(2),
            "XK_ZT": "1",
        }
        yield list(cells.values())


def workbook(path: Path, first: int, count: int) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(LICENCE))
        for place, cells in enumerate(rows(first, count), start=1):
            sheet.write_row(place, 0, cells)
    return path


def archive(path: Path, scratch: Path) -> Path:
    """A CSV and a workbook."""
    text = "\r\n".join([",".join(LICENCE), *(",".join(cells) for cells in rows(5_000, ROWS // 2))])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("1.csv", text + "\r\n")
        package.write(workbook(scratch / "2.xlsx", 9_000, ROWS // 2), "2.xlsx")
    return path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("kind", ["workbook", "zip"])
def test_killed_at_random_points_and_run_again(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    if kind == "workbook":
        file, files = workbook(tmp_path / "许可.xlsx", 0, ROWS), 1
    else:
        file, files = archive(tmp_path / "许可.zip", tmp_path), 2
    # A killed process leaves what it unpacked behind. Short: the path of a socket has a limit.
    scratch = tmp_path_factory.mktemp("k")
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    empty = tmp_path / "empty.sqlite"
    Ledger.open(f"sqlite:///{empty}").close()
    chance = random.Random(20260615)

    def fresh(name: str) -> Path:
        shutil.rmtree(tmp_path / name, ignore_errors=True)
        (tmp_path / name).mkdir()
        shutil.copyfile(empty, tmp_path / name / "ledger.sqlite")
        return tmp_path / name

    def command(folder: Path) -> Callable[[], None]:
        def work() -> None:
            ran = run(
                "--data", folder, "ingest", "licences", file, "--no-index", "--by", "王敏", at=NOW,
            )  # fmt: skip
            # Some rows wait in quarantine; killed behind the last commit, nothing was left to do.
            received = ran.out.count("该文件此前已完整接收")
            assert ran.code == (0 if received == files else 3), ran.err

        return work

    undisturbed = fresh("undisturbed")
    begun = time.monotonic()
    status, statements = forked(command(undisturbed), 0)
    whole = time.monotonic() - begun
    assert status == 0
    expected = dump(undisturbed / "ledger.sqlite")
    assert sum(line.startswith('INSERT INTO "records"') for line in expected) > ROWS * 0.95

    def run_again(folder: Path) -> None:
        monkeypatch.setattr(row_chunks, "APART_FROM", 1_000_000)
        command(folder)()
        assert sorted(set(dump(folder / "ledger.sqlite")) ^ set(expected)) == []

    for point in sorted(chance.sample(range(statements // 4, statements + 1), POINTS)):
        folder = fresh("killed")
        status, _ = forked(command(folder), point)
        assert os.WTERMSIG(status) == signal.SIGKILL
        run_again(folder)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    killed = 0
    for _ in range(MOST_TRIES):
        folder = fresh("killed")
        monkeypatch.setattr(row_chunks, "APART_FROM", 100)
        if not killed_after(chance.uniform(0, whole), command(folder)):
            continue
        run_again(folder)
        killed += 1
        if killed == POINTS:
            break
    assert killed == POINTS
