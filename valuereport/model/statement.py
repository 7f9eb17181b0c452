"""The finished, format-free document of one member in one locale: what compose makes and render lays out.

Every text is finished: in its locale and without mark-up. A text of the member's own (a name, a date, a figure) is a
field of its own and never part of a sentence, so that a page can keep a box for it. Numbers stand here only where
something is drawn from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.model.compact_pickle import compact_pickle
from valuereport.model.valuation import Edition

Direction = Literal["ltr", "rtl"]


@compact_pickle
@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence; `address` where it is a link."""

    text: str
    address: str = ""


@compact_pickle
@dataclass(frozen=True, slots=True)
class Detail:
    """A label and what stands beside it."""

    label: str
    value: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends the statement."""

    name: str
    strapline: str
    address: tuple[str, ...]


@compact_pickle
@dataclass(frozen=True, slots=True)
class Headline:
    """The figures that everybody reads, and the words around them; empty figures where there is nothing to say."""

    lead: str  # what the first figure is
    low: str
    joint: str  # what the second figure is
    central: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Card:
    """One figure that says much: the figure, what it counts, and what it was worth."""

    figure: str
    label: str
    note: str


HighlightKind = Literal["steps", "suggestions", "moments"]


@compact_pickle
@dataclass(frozen=True, slots=True)
class Item:
    """One item of the highlight: a date or nothing, what it was, and its figure or reason."""

    lead: str
    title: str
    note: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Highlight:
    """What the letter dwells on: a new member's first steps, suggestions for a light user, else the best moments."""

    kind: HighlightKind
    heading: str
    items: tuple[Item, ...]
    note: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Bar:
    """One benefit of the chart: its range to draw (in the member's currency) and to read."""

    label: str
    low: float
    central: float
    high: float
    range_text: str
    central_text: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the chart's axis."""

    value: float
    label: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Chart:
    """Value by benefit with its range; `alternative` says the same in words; `ranged` where low and high differ."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    alternative: str
    ranged: bool


@compact_pickle
@dataclass(frozen=True, slots=True)
class Row:
    """One activity that was counted: when, what, how much, by what evidence, what worth."""

    dates: str
    title: str
    quantity: str
    evidence: str
    value: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: the most valuable rows, what the rest comes to, subtotals and the total."""

    rows: tuple[Row, ...]
    subtotals: tuple[Detail, ...]
    total: Detail | None
    range: Detail | None
    notes: tuple[str, ...]


@compact_pickle
@dataclass(frozen=True, slots=True)
class ContactRow:
    """What one contact or branch of a member firm used, several together, or all."""

    name: str
    times: str
    value: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class UseTable:
    """Who used how much, and all together; `note` says that rounded rows do not add up, and may be empty."""

    rows: tuple[ContactRow, ...]
    total: ContactRow
    note: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Win:
    """A policy win that applies to the member."""

    title: str
    text: str
    since: str
    value: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Wins:
    """The policy wins that apply; `more` says how many others there are and what they come to, or is None."""

    wins: tuple[Win, ...]
    more: Detail | None


@compact_pickle
@dataclass(frozen=True, slots=True)
class Basis:
    """One assumption that mattered: what it is, its figure and range, how good its evidence is, and its source."""

    label: str
    figure: str
    evidence: str
    source: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Method:
    """How the figures were worked out."""

    paragraphs: tuple[str, ...]
    bases: tuple[Basis, ...]


@compact_pickle
@dataclass(frozen=True, slots=True)
class NextStep:
    """What the member can do next: the words, and the address as text, link and QR code."""

    text: str
    address: str  # to follow
    shown: str  # to read
    code: str  # what the QR code says to people who do not see it


@compact_pickle
@dataclass(frozen=True, slots=True)
class Statement:
    """The document in one language: one sheet. Optional parts are None or empty where there is nothing to show."""

    member_id: str
    locale: str  # a BCP 47 tag: en-GB
    direction: Direction
    edition: Edition
    kind: Literal["person", "organisation"]
    title: str  # of the document, for a reader's window and a screen reader
    letterhead: Letterhead
    recipient: tuple[str, ...]  # the lines in the envelope's window
    reference: tuple[Detail, ...]
    greeting: str
    headline: Headline
    summary: tuple[Detail, ...]
    opening: str
    also: str  # where the same text is in another language
    cards: tuple[Card, ...]
    chart: Chart | None
    highlight: Highlight | None
    fees: tuple[Detail, ...]
    next_step: NextStep
    closing: str
    signatory: str
    signatory_role: str
    counted: Counted
    contacts: UseTable | None
    policy: Wins | None
    method: Method
    details: tuple[Detail, ...]
    correction: tuple[Phrase, ...]
    footer: Detail  # the member's own part of the running line of both sides
    branches: UseTable | None = None


Document = tuple[Statement, ...]
"""What one member receives: a statement in each language that is asked for, mostly one."""
