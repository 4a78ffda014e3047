"""One file through reader, mapping and validation, without a ledger: rows a second on one core."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gongshi.cities.load import load_city, shipped_city  # noqa: E402
from gongshi.indexers.layouts.catalogue import LAYOUTS  # noqa: E402
from gongshi.indexers.mapping import LayoutHeader, map_header  # noqa: E402
from gongshi.indexers.readers.files import read_rows, survey_file  # noqa: E402
from gongshi.indexers.row_chunks import CHUNK  # noqa: E402
from gongshi.indexers.row_readers import row_reader  # noqa: E402
from gongshi.indexers.validate import Delivery  # noqa: E402
from gongshi.records.clock import SHANGHAI  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("source", nargs="?", default="licences")
    arguments = parser.parse_args()
    city = load_city(shipped_city("tianjin"))
    source = city.sources[arguments.source]
    layout = LAYOUTS[source.layout]
    now = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    begun = time.process_time()
    survey = survey_file(arguments.file, LayoutHeader(layout))
    surveyed = time.process_time()
    delivery = Delivery(city, source, now, "", city_key=b"bench" * 8)
    reader = row_reader(delivery, map_header(layout, survey.header))
    quarantined = 0
    raws = read_rows(survey)
    while chunk := list(islice(raws, CHUNK)):
        quarantined += sum(bool(row.failures) for row in reader.read(chunk))
    parsed = time.process_time()
    print(
        json.dumps(
            {
                "rows": survey.rows,
                "quarantined": quarantined,
                "survey_rows_per_second": round(survey.rows / (surveyed - begun)),
                "parse_rows_per_second": round(survey.rows / (parsed - surveyed)),
            }
        )
    )


if __name__ == "__main__":
    main()
