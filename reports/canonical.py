"""Facts as bytes that everybody makes alike (RFC 8785), and their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import rfc8785


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Canonical JSON in UTF-8: sorted keys, no blanks, one way to write each text and number."""
    return rfc8785.dumps(cast("dict[str, Any]", facts))


def digest_of(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()
