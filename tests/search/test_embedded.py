"""The embedded engine beside other processes, at its edges and after a kill."""

from __future__ import annotations

import asyncio
import errno
import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongshi.records.clock import FOREVER_MS
from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.engines.embedded import EmbeddedAdmin, EmbeddedEngine
from gongshi.search.engines.tantivy_disk import full_disk_told
from gongshi.search.port import All, Checkpoint, EngineUnavailable, SearchPage, SearchRequest, Tier

NOW = 1_000_000

#: Replaces owners 0 … 49 and commits, again and again: after commit n every owner says n.
WRITE_ROUNDS = """
import sys
from pathlib import Path
from gongshi.records.clock import FOREVER_MS
from gongshi.search.documents import Collection, Document, OwnerDocuments
from gongshi.search.engines.embedded import EmbeddedAdmin
from gongshi.search.port import Checkpoint

writer = EmbeddedAdmin(Path(sys.argv[1])).writer("g1")
first = writer.checkpoint().change + 1
for n in range(first, first + int(sys.argv[2])):
    writer.replace(
        [
            OwnerDocuments(
                Collection.SUBJECTS,
                f"s{place}",
                n,
                (Document(0, FOREVER_MS, {"full": ["x"]}, {"rank": place + 1}, b"%d" % n),),
            )
            for place in range(50)
        ],
        building=False,
    )
    writer.commit(Checkpoint("g1", "ledger", 1, n, "schema", "rules", 0))
    print(n, flush=True)
"""


def checkpoint(generation: str, change: int) -> Checkpoint:
    return Checkpoint(generation, "ledger", 1, change, "schema", "rules", 0)


def owner(name: str, version: int, body: bytes, *, rank: int = 1) -> OwnerDocuments:
    document = Document(0, FOREVER_MS, {"full": ["x"]}, {"rank": rank}, body)
    return OwnerDocuments(Collection.SUBJECTS, name, version, (document,))


def fill(admin: EmbeddedAdmin, name: str, change: int, *owners: OwnerDocuments) -> None:
    admin.create(name)
    writer = admin.writer(name)
    writer.replace(owners, building=True)
    writer.commit(checkpoint(name, change))
    writer.close()


def everything(engine: EmbeddedEngine) -> SearchPage:
    request = SearchRequest(
        collection=Collection.SUBJECTS,
        tiers=(Tier("all", All()),),
        filters=(),
        now=NOW,
        size=1_000,
    )
    return asyncio.run(engine.search(request))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    opened = EmbeddedEngine(tmp_path, threads=2)
    yield opened
    asyncio.run(opened.close())


@pytest.fixture
def write_rounds(tmp_path: Path) -> Callable[[int], subprocess.Popen[str]]:
    """Starts another process that commits so many times to ``g1``."""

    def start(rounds: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", WRITE_ROUNDS, str(tmp_path), str(rounds)],
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


def test_memory_for_many_subjects_is_bounded(tmp_path: Path) -> None:
    admin = EmbeddedAdmin(tmp_path)
    admin.create("g1")
    writer = admin.writer("g1", subjects=1_000_000_000)
    writer.replace([owner("s1", 1, b"{}")], building=True)
    writer.commit(checkpoint("g1", 1))
    writer.close()
    assert admin.writer("g1").counts()[Collection.SUBJECTS] == 1


def test_a_reader_sees_each_commit_of_another_process_whole(
    tmp_path: Path, engine: EmbeddedEngine, write_rounds: Callable[[int], subprocess.Popen[str]]
) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 0)
    admin.promote("g1")
    assert everything(engine).hits == ()
    with write_rounds(20) as writing:
        assert writing.stdout is not None
        for line in writing.stdout:
            page = everything(engine)
            assert page.checkpoint.change >= int(line)
            assert {int(hit.body) for hit in page.hits} == {page.checkpoint.change}
            assert len(page.hits) == 50
    assert everything(engine).checkpoint.change == 20


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_leaves_the_last_commit(
    tmp_path: Path,
    engine: EmbeddedEngine,
    write_rounds: Callable[[int], subprocess.Popen[str]],
    kills: int,
) -> None:
    rng = random.Random(kills)
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 0)
    admin.promote("g1")
    committed = 0
    for _ in range(kills):
        with write_rounds(10_000) as writing:
            assert writing.stdout is not None
            for _ in range(rng.randint(1, 8)):
                committed = int(writing.stdout.readline())
            # Somewhere in the next round: nothing tells where.
            for _ in range(rng.randint(0, 3_000)):
                pass
            writing.send_signal(signal.SIGKILL)
            for line in writing.stdout:
                committed = int(line)
        page = everything(engine)
        # A commit may have been done and not yet told.
        assert page.checkpoint.change in {committed, committed + 1}
        assert {int(hit.body) for hit in page.hits} == {page.checkpoint.change}
        assert len(page.hits) == 50
    writer = admin.writer("g1")
    assert writer.checkpoint() == everything(engine).checkpoint
    writer.close()


def test_a_promotion_by_another_process_is_served_at_once(
    tmp_path: Path, engine: EmbeddedEngine
) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1, owner("s1", 1, b"old"))
    fill(admin, "g2", 2, owner("s1", 2, b"new"))
    admin.promote("g1")
    assert [hit.body for hit in everything(engine).hits] == [b"old"]
    promote = (
        "import sys; from pathlib import Path;"
        "from gongshi.search.engines.embedded import EmbeddedAdmin;"
        "EmbeddedAdmin(Path(sys.argv[1])).promote('g2')"
    )
    subprocess.run([sys.executable, "-c", promote, str(tmp_path)], check=True)
    page = everything(engine)
    assert ([hit.body for hit in page.hits], page.checkpoint.generation) == ([b"new"], "g2")
    admin.drop("g1")
    assert [info.name for info in admin.generations()] == ["g2"]
    admin.promote("g2")
    assert everything(engine).checkpoint.generation == "g2"


def test_a_second_writer_is_refused_and_the_lock_is_let_go(tmp_path: Path) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1)
    writer = admin.writer("g1")
    with pytest.raises(GongshiError) as refused:
        admin.writer("g1")
    assert refused.value.code == "generation_invalid"
    writer.close()
    writer.close()
    admin.writer("g1").close()
    with pytest.raises(GongshiError, match="the writer is closed"):
        writer.replace([owner("s1", 1, b"")], building=True)
    with pytest.raises(GongshiError, match="the writer is closed"):
        writer.commit(checkpoint("g1", 2))


def test_what_was_not_committed_is_dropped(tmp_path: Path, engine: EmbeddedEngine) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1, owner("s1", 1, b"one"))
    admin.promote("g1")
    writer = admin.writer("g1")
    writer.replace([owner("s1", 2, b"two"), owner("s2", 2, b"two")], building=False)
    writer.close()
    assert [hit.body for hit in everything(engine).hits] == [b"one"]


def test_the_last_of_two_replacements_in_one_commit_stands(
    tmp_path: Path, engine: EmbeddedEngine
) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1, owner("s1", 5, b"5"), owner("s2", 5, b"5", rank=2))
    admin.promote("g1")
    writer = admin.writer("g1")
    writer.replace([owner("s1", 7, b"7"), owner("s1", 6, b"6")], building=False)
    writer.replace([owner("s1", 8, b"8"), owner("s2", 4, b"4", rank=2)], building=False)
    writer.replace([owner("s1", 7, b"7 again")], building=False)
    writer.commit(checkpoint("g1", 8))
    assert {hit.owner: hit.body for hit in everything(engine).hits} == {"s1": b"8", "s2": b"5"}
    writer.replace([OwnerDocuments(Collection.SUBJECTS, "s1", 9, ())], building=False)
    writer.replace([owner("s1", 8, b"late")], building=False)
    writer.commit(checkpoint("g1", 9))
    writer.replace([owner("s1", 8, b"later still")], building=False)
    writer.commit(checkpoint("g1", 10))
    assert {hit.owner: hit.body for hit in everything(engine).hits} == {"s2": b"5"}
    assert writer.counts()[Collection.SUBJECTS] == 1
    writer.close()


def test_without_a_live_generation_there_is_no_answer(
    tmp_path: Path, engine: EmbeddedEngine
) -> None:
    assert asyncio.run(engine.checkpoint()) is None
    with pytest.raises(EngineUnavailable):
        everything(engine)
    (tmp_path / "live").write_text("\n")
    with pytest.raises(EngineUnavailable):
        everything(engine)
    (tmp_path / "live").write_text("gone\n")
    with pytest.raises(EngineUnavailable):
        everything(engine)
    EmbeddedAdmin(tmp_path).create("empty")
    (tmp_path / "live").write_text("empty\n")
    with pytest.raises(EngineUnavailable, match="engine_unavailable"):
        everything(engine)


def test_a_broken_generation_is_told_of(tmp_path: Path, engine: EmbeddedEngine) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1, owner("s1", 1, b"one"))
    admin.promote("g1")
    for name in ("meta.json", ".managed.json"):
        (tmp_path / "g1" / name).write_text("{")
    with pytest.raises(EngineUnavailable):
        everything(engine)
    for call in (admin.generations, lambda: admin.writer("g1"), lambda: admin.promote("g1")):
        with pytest.raises(GongshiError) as refused:
            call()
        assert refused.value.code == "generation_invalid"


def test_no_lengths_of_texts_are_kept(tmp_path: Path) -> None:
    """They would take a byte a field and document, and no row stands by a score."""
    fill(EmbeddedAdmin(tmp_path), "g1", 1, *(owner(f"s{n}", 1, b"{}") for n in range(500)))
    stored = json.loads((tmp_path / "g1" / "meta.json").read_text())
    texts = [field for field in stored["schema"] if field["type"] == "text"]
    assert len(texts) > 20
    assert not any(field["options"]["indexing"]["fieldnorms"] for field in texts)
    lengths = sum(file.stat().st_size for file in tmp_path.glob("g1/*.fieldnorm"))
    assert 0 < lengths < 500  # of all fields together


def test_another_schema_is_refused(tmp_path: Path, engine: EmbeddedEngine) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1)
    admin.promote("g1")
    meta = tmp_path / "g1" / "meta.json"
    stored = json.loads(meta.read_text())
    stored["schema"] = stored["schema"][:-1]
    meta.write_text(json.dumps(stored))
    with pytest.raises(GongshiError, match="generation_invalid"):
        admin.writer("g1")
    with pytest.raises(EngineUnavailable):
        everything(engine)


@pytest.mark.parametrize("name", ["live", "live.new", "../x", "", "A", ".hidden", "g 1", "g/1"])
def test_names_of_generations_are_plain(tmp_path: Path, name: str) -> None:
    admin = EmbeddedAdmin(tmp_path)
    for call in (admin.create, admin.writer, admin.promote, admin.drop):
        with pytest.raises(GongshiError) as refused:
            call(name)
        assert refused.value.code == "generation_invalid"


def test_generations_that_do_not_exist_or_may_not_go(tmp_path: Path) -> None:
    admin = EmbeddedAdmin(tmp_path)
    fill(admin, "g1", 1)
    admin.promote("g1")
    calls: list[Callable[[], Any]] = [
        lambda: admin.create("g1"),
        lambda: admin.drop("g1"),
        lambda: admin.drop("g2"),
        lambda: admin.writer("g2"),
        lambda: admin.promote("g2"),
    ]
    for call in calls:
        with pytest.raises(GongshiError) as refused:
            call()
        assert refused.value.code == "generation_invalid"
    admin.create("g2")
    with pytest.raises(GongshiError, match="no checkpoint"):
        admin.promote("g2")
    admin.close()


def test_a_panic_of_tantivy_stays_inside(
    tmp_path: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """What tantivy's panics look like."""

    def panic() -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(engine, "_current", panic)
    with pytest.raises(EngineUnavailable):
        everything(engine)
    monkeypatch.setattr(engine, "_current", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        everything(engine)


def test_a_closed_engine_does_not_answer(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    asyncio.run(engine.close())
    with pytest.raises(EngineUnavailable):
        everything(engine)


def test_many_facet_values_of_one_count_are_cut_by_token(
    tmp_path: Path, engine: EmbeddedEngine
) -> None:
    admin = EmbeddedAdmin(tmp_path)
    owners = [
        OwnerDocuments(
            Collection.RECORDS,
            f"r{n}",
            1,
            (Document(0, FOREVER_MS, {"authority": [f"{n:05}"]}, {"rank": n + 1}, b"{}"),),
        )
        for n in range(3_000)
    ]
    random.Random(7).shuffle(owners)
    fill(admin, "g1", 1, *owners)
    admin.promote("g1")
    request = SearchRequest(
        collection=Collection.RECORDS,
        tiers=(Tier("all", All()),),
        filters=(),
        now=NOW,
        size=1,
        facets=("authority",),
    )
    page = asyncio.run(engine.search(request))
    assert page.facets["authority"] == tuple((f"{n:05}", 1) for n in range(20))


@pytest.mark.parametrize(
    ("instant", "bodies"),
    [
        (999, []),
        (1_000, [b"first"]),
        (1_999, [b"first"]),
        (2_000, [b"second"]),
        (2_999, [b"second"]),
        (3_000, []),
        (FOREVER_MS - 1, [b"third"]),
        (FOREVER_MS, []),
    ],
)
def test_slices_change_at_the_millisecond(
    tmp_path: Path, engine: EmbeddedEngine, instant: int, bodies: list[bytes]
) -> None:
    admin = EmbeddedAdmin(tmp_path)
    slices = tuple(
        Document(start, end, {"full": ["x"]}, {"rank": 1}, body)
        for start, end, body in (
            (1_000, 2_000, b"first"),
            (2_000, 3_000, b"second"),
            (4_000, FOREVER_MS, b"third"),
        )
    )
    fill(admin, "g1", 1, OwnerDocuments(Collection.SUBJECTS, "s1", 1, slices))
    admin.promote("g1")
    got = asyncio.run(engine.get(Collection.SUBJECTS, ["s1", "s1", "none"], instant))
    assert [hit.body for hit in got.values()] == bodies
    assert asyncio.run(engine.get(Collection.RECORDS, ["s1"], instant)) == {}
    assert asyncio.run(engine.get(Collection.SUBJECTS, [], instant)) == {}


def test_a_generation_whose_making_was_killed_is_made_again(tmp_path: Path) -> None:
    admin = EmbeddedAdmin(tmp_path)
    (tmp_path / "g1").mkdir()  # killed here: a folder, and no index in it
    assert admin.generations() == ()
    admin.create("g1")
    assert [one.name for one in admin.generations()] == ["g1"]


def test_what_is_no_full_disk_is_told_as_it_is(tmp_path: Path) -> None:
    """A writer that died with room to spare died of something else."""
    for error in (ValueError("An index writer was killed.."), OSError(errno.EACCES, "no")):
        with pytest.raises(type(error)) as caught, full_disk_told(tmp_path):
            raise error
        assert caught.value is error
    with pytest.raises(GongshiError, match="disk_full"), full_disk_told(tmp_path):
        raise OSError(errno.EDQUOT, "quota")
