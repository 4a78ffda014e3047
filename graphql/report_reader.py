"""Reports for the schema: the ledger is synchronous, so each is made in a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gongshi.graphql.caller import Caller
from gongshi.ledger.patience import ask
from gongshi.records.periods import Period
from gongshi.reports.service import Asker, OrdinaryReport, Reports, SpecialReport
from gongshi.reports.special import SpecialRequest


@dataclass(frozen=True, slots=True)
class ReportReader:
    """Ordinary reports for everybody, special ones for a caller's own subject."""

    reports: Reports

    async def ordinary(self, uscc: str, now: datetime) -> OrdinaryReport | None:
        """The ordinary report of a subject; None when nothing is public of it."""
        return await ask(self.reports.ordinary, uscc, now)

    async def issue(
        self, caller: Caller, now: datetime, period: Period, sectors: tuple[str, ...]
    ) -> SpecialReport:
        """A new special report of the caller's subject, for the caller's purpose."""
        request = SpecialRequest(period, sectors, caller.purpose)
        issue = self.reports.issue_special
        return await ask(issue, caller.uscc, now, request, caller.name, abandon=False)

    async def special(self, caller: Caller, number: str, now: datetime) -> SpecialReport | None:
        """An issued special report of the caller's subject; None for any other."""
        asker = Asker(caller.name, caller.purpose)
        read = partial(self.reports.special, number, now, asker, uscc=caller.uscc)
        return await ask(read, abandon=False)  # that it was read is noted
