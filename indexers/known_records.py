"""A record of the ledger as a chunk that may meet or correct it knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from gongshi.indexers.accept_chunk import Chunk
from gongshi.indexers.matching import Places

#: Columns of ``records`` that ``Known`` is made of.
KNOWN: Final = (
    "r.no, r.subject_no, r.version, r.digest, r.order_value, "
    "r.seen_batch, r.gone, r.text_version, r.class_version"
)


@dataclass(slots=True, eq=False)
class Known:
    """A record as the chunk knows it."""

    no: int
    subject_no: int
    version: int
    digest: bytes
    order: str
    seen: bool  # met in this batch
    gone: bool
    text_version: int
    class_version: int
    places: Places | None  # where it will be found; None while it is found where it was
    added: bool = False  # in this chunk
    withdrawn: bool = False  # a withdrawal stands, be its day past or to come
    withdrawn_order: str = ""  # of the latest such filing
    hidden: bool = False  # its day has come

    @classmethod
    def read(
        cls,
        chunk: Chunk,
        number: int,
        subject_no: int,
        version: int,
        digest: Any,
        order: str,
        seen: int,
        gone: Any,
        texts: int,
        classes: int,
    ) -> Known:
        """From its columns (``KNOWN``)."""
        return cls(
            number,
            subject_no,
            version,
            chunk.tx.sql.read_bytes(digest),
            order,
            seen == chunk.batch.no,
            bool(gone),
            texts,
            classes,
            None,
        )

    @property
    def open(self) -> bool:
        """Whether a row not yet decided may be its correction."""
        return not self.seen and not self.withdrawn
