"""What a process and those it began used, as the benches tell it: memory and processor time."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final

SAMPLE_SECONDS: Final = 0.1
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Usage:
    """Of this process and those it began, sampled: RssAnon in MB, the greatest sum and the latest,
    and user and system time.
    """

    def __init__(self) -> None:
        self.greatest = 0.0
        self.latest = 0.0
        self._ticks: dict[str, int] = {}  # by process; those that ended keep their last
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, but for the last moments of processes that ended."""
        return sum(self._ticks.values()) / _TICKS

    def look(self) -> float:
        """RssAnon now, in MB."""
        self.latest = self._read(str(os.getpid())) / 1024
        self.greatest = max(self.greatest, self.latest)
        return self.latest

    def stop(self) -> None:
        self.look()
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            self.look()

    def _read(self, process: str) -> int:
        """KiB of a process and all below it; one that has just ended counts nothing."""
        folder = Path("/proc", process)
        try:
            status = (folder / "status").read_text()
            times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
            below = [
                child
                for task in (folder / "task").iterdir()
                for child in (task / "children").read_text().split()
            ]
        except (FileNotFoundError, ProcessLookupError):
            return 0
        self._ticks[process] = sum(map(int, times))
        own = [int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:")]
        return sum(own) + sum(map(self._read, below))
