"""Files as departments write them, and what becomes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gongshi.cities.city import City
from gongshi.cities.load import load_city, shipped_city
from gongshi.indexers.ingest import ingest
from gongshi.indexers.layouts.catalogue import LAYOUTS
from gongshi.indexers.mapping import LayoutHeader, map_header
from gongshi.indexers.readers.files import read_rows, survey_file
from gongshi.indexers.receipt import Receipt
from gongshi.indexers.row_readers import row_reader
from gongshi.indexers.rows import ParsedRow
from gongshi.indexers.validate import Delivery
from gongshi.ledger.store import Ledger
from gongshi.ledger.tables import metadata
from gongshi.records.clock import SHANGHAI

Row = dict[str, str]
MakeRow = Callable[..., Row]
WriteFile = Callable[..., Path]
Parse = Callable[..., list[ParsedRow]]
Take = Callable[..., Receipt]
Dump = Callable[[Ledger], dict[str, list[dict[str, Any]]]]

CITY_KEY = b"k" * 32


@pytest.fixture(scope="session")
def city() -> City:
    return load_city(shipped_city("tianjin"))


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def licence_row() -> MakeRow:
    """A licence row without any remark to it; keywords overwrite columns."""

    def make(**changes: str) -> Row:
        return {
            "XK_XDR_MC": "南京钢铁联合有限公司",
            "XK_XDR_LB": "法人及非法人组织",
            "XK_XDR_SHXYM": "91320100748204660Q",
            "XK_XKWS": "准予行政许可决定书",
            "XK_WSH": "宁新区管审环表复〔2025〕104号",
            "XK_XKLB": "普通",
            "XK_NR": "环境影响评价",
            "XK_JDRQ": "2025/11/18",
            "XK_YXQZ": "2025/11/18",
            "XK_YXQZI": "2099/12/31",
            "XK_XKJG": "南京江北新区管委会行政审批局",
            "XK_XKJGDM": "11320100MB0204433P",
            "XK_ZT": "1",
            "XK_LYDW": "南京江北新区管委会行政审批局",
            "XK_LYDWDM": "11320100MB0204433P",
        } | changes

    return make


@pytest.fixture
def penalty_row() -> MakeRow:
    """A penalty row without any remark to it; keywords overwrite columns."""

    def make(**changes: str) -> Row:
        return {
            "CF_XDR_MC": "南京钢铁联合有限公司",
            "CF_XDR_LB": "法人及非法人组织",
            "CF_XDR_SHXYM": "91320100748204660Q",
            "CF_WSH": "宁环罚〔2026〕3号",
            "CF_WFXW": "超标排放大气污染物",
            "CF_SY": "二氧化硫日均值超标",
            "CF_YJ": "《中华人民共和国大气污染防治法》第九十九条",
            "CF_CFLB": "罚款",
            "CF_NR": "罚款人民币拾万元",
            "CF_NR_FK": "10.000000",
            "CF_JDRQ": "2026/04/10",
            "CF_YXQ": "2099/12/31",
            "CF_CFJG": "南京市生态环境局",
            "CF_CFJGDM": "11320100MB153168X8",
            "CF_SJLY": "南京市生态环境局",
            "CF_SJLYDM": "11320100MB153168X8",
        } | changes

    return make


def csv_text(rows: Sequence[Mapping[str, str]], delimiter: str, end: str) -> str:
    header = list(dict.fromkeys(code for row in rows for code in row))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows([row.get(code, "") for code in header] for row in rows)
    return text.getvalue()


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write rows (or ready text, or bytes) to a file of its own."""
    count = iter(range(1_000_000))

    def write(
        content: Sequence[Mapping[str, str]] | str | bytes,
        *,
        encoding: str = "utf-8",
        delimiter: str = ",",
        end: str = "\n",
        name: str = "",
    ) -> Path:
        path = tmp_path / (name or f"file{next(count)}.csv")
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else csv_text(content, delimiter, end)
            path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def parse(city: City, now: datetime, write_file: WriteFile) -> Parse:
    """Read rows as a source's file up to what the ledger would get."""

    def run(
        source: str,
        content: Sequence[Mapping[str, str]] | str | bytes | Path,
        *,
        of: City | None = None,
        city_key: bytes = CITY_KEY,
        **how: str,
    ) -> list[ParsedRow]:
        path = content if isinstance(content, Path) else write_file(content, **how)
        chosen = of or city
        layout = LAYOUTS[chosen.sources[source].layout]
        survey = survey_file(path, LayoutHeader(layout))
        delivery = Delivery(chosen, chosen.sources[source], now, "2026-06-01", city_key=city_key)
        reader = row_reader(delivery, map_header(layout, survey.header))
        return reader.read(list(read_rows(survey)))

    return run


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def take(ledger: Ledger, city: City, now: datetime, write_file: WriteFile) -> Take:
    """Ingest rows (or a file) of a source."""

    def run(
        source: str,
        content: Sequence[Mapping[str, str]] | str | bytes | Path,
        *,
        delimiter: str = ",",
        encoding: str = "utf-8",
        file_name: str = "",
        **how: Any,
    ) -> Receipt:
        path = (
            content
            if isinstance(content, Path)
            else write_file(content, delimiter=delimiter, encoding=encoding, name=file_name)
        )
        options: dict[str, Any] = {"now": now, "city_key": CITY_KEY} | how
        return ingest(ledger, options.pop("of", city), source, path, **options)

    return run


@pytest.fixture
def dump() -> Dump:
    """Everything a ledger holds, but its own id."""

    def run(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
        with ledger.read() as conn:
            return {
                table.name: [
                    dict(row._mapping)
                    for row in conn.execute(select(table).order_by(*table.primary_key.columns))
                ]
                for table in metadata.sorted_tables
                if table.name != "ledger_meta"
            }

    return run
