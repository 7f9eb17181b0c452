"""The page of insights: every text finished in its locale; numbers stand only where something is drawn from them."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.model.statement import Direction
from valuereport.model.story_page import Figure, Section


@dataclass(frozen=True, slots=True)
class InsightPage:
    """Everything that one language's page of insights says. Its parts are those of the story page."""

    locale: str
    direction: Direction
    title: str  # the document's
    organisation: str
    heading: str
    period: str
    as_at: str
    lead: tuple[str, ...]  # sentences: what matters first, and why
    figures: tuple[Figure, ...]
    details: str  # on paper: that tables with details are left out
    unknown: str  # what a dash means
    contents: str  # the name of the list of sections
    sections: tuple[Section, ...]
    scrolls: str  # above a table that is wider than a small screen
