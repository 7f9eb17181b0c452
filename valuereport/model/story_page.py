"""The story page: every text finished in its locale; numbers stand here only where something is drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.model.statement import Detail, Direction

Drawing = Literal["hero", "bars", "columns", "timeline", "steps"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, column or event of a picture; no value where the figure of a year is hidden."""

    label: str
    text: str  # the figure; of an event, its date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    range_text: str = ""
    at: float = 0.0  # of a step: where it begins


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn; `end` is the last edge of columns that share their edges, `notes` say what is left out.

    `more`: what stands for one, two, three, ... marks that a small picture has no room for. `scale`: the values beside
    steps, the lowest first.
    """

    name: str
    drawing: Drawing
    title: str
    marks: tuple[Mark, ...]
    source: str
    alternative: str
    end: str = ""
    notes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    scale: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of a scatter: where it stands and how sure that is, as shares of the axes' length from 0 to 1."""

    number: str  # beside it, and in the key
    label: str
    across: float
    up: float
    across_range: tuple[float, float]
    up_range: tuple[float, float]
    filled: bool  # a hollow one belongs to no corner for certain


@dataclass(frozen=True, slots=True)
class DotGroup:
    """Dots that stand under one heading in the key."""

    heading: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Scatter:
    """Dots in a square whose four corners have names: top at the start, top at the end, then below.

    `across`, `up`: what the axes measure. `scale` stands beside both: 0, one half, all.
    """

    name: str
    title: str
    alternative: str
    across: str
    up: str
    scale: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]  # across, up
    corners: tuple[str, str, str, str]
    groups: tuple[DotGroup, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A line of a drawn tree: a figure, and how it drives the one above it."""

    anchor: str  # of its row in the table
    label: str
    figure: str
    change: str
    symbol: str  # of its verdict
    verdict: str  # with the symbol
    spoken: str  # all of it in words
    depth: int
    adds_up: bool  # with its neighbours to the one above; else it goes with it
    part: float | None  # of the change of the one above, in per cent of the largest part; signed


@dataclass(frozen=True, slots=True)
class DriverTree:
    """What is drawn as a tree and stands as nested lists on small screens: lines from the top, each below its own."""

    title: str
    alternative: str
    headings: tuple[str, str]  # of the figures and their changes
    nodes: tuple[TreeNode, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in large type, what it counts, and what belongs to it: range, members."""

    figure: str
    label: str
    facts: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar under the label of a row, in per cent of the room that it has: its length, and the range of its figure."""

    length: float
    low: float = 0.0
    high: float = 0.0  # 0: no range


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A cell may have lines: a figure, its interval, its number."""

    label: str
    cells: tuple[str, ...]
    bar: Bar | None = None
    anchor: str = ""  # where links to it lead
    shades: tuple[int, ...] = ()  # of its cells, from 0 (none) to 5


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first heading is that of the rows' labels; `texts` of the other columns hold words, not figures."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    texts: int = 0
    note: str = ""  # what it leaves out
    detail: bool = False  # on a screen it is opened when wanted, and paper leaves it out


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
    figures: tuple[Figure, ...] = ()
    trees: tuple[DriverTree, ...] = ()
    scatters: tuple[Scatter, ...] = ()
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
    hidden: str  # what the dash of a hidden figure means; empty where the page has none
    draft: str  # the watermark, empty on what may be published
    draft_note: str
    contents: str  # the name of the list of sections
    sections: tuple[Section, ...]
    scrolls: str  # above a table that is wider than a small screen
    pictures: tuple[Picture, ...]  # for social posts: whole in themselves, with figures that the page has, too
    sentences: tuple[str, ...]  # for advertisements: each may be quoted by itself
