"""The finished, format-free document of one member in one locale: what compose makes and render lays out.

Every text is finished: in the member's locale, with its values in it, and no mark-up. Numbers stand here only where
something is drawn from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.model.valuation import Edition

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence; `strong` where it is one of the member's own figures, `address` where it is a link."""

    text: str
    strong: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends the statement."""

    name: str
    strapline: str
    address: tuple[str, ...]
    email: str
    phone: str
    website: str


@dataclass(frozen=True, slots=True)
class Card:
    """One figure that says much: the figure, what it counts, and what it was worth."""

    figure: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a new member did for the first time."""

    date: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A part of the membership that members like this one use."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One benefit of the chart: its range to draw (in the member's currency) and to read."""

    label: str
    low: float
    central: float
    high: float
    range_text: str
    central_text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the chart's axis."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Value by benefit with its range; `alternative` says the same in words; `ranged` where low and high differ."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    alternative: str
    ranged: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One activity that was counted: when, what (and which in `detail`), how much, by what evidence, what worth."""

    dates: str
    title: str
    detail: str
    quantity: str
    evidence: str
    value: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: the most valuable rows, what the rest comes to, subtotals and the total."""

    rows: tuple[Row, ...]
    subtotals: tuple[Detail, ...]
    total: Detail | None
    range: Detail | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Win:
    """A policy win that applies to the member."""

    title: str
    text: str
    since: str
    value: str


@dataclass(frozen=True, slots=True)
class Wins:
    """The policy wins that apply; `more` says how many others there are, or is empty."""

    wins: tuple[Win, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Basis:
    """One assumption that mattered: what it is, its figure and range, how good its evidence is, and its source."""

    label: str
    figure: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures were worked out."""

    paragraphs: tuple[str, ...]
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole document. Optional parts are None or empty where a member has nothing to show in them."""

    member_id: str
    locale: str  # a BCP 47 tag: en-GB
    direction: Direction
    edition: Edition
    title: str  # of the document, for a reader's window and a screen reader
    letterhead: Letterhead
    recipient: tuple[str, ...]  # the lines in the envelope's window
    reference: tuple[Detail, ...]
    greeting: str
    headline: tuple[Phrase, ...]
    opening: tuple[str, ...]
    cards: tuple[Card, ...]
    steps: tuple[Step, ...]
    chart: Chart | None
    suggestions: tuple[Suggestion, ...]
    suggestions_note: str
    closing: str
    signatory: str
    signatory_role: str
    counted: Counted
    policy: Wins | None
    method: Method
    details: tuple[Detail, ...]
    correction: tuple[Phrase, ...]
    fees: tuple[Detail, ...]
    next_step: tuple[Phrase, ...]
    footer: str  # the running line of every page; the page's number is the page's own affair
