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
    """A piece of a sentence; `address` where it is a link, `language` where it is in another than the rest."""

    text: str
    address: str = ""
    language: str = ""


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
    """The figures that everybody reads: what was paid, what came back, how many times that is.

    `lead` is a sentence, where there is no estimate to show. The others are None or empty where they are not shown.
    """

    lead: str
    fee: Detail | None
    estimate: Detail | None
    ratio: Detail | None
    note: str  # the best and the high estimate, and what is left without policy wins


@compact_pickle
@dataclass(frozen=True, slots=True)
class Month:
    """A month of the year, and how often the membership was used in it."""

    label: str
    uses: int
    number: str  # the same in the statement's language


@compact_pickle
@dataclass(frozen=True, slots=True)
class Year:
    """The uses of the membership, month by month; `alternative` says the same in words."""

    uses: str  # in all
    months: tuple[Month, ...]
    alternative: str


HighlightKind = Literal["steps", "suggestions", "moments"]


@compact_pickle
@dataclass(frozen=True, slots=True)
class Item:
    """One item of the highlight or of what is left: its figure or date, what it is, and where or why."""

    lead: str
    title: str
    note: str
    language: str = ""  # of the title, where it is another than the statement's


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
class Left:
    """What is still the member's to use: a list, or one line where the sheet has no room for more."""

    heading: str
    items: tuple[Item, ...]
    line: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Bar:
    """What was used of one benefit: how much, its range to draw (in the member's currency) and to read.

    `central` is 0 and `range_text` empty where it has no price.
    """

    quantity: str
    label: str  # what the quantity counts
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
    """Value by benefit with its range; `unit` stands at the axis, `alternative` says the same in words."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    unit: str
    alternative: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Row:
    """One activity that was counted: when, what, how much, by what evidence, what worth.

    `title` is which one it was, or one of them, or empty; a `summary` is left out where it has no room.
    """

    dates: str
    label: str
    title: str
    language: str  # of the title
    quantity: str
    evidence: str
    value: str
    summary: bool = False


@compact_pickle
@dataclass(frozen=True, slots=True)
class Shorter:
    """The rows of a table with fewer of their own: the last of them stands for all that are left out."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@compact_pickle
@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: the most valuable rows, what the rest comes to, subtotals and the total.

    `shorter`: the same with fewer rows, for a sheet that has no room for all; the longest first.
    """

    rows: tuple[Row, ...]
    subtotals: tuple[Detail, ...]
    total: Detail | None
    range: Detail | None
    notes: tuple[str, ...]
    shorter: tuple[Shorter, ...]


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
class Code:
    """A QR code: where it leads, what it is called for people who do not see it, and the words above it."""

    address: str
    alternative: str
    caption: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class NextStep:
    """What the member can do next: by when, the words, and the address."""

    heading: str
    text: str
    address: str  # to follow
    shown: str  # to read
    site: str  # the same without a path, where that has no room
    code: Code


@compact_pickle
@dataclass(frozen=True, slots=True)
class ReplyLink:
    """An answer that can be given by following a link; the page that it leads to asks to confirm it."""

    text: str
    address: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class Feedback:
    """How the member answers what the statement asks."""

    heading: str
    text: str
    links: tuple[ReplyLink, ...]
    code: Code


@compact_pickle
@dataclass(frozen=True, slots=True)
class SaidAndDone:
    """What members suggested, and what became of it: a word such as Done, and how."""

    said: str
    answer: str


@compact_pickle
@dataclass(frozen=True, slots=True)
class YouSaid:
    """What became of members' suggestions: the same for every member."""

    heading: str
    items: tuple[SaidAndDone, ...]


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
    thanks: str
    also: tuple[Phrase, ...]  # where the same text is in another language
    year: Year | None
    chart: Chart | None
    highlight: Highlight | None
    left: Left | None
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
    own_year: bool = False  # the days of its period are the member's own
    feedback: Feedback | None = None
    you_said: YouSaid | None = None


Document = tuple[Statement, ...]
"""What one member receives: a statement in each language that is asked for, mostly one."""
