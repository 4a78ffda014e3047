"""Asking for one page: cursor in, rows noted, cursors out."""

from __future__ import annotations

from dataclasses import dataclass

from strawberry import Info

from gongshi.graphql.context import Context, response_path
from gongshi.graphql.cost import Path
from gongshi.graphql.freshness import Freshness, freshness_of
from gongshi.graphql.limits import MAX_WINDOW
from gongshi.graphql.window import Place
from gongshi.search.port import Checkpoint
from gongshi.search.results import ResultPage


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

    def cursor(self, place: int, inner: str) -> str:
        """Cursor of the row at this place of the page (the first is 0)."""
        return self.context.seal.write(inner, self.place.seen + place + 1)

    def note(self, rows: int, facets: int = 0) -> None:
        """What came back, for the price."""
        self.context.returned[self.path] = rows
        self.context.returned[(*self.path, "facets")] = facets

    def note_search(self, page: ResultPage) -> None:
        """What came back of a search, for the price."""
        self.note(len(page.rows), len(page.facets))
        returned, path = self.context.returned, self.path
        parts = page.reading.parts if page.reading is not None else ()
        returned[(*path, "interpretation", "parts")] = len(parts)
        meant = page.did_you_mean
        returned[(*path, "didYouMean")] = 0 if meant is None else 1
        if meant is not None:
            returned[(*path, "didYouMean", "subjects")] = len(meant.subjects)
            returned[(*path, "didYouMean", "suspicious")] = len(meant.suspicious)

    async def freshness(self, checkpoint: Checkpoint | None) -> Freshness:
        """Freshness of the page; the sources' dates only when it is selected."""
        context = self.context
        found = checkpoint if checkpoint is not None else await context.rests_on()
        context.checkpoint = context.checkpoint or found
        return await freshness_of(context, found, sources=self.wants("freshness"))

    def more(self, rows: int, more: bool) -> bool:
        """Whether a next page can be had: the window ends somewhere."""
        return more and self.place.seen + rows < MAX_WINDOW
