"""The story page: every text finished in its locale; numbers stand here only where something is drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.model.statement import Detail, Direction

Drawing = Literal["hero", "bars", "columns", "timeline"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, column or event of a picture; no value where the figure is hidden."""

    label: str
    text: str  # the figure; of an event, its date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    range_text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, for the page and for social posts; `end` is the last edge of columns that share their edges."""

    name: str
    drawing: Drawing
    title: str
    marks: tuple[Mark, ...]
    source: str
    alternative: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in large type, what it counts, and what belongs to it: range, members, worth."""

    figure: str
    label: str
    facts: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first heading is that of the rows' labels; `texts` of the other columns hold words, not figures."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Portrait:
    """A composed case, and the sentence that says that it is composed."""

    heading: str
    composed: str
    facts: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a member said, who, and since when it may be printed."""

    text: str
    name: str
    permission: str


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the page; empty parts are left out."""

    name: str  # the same in every language: of the heading's address and of the template
    heading: str
    paragraphs: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()  # each may be quoted by itself
    figures: tuple[Figure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    events: tuple[Detail, ...] = ()
    portraits: tuple[Portrait, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything that one language's story page and its pictures say."""

    locale: str
    direction: Direction
    title: str  # the document's
    organisation: str
    heading: str
    period: str
    hero: Figure
    hidden: str  # what stands for a hidden figure, to be heard
    draft: str  # the watermark, empty on what may be published
    draft_note: str
    contents: str  # the name of the list of sections
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...]  # all of them: those of the sections, and the hero and the policy wins
