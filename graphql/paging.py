"""Asking for one page: cursor in, rows noted, cursors out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from strawberry import Info

from gongshi.graphql.connections import FacetBucket, PageInfo, Total, page_info
from gongshi.graphql.context import Context, response_path
from gongshi.graphql.cost import Path
from gongshi.graphql.filters import names
from gongshi.graphql.freshness import Freshness, freshness_of
from gongshi.graphql.limits import MAX_WINDOW
from gongshi.graphql.window import Place
from gongshi.search.results import ResultPage


@dataclass(frozen=True, slots=True)
class ToldPage:
    """What every connection tells of its page, beside the rows themselves."""

    cursors: list[str]  # of the rows
    page_info: PageInfo
    total: Total | None
    facets: dict[str, list[FacetBucket]]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that is asked for."""

    context: Context
    path: Path
    place: Place
    first: int  # what is left of the window at most

    @classmethod
    def of(cls, info: Info[Context, None], first: int, after: str | None) -> Asked:
        """Raises ``cursor_invalid`` and ``window_exceeded``. ``first`` was checked by the price."""
        context = info.context
        place = context.seal.read(after)
        path = response_path(info.path)
        return cls(context, path, place, min(first, MAX_WINDOW - place.seen))

    def wants(self, name: str) -> bool:
        """Whether the connection's field of this name is selected."""
        return (self.path, name) in self.context.selected

    def wants_below(self, *names: str) -> bool:
        """Whether a field below the connection is selected."""
        *above, name = names
        return ((*self.path, *above), name) in self.context.selected

    def facets(self, asked: Sequence[Enum]) -> tuple[str, ...]:
        """What to count by: what was asked for, once each, where the answer is selected."""
        return names("facets", dict.fromkeys(asked)) if self.wants("facets") else ()

    async def told(
        self, page: ResultPage, name_of: Callable[[str, str, Context], str | None]
    ) -> ToldPage:
        """What every connection tells of a page, and a note of what came back, for the price.
        ``name_of``: the Chinese name of a facet's token."""
        context, rows = self.context, len(page.rows)
        self._note(page)
        cursors = [
            context.seal.write(row.cursor, self.place.seen + place)
            for place, row in enumerate(page.rows, start=1)
        ]
        more = page.has_next and self.place.seen + rows < MAX_WINDOW  # the window ends somewhere
        checkpoint = page.checkpoint if page.checkpoint is not None else await context.rests_on()
        context.checkpoint = context.checkpoint or checkpoint
        return ToldPage(
            cursors,
            page_info(cursors, more=more, behind=self.place.inner is not None),
            None if page.total is None else Total.of(page.total),
            {
                name: [
                    FacetBucket(value=token, name_zh=name_of(name, token, context), count=count)
                    for token, count in counted
                ]
                for name, counted in page.facets.items()
            },
            await freshness_of(context, checkpoint, sources=self.wants("freshness")),
        )

    def _note(self, page: ResultPage) -> None:
        """What came back, for the price."""
        returned, path = self.context.returned, self.path
        returned[path] = len(page.rows)
        returned[(*path, "facets")] = len(page.facets)
        parts = page.reading.parts if page.reading is not None else ()
        returned[(*path, "interpretation", "parts")] = len(parts)
        meant = page.did_you_mean
        returned[(*path, "didYouMean")] = 0 if meant is None else 1
        if meant is not None:
            returned[(*path, "didYouMean", "subjects")] = len(meant.subjects)
            returned[(*path, "didYouMean", "suspicious")] = len(meant.suspicious)
