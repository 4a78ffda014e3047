"""Whether a generation holds what it should: asked before it is served.

A generation that was built is counted against what was written; a sample of subjects is projected
from the ledger again and compared, slice by slice and byte by byte, with what the engine gives
back; and the sampled subjects are searched for as people would (``judgement_queries``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from gongshi.cities.city import City
from gongshi.indexers.judgement_queries import QUERIES, JudgementQuery, judgement_queries
from gongshi.indexers.projection import project_subject
from gongshi.indexers.scan import Scanned
from gongshi.ledger.snapshots import next_subjects, subject_count
from gongshi.ledger.store import Ledger
from gongshi.records.clock import to_ms
from gongshi.records.problems import GongshiError
from gongshi.search.documents import Collection, OwnerDocuments
from gongshi.search.port import Checkpoint, GenerationWriter, StoredSlice

#: Subjects of a sample, evenly spread over the order of acceptance.
SAMPLED: Final = 200


def verify_counts(name: str, writer: GenerationWriter, scanned: Scanned) -> None:
    """The engine holds as many documents of each collection, and of the records of each source,
    as were written.

    Raises ``index_counts_differ``.
    """
    held: dict[str, int] = {kind.value: count for kind, count in writer.counts().items()}
    written = {kind.value: scanned.documents.get(kind, 0) for kind in Collection}
    _compare(name, written, held)
    _compare(name, dict(scanned.sources), dict(writer.sources()))


def _compare(name: str, written: Mapping[str, int], held: Mapping[str, int]) -> None:
    for part in sorted({*written, *held}):
        if written.get(part, 0) != held.get(part, 0):
            raise GongshiError(
                "index_counts_differ",
                name=name,
                collection=part,
                written=written.get(part, 0),
                held=held.get(part, 0),
            )


def verify_sample(
    ledger: Ledger,
    city: City,
    writer: GenerationWriter,
    checkpoint: Checkpoint,
    now: datetime,
    queries: int = QUERIES,
) -> int:
    """A sample of the ledger's subjects stands in the generation as the ledger tells it, and is
    found there: so many ``queries`` at most are asked.

    Subjects that changed after the checkpoint are left out. Returns how many were compared; raises
    ``index_documents_differ`` and ``index_answers_differ``.
    """
    owners: dict[Collection, list[OwnerDocuments]] = {}
    compared = 0
    with ledger.read() as conn:
        sample = next_subjects(conn, _spread(subject_count(conn)))
    for snapshot in sample:
        if snapshot.change <= checkpoint.change:
            compared += 1
            for owner in project_subject(snapshot, city, now):
                owners.setdefault(owner.collection, []).append(owner)
    for collection, wanted in owners.items():
        held = writer.slices(collection, [owner.owner for owner in wanted])
        for owner in wanted:
            if not _as_told(owner, held.get(owner.owner, ()), to_ms(now)):
                raise GongshiError(
                    "index_documents_differ",
                    name=checkpoint.generation,
                    collection=collection.value,
                    owner=owner.owner,
                )
    _verify_answers(
        checkpoint.generation,
        writer,
        judgement_queries(owners.get(Collection.SUBJECTS, ()), city, to_ms(now), most=queries),
    )
    return compared


def _verify_answers(name: str, writer: GenerationWriter, queries: Sequence[JudgementQuery]) -> None:
    found = writer.first_tiers([query.request for query in queries])
    for query, tier in zip(queries, found, strict=True):
        if tier is None or tier > query.tier:
            raise GongshiError(
                "index_answers_differ", name=name, query=query.text, subject=query.subject
            )


def _spread(total: int) -> Iterable[int]:
    """Numbers behind which the sampled subjects stand."""
    if total <= SAMPLED:
        return range(total)
    return (place * total // SAMPLED for place in range(SAMPLED))


def _as_told(owner: OwnerDocuments, held: Sequence[StoredSlice], now: int) -> bool:
    """What is held is what is told; a slice that was over by now may stand beside it."""
    told = [StoredSlice(one.valid_from, one.valid_until, one.body) for one in owner.documents]
    return [one for one in held if one.valid_until > now] == sorted(
        told, key=lambda one: one.valid_from
    )
