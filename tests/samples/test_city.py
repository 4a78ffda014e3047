"""The sample city: the same bytes from the same seed, in the departments' layouts, with every
case in it.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import tracemalloc
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from gongshi.records.identifiers import read_uscc
from gongshi.records.problems import GongshiError
from gongshi.samples.city import FORMS, LARGEST, write_city
from gongshi.samples.columns import LICENCE, LICENCE_2015, PENALTY
from gongshi.samples.dirt import QUARANTINED
from gongshi.samples.manifest import Manifest, SampleFile, read_manifest
from gongshi.samples.truth import read_truth
from gongshi.samples.truth_days import INSTANTS
from gongshi.samples.usccs import REGION

pytestmark = pytest.mark.slow

SIZE = 2_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "city"
    write_city(folder, SIZE, seed=7)
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The file's rows by 2018 code."""
    form = next(form for form in FORMS if form.name == name)
    path = folder / name
    if form.layout == "json":
        lines = path.read_text(encoding="utf-8").splitlines()
        return [dict.fromkeys(form.columns, "") | json.loads(line) for line in lines]
    with path.open(encoding=form.encoding, newline="") as stream:
        found = list(csv.DictReader(stream, delimiter=form.delimiter))
    if form.layout == "label":
        return [{code: row[label] for code, label in form.columns.items()} for row in found]
    if form.layout == "2015":
        return [{code: row[old] for old, code in form.columns.items()} for row in found]
    return found


def penalties(folder: Path) -> list[dict[str, str]]:
    names = [form.name for form in FORMS if form.source.startswith("penalties")]
    return [row for name in names for row in rows(folder, name)]


def licences(folder: Path) -> list[dict[str, str]]:
    names = [form.name for form in FORMS if form.source == "licences"]
    return [row for name in names for row in rows(folder, name)]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_city(tmp_path / name, 120, seed=3)
    write_city(tmp_path / "other", 120, seed=4)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert digests(tmp_path / "one")["register.csv"] != digests(tmp_path / "other")["register.csv"]


def test_the_bytes_are_those_of_every_other_machine(tmp_path: Path) -> None:
    write_city(tmp_path / "city", 50, seed=1)
    together = hashlib.sha256("".join(sorted(digests(tmp_path / "city").values())).encode())
    assert together.hexdigest()[:16] == "9f751bbcb63685e8"


def test_a_larger_city_begins_with_the_smaller_one(tmp_path: Path, folder: Path) -> None:
    write_city(tmp_path / "small", 100, seed=7)
    small = rows(tmp_path / "small", "register.csv")
    assert rows(folder, "register.csv")[:100] == small


def test_every_file_is_there_and_counted(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert (manifest.seed, manifest.enterprises, manifest.until) == (7, SIZE, "2026-05-31")
    assert [entry.file for entry in manifest.files] == [form.name for form in FORMS]
    for entry in manifest.files:
        assert len(rows(folder, entry.file)) == entry.rows > 0


def test_headers_are_the_departments_own(folder: Path) -> None:
    def header(name: str, encoding: str) -> str:
        return (folder / name).read_bytes().decode(encoding).split("\r\n", 1)[0]

    assert (folder / "licences-1.csv").read_bytes().startswith(b"\xef\xbb\xbfXK_XDR_MC,")
    assert header("licences-1.csv", "utf-8-sig") == ",".join(LICENCE)
    assert header("licences-2.csv", "gb18030") == ",".join(LICENCE.values())
    assert header("licences-3.txt", "gb18030") == "\t".join(LICENCE_2015)
    assert header("penalties-1.csv", "utf-8") == ",".join(PENALTY)
    assert header("penalties-2.csv", "gb18030").endswith(
        ",备注,procedure,class,field,published_date,restriction_until"
    )


def test_columns_are_those_of_the_standard() -> None:
    path = Path(__file__).parents[3] / "shared" / "domain" / "double_disclosure_fields.csv"
    if not path.exists():
        pytest.skip("the folder with the standard's tables is not at hand")
    with path.open(encoding="utf-8", newline="") as stream:
        standard = list(csv.DictReader(stream))
    for table, columns in (("XK", LICENCE), ("CF", PENALTY)):
        wanted = {row["code"]: row["name_cn"] for row in standard if row["table"] == table}
        assert dict(columns) == wanted


def test_every_subject_and_organ_is_invented_and_valid(folder: Path) -> None:
    register = rows(folder, "register.csv")
    assert len({row["UNISCID"] for row in register}) == SIZE
    assert len({row["ENTNAME"] for row in register}) == SIZE
    codes = [row["UNISCID"] for row in register] + [row["LSQY_SHXYM"] for row in register]
    for row in licences(folder) + penalties(folder):
        codes += [value for code, value in row.items() if code.endswith(("JGDM", "LYDWDM", "LYDM"))]
    for code in filter(None, codes):
        reading = read_uscc(code)
        assert (reading.value, reading.ok, reading.inner_ok) == (code, True, True)
        assert code[2:8] == REGION
    known = {row["UNISCID"] for row in register}
    assert {row["LSQY_SHXYM"] for row in register} - {""} <= known


def test_names_say_that_they_are_invented(folder: Path) -> None:
    for row in rows(folder, "register.csv"):
        assert "样" in row["ENTNAME"]
        assert row["NAME"][1] == "样"
    for row in licences(folder):
        assert "样" in row["XK_XKJG"]
    for row in penalties(folder):
        assert "样" in row["CF_CFJG"]


def test_every_stretch_of_every_rule_occurs(folder: Path) -> None:
    def days(source: str) -> list[date]:
        names = [form.name for form in FORMS if form.source == source]
        found = [row["CF_JDRQ"].replace("/", "-") for name in names for row in rows(folder, name)]
        return [date.fromisoformat(day) for day in found if len(day) == 10 and day != "2025-02-30"]

    stretches = {
        "penalties": ["2019-07-01", "2023-05-01", "2026-04-01"],
        "penalties-samr": ["2021-09-01", "2025-12-25"],
    }
    for source, starts in stretches.items():
        limits = [date.min, *map(date.fromisoformat, starts), date.max]
        for first, after in itertools.pairwise(limits):
            assert any(first <= day < after for day in days(source)), (source, first)
        assert max(days(source)) <= date(2026, 5, 31)


def test_every_kind_class_and_optional_column_occurs(folder: Path) -> None:
    kinds = {
        kind for row in penalties(folder) for kind in row["CF_CFLB"].replace("；", ";").split(";")
    }
    assert {"警告", "通报批评", "罚款", "没收违法所得、没收非法财物"} <= kinds
    extras = [row for row in penalties(folder) if "class" in row]
    assert {row["class"] for row in extras} >= {"", "轻微", "一般", "严重"}
    assert any(row["published_date"] for row in extras)
    assert any(row["procedure"] == "简易程序" for row in extras)
    assert any(row["restriction_until"] for row in extras)
    assert any("class" not in row for row in penalties(folder))


def test_natural_persons_are_there_to_be_hidden(folder: Path) -> None:
    people = [row for row in licences(folder) if row.get("XK_XDR_LB") == "自然人"]
    assert any(row["XK_XDR_ZJHM"].startswith(REGION) for row in people)
    punished = [row for row in penalties(folder) if row["CF_XDR_LB"] == "自然人"]
    assert any(row["CF_XDR_ZJHM"].startswith(REGION) for row in punished)


def test_events_name_penalties_that_exist(folder: Path) -> None:
    numbers = Counter(row["CF_WSH"] for row in penalties(folder))
    for name, column in (
        ("repairs.csv", "XF_YWSH"),
        ("withdrawals.csv", "CX_YWSH"),
        ("suspensions.csv", "ZT_YWSH"),
    ):
        about = f"{column[:2]}_YJLLX"
        targets = [row[column] for row in rows(folder, name) if row[about] == "CF"]
        found = [target for target in targets if numbers[target] == 1]
        assert len(found) >= 0.8 * len(targets) > 0


def test_dirt_is_there_in_small_shares_and_named(folder: Path) -> None:
    dirt: Counter[str] = Counter()
    total = 0
    for entry in read_manifest(folder).files:
        dirt.update(entry.dirt)
        total += entry.rows
    assert dirt.keys() >= {"brackets", "empty_marks", "mistyped_code", "long_term", "old_name"}
    unusable = sum(dirt[name] for name in QUARANTINED)
    assert 0 < unusable < 0.01 * total
    assert 0.01 * total < sum(dirt.values()) < 0.1 * total


def test_memory_does_not_grow_with_the_size(tmp_path: Path) -> None:
    def peak(size: int) -> int:
        tracemalloc.start()
        write_city(tmp_path / str(size), size, seed=5)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(100)  # imports and caches
    assert peak(2_000) < 1.5 * peak(200) + 200_000


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    write_city(tmp_path / "city", 1_200, seed=1, progress=told.append)
    assert told == [500, 1_000, 1_200]


def test_writing_again_replaces_the_earlier_sample(tmp_path: Path) -> None:
    write_city(tmp_path / "city", 50, seed=1)
    write_city(tmp_path / "city", 20, seed=2)
    assert read_manifest(tmp_path / "city").enterprises == 20


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"")
    with pytest.raises(GongshiError) as caught:
        write_city(tmp_path, 10, seed=1)
    assert caught.value.code == "sample_folder_used"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(("enterprises", "seed"), [(0, 1), (LARGEST + 1, 1), (10, -1), (10, 10**6)])
def test_sizes_that_cannot_be_made_are_refused(tmp_path: Path, enterprises: int, seed: int) -> None:
    with pytest.raises(GongshiError) as caught:
        write_city(tmp_path / "city", enterprises, seed)
    assert caught.value.code == "sample_size_invalid"
    assert not (tmp_path / "city").exists()


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", '{"format": 2}', '{"format": 1, "files": [{"a": 1}]}']
)
def test_a_manifest_that_cannot_be_read_is_a_clear_error(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(GongshiError) as caught:
        read_manifest(tmp_path)
    assert caught.value.code == "sample_manifest_missing"


def test_a_manifest_comes_back_as_written(tmp_path: Path) -> None:
    entry = SampleFile("a.csv", "licences", 3, "code", "utf-8", dirt={"brackets": 1})
    manifest = Manifest(1, 2, "2026-05-31", (entry,))
    manifest.write(tmp_path)
    assert read_manifest(tmp_path) == manifest


def test_events_name_entries_of_lists_that_exist(folder: Path) -> None:
    for kind, name in (("ABNORMAL", "abnormal.csv"), ("SERIOUS", "serious.csv")):
        numbers = Counter(row["DEDOCNUM"] for row in rows(folder, name))
        repaired = [row for row in rows(folder, "repairs.csv") if row["XF_YJLLX"] == kind]
        assert repaired
        assert all(numbers[row["XF_YWSH"]] == 1 for row in repaired)


def test_removals_are_of_entries_that_were_listed(folder: Path) -> None:
    listed = {row["BUSEXCLIST"]: row for row in rows(folder, "abnormal.csv")}
    removals = rows(folder, "abnormal-removals.csv")
    assert removals
    for row in removals:
        before = listed[row["BUSEXCLIST"]]
        assert {column for column in row if row[column] != before[column]} == {
            "REMDATE",
            "REMEXCPRES_CN",
            "REDECORG_CN",
        }


def test_the_truth_goes_with_the_files(folder: Path) -> None:
    registered = {row["UNISCID"] for row in rows(folder, "register.csv")}
    numbers = {
        "licence": {row["XK_WSH"] for row in licences(folder)}
        | {row["XK_XKBH"] for row in licences(folder) if "XK_XKBH" in row},
        "penalty": {row["CF_WSH"] for row in penalties(folder)},
        "abnormal": {row["DEDOCNUM"] for row in rows(folder, "abnormal.csv")},
        "serious": {row["DEDOCNUM"] for row in rows(folder, "serious.csv")},
        "honour": {row["ZSBH"] for row in rows(folder, "honours.csv")},
        "commitment": {row["CN_BM"] for row in rows(folder, "commitments.csv")},
    }
    told = Counter[str]()
    for line in read_truth(folder):
        assert line.uscc in registered
        for one in line.records:
            told[one.kind] += 1
            assert one.days
            assert one.number in numbers[one.kind] | {""}
        filed = {one.number for one in line.records}
        for place in line.places:
            told[place.board] += 1
            assert set(place.evidence) <= filed
        told["confirmed"] += len(line.confirmations)
    assert told.keys() == numbers.keys() | {"serious", "repeat", "defiant", "confirmed"}
    assert len(INSTANTS) == 20


@pytest.mark.parametrize(
    ("name", "column", "counts"),
    [
        ("licences_2026-05.csv", "XK_XDR_SHXYM", (15, 80, 29)),
        ("commitments_2026-05.csv", "承诺人代码", (5, 11, 0)),
        ("honours_2026-05.csv", "统一社会信用代码", (4, 6, 5)),
    ],
)
def test_the_real_records_stand_beside_it(
    name: str, column: str, counts: tuple[int, int, int]
) -> None:
    path = Path(__file__).parents[2] / "samples" / "real" / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = Counter(row[column] for row in csv.DictReader(stream))
    companies = ("91320100748204660Q", "91320281142232229Q", "91320000134762764K")
    assert tuple(found[code] for code in companies) == counts
    assert sum(found.values()) == sum(counts)
