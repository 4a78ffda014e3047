"""Files larger than memory should be: a CSV of gigabytes and an XLSX of 300,000 rows.

Both are written from invented licences (not timed), then read twice as ``gongshi ingest`` does,
survey and rows, checked against the layout; with ``--take-in`` they go into a fresh ledger.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.usage import Usage  # noqa: E402
from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.ingest import (  # noqa: E402
    check_prepared,
    ingest_prepared,
    prepare,
)
from gongshi.ledger.store import Ledger  # noqa: E402
from gongshi.records.clock import SHANGHAI  # noqa: E402
from gongshi.samples.usccs import ENTERPRISE, make_uscc  # noqa: E402

NOW: Final = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
SUBJECTS: Final = 100_000
HEADER: Final = (
    "XK_XDR_MC", "XK_XDR_LB", "XK_XDR_SHXYM", "XK_XDR_GSZC", "XK_XDR_ZZJG", "XK_XDR_SWDJ",
    "XK_XDR_SYDW", "XK_XDR_SHZZ", "XK_FRDB", "XK_FR_ZJLX", "XK_FR_ZJHM", "XK_XDR_ZJLX",
    "XK_XDR_ZJHM", "XK_XKWS", "XK_WSH", "XK_XKLB", "XK_XKZS", "XK_XKBH", "XK_NR", "XK_JDRQ",
    "XK_YXQZ", "XK_YXQZI", "XK_XKJG", "XK_XKJGDM", "XK_ZT", "XK_LYDW", "XK_LYDWDM", "BZ",
)  # fmt: skip
ORGAN: Final = ("天津市样例区行政审批局", make_uscc("11", 7, "YG"))
TEXT: Final = "预包装食品销售；散装食品销售；特殊食品销售；餐饮服务；起重机械安装、改造、维修；"


def licences(content: int) -> Iterator[tuple[str, ...]]:
    """Rows without end, each of its own; ``content`` repeats of a phrase in the free text."""
    number = 0
    while True:
        subject = number % SUBJECTS
        day = date(2021, 1, 1) + timedelta(days=number % 1800)
        shown, until = (f"{one:%Y/%m/%d}" for one in (day, day + timedelta(days=1825)))
        firm = f"天津样例第{subject}号食品有限公司"
        yield (
            firm, "法人及非法人组织", make_uscc(ENTERPRISE, subject),
            "", "", "", "", "", "", "", "", "", "", "准予行政许可决定书",
            f"津样审许〔2026〕{number}号", "普通", "食品经营许可证", f"JY{number:012d}",
            f"第{number}项：{TEXT * content}", shown, shown, until, *ORGAN, "1", *ORGAN, "",
        )  # fmt: skip
        number += 1


def write_csv(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number, row in enumerate(licences(9)):
            writer.writerow(row)
            if not number % 1000 and stream.tell() > size:
                return


def write_xlsx(path: Path, rows: int) -> None:
    """With shared texts, as spreadsheet programs write, and days as days."""
    days = {HEADER.index(code) for code in ("XK_JDRQ", "XK_YXQZ", "XK_YXQZI")}
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_row(0, 0, HEADER)
        for number, row in zip(range(1, rows + 1), licences(1), strict=False):
            for column, cell in enumerate(row):
                if column in days:
                    day = datetime.strptime(cell, "%Y/%m/%d")  # noqa: DTZ007 (a cell has no zone)
                    sheet.write_datetime(number, column, day, shown)
                elif cell:
                    sheet.write_string(number, column, cell)


def measure(path: Path, ledger: Ledger | None) -> dict[str, object]:
    """Seconds (also of the processor: neighbours do not count), rows a second, RssAnon at its
    greatest and after each tenth."""
    city = load_city(shipped_city("tianjin"))
    usage = Usage()
    before = usage.look()
    begun, busy = time.perf_counter(), usage.cpu_seconds
    file = prepare(city, "licences", path, period=None)
    surveyed = time.perf_counter()
    tenths: list[int] = []

    def progress(done: int, rows: int) -> None:
        if done * 10 >= rows * (len(tenths) + 1):
            tenths.append(round(usage.look()))

    if ledger is None:
        receipt = check_prepared(None, city, file, now=NOW, progress=progress)
    else:
        receipt = ingest_prepared(ledger, city, file, now=NOW, progress=progress)
    ended = time.perf_counter()
    usage.stop()
    size = path.stat().st_size
    return {
        "file": path.name,
        "megabytes": round(size / 1e6),
        "rows": file.survey.rows,
        "quarantined": receipt.quarantined,
        "survey_seconds": round(surveyed - begun, 1),
        "rows_seconds": round(ended - surveyed, 1),
        "rows_per_second": round(file.survey.rows / (ended - begun)),
        "cpu_seconds": round(usage.cpu_seconds - busy, 1),
        "rss_anon_before_mb": round(before),
        "rss_anon_greatest_mb": round(usage.greatest),
        "rss_anon_tenths_mb": tenths,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=2.0, help="of the CSV; 0: none")
    parser.add_argument("--rows", type=int, default=300_000, help="of the XLSX; 0: none")
    parser.add_argument("--take-in", action="store_true", help="into a fresh ledger")
    parser.add_argument("--keep", type=Path, help="folder the files are kept in for the next run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        wanted: list[tuple[Path, Callable[[Path, int], None], int]] = []
        if arguments.gigabytes:
            size = int(arguments.gigabytes * 1e9)
            name = folder / f"licences-{arguments.gigabytes:g}GB.csv"
            wanted.append((name, write_csv, size))
        if arguments.rows:
            name = folder / f"licences-{arguments.rows}.xlsx"
            wanted.append((name, write_xlsx, arguments.rows))
        for number, (path, write, size) in enumerate(wanted):
            if not path.exists():  # in a process of its own, whose memory is gone with it
                writer = multiprocessing.get_context("spawn").Process(
                    target=write, args=(path, size)
                )
                writer.start()
                writer.join()
            ledger = None
            if arguments.take_in:
                ledger = Ledger.open(f"sqlite:///{scratch}/ledger{number}.sqlite")
            print(json.dumps(measure(path, ledger), ensure_ascii=False), flush=True)
            if ledger is not None:
                ledger.close()


if __name__ == "__main__":
    main()
