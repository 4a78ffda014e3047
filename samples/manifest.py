"""``manifest.json``: which file of a sample city goes to which source, in the order to take them
in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from gongshi.records.problems import GongshiError

MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file: its source, what it declares to cover, its rows, and how many of them were spoilt
    how.
    """

    file: str
    source: str
    rows: int
    layout: str  # how the header is written: code, label, 2015, json
    encoding: str
    item: str = ""
    period_from: str = ""  # ISO days; both empty: declares nothing
    period_to: str = ""
    sent_at: str = ""  # ISO instant
    dirt: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A sample city's table of contents."""

    seed: int
    enterprises: int
    until: str  # the sample's last day
    files: tuple[SampleFile, ...]

    def write(self, folder: Path) -> Path:
        """Write ``manifest.json``, last of all files: a folder with one is complete."""
        path = folder / MANIFEST
        text = json.dumps({"format": _FORMAT} | asdict(self), ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
        return path


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest. Raises ``sample_manifest_missing`` when there is none that can be
    read.
    """
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if raw.pop("format") != _FORMAT:
            raise ValueError("unknown format")
        files = tuple(SampleFile(**entry) for entry in raw.pop("files"))
        return Manifest(files=files, **raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GongshiError("sample_manifest_missing", folder=folder, reason=error) from None
