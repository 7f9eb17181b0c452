"""What every part of a story asks: the figure of a measure and segment, in words of the locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from valuereport.model.dimensions import Dimension
from valuereport.model.statement import Detail
from valuereport.model.story import Published, Segment, Stories, Unit
from valuereport.settings import Settings
from valuereport.wording import Wording, pick

HIDDEN = "–"
EVERYBODY: Segment = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """The protected figures, and the words to say them in."""

    stories: Stories
    settings: Settings
    words: Wording

    def cell(self, measure: str, segment: Segment = EVERYBODY) -> Published | None:
        """Return a published or hidden figure, None where the output has none."""
        return next((cell for cell in self.stories.cells if cell.measure == measure and cell.segment == segment), None)

    def shown(self, measure: str, segment: Segment = EVERYBODY) -> Published | None:
        """Return a figure that may be shown, None where it is hidden or there is none."""
        found = self.cell(measure, segment)
        return found if found is not None and found.value is not None else None

    def segments(self, dimensions: tuple[Dimension, ...]) -> tuple[Segment, ...]:
        """Return the segments of one or more dimensions, in the order of the figures."""
        found = (cell.segment for cell in self.stories.cells)
        return tuple(dict.fromkeys(each for each in found if tuple(name for name, _ in each) == dimensions))

    def figure(self, cell: Published | None) -> str:
        """Return a figure as it is read, or the dash of a hidden one."""
        return HIDDEN if cell is None or cell.value is None else self.amount(cell.value, cell.unit)

    def members(self, cell: Published | None) -> str:
        """Return how many members stand behind a figure, or the dash."""
        return HIDDEN if cell is None or cell.members is None else self.words.number(cell.members, 0)

    def amount(self, value: float, unit: Unit) -> str:
        """Return a number in its unit."""
        words = self.words
        if unit == "money":
            return words.round_money(value, self.stories.currency)
        if unit == "share":
            return words.percent(value)
        if unit == "ratio":
            return words.pgettext("multiple", "{n}\u00a0×").format(n=words.number(value))
        return words.number(value)

    def range(self, cell: Published) -> str:
        """Return the range of a figure, empty where it has none or reads as the one figure."""
        if cell.low is None or cell.high is None or cell.low == cell.high:
            return ""
        return f"{self.amount(cell.low, cell.unit)} – {self.amount(cell.high, cell.unit)}"

    def facts(self, cell: Published) -> Iterator[Detail]:
        """Yield what belongs to a figure: its range and its members."""
        if between := self.range(cell):
            yield Detail(self.words.gettext("Low to high estimate"), between)
        # Translators: beside it stands a number: how many members are behind a figure.
        yield Detail(self.words.gettext("Members"), self.members(cell))

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return a text of the settings in the page's language, or the organisation's."""
        found, own = pick(texts, self.words.tag, self.settings.workspace.organisation.locale)
        return found if own else self.words.own_texts.get(found, found)

    def dimension(self, name: Dimension) -> str:
        """Return what a dimension is called."""
        words = self.words
        names: dict[Dimension, str] = {
            "sector": words.gettext("Sector"),
            "region": words.gettext("Region"),
            "grade": words.gettext("Grade"),
            # Translators: a heading: person or organisation.
            "kind": words.gettext("Kind of member"),
        }
        return names[name]

    def segment(self, segment: Segment) -> str:
        """Return what a reader calls a segment."""
        if not segment:
            return self.words.gettext("All members")
        return " · ".join(self._word(name, word) for name, word in segment)

    def _word(self, name: Dimension, word: str) -> str:
        words = self.words
        if not word:
            return words.gettext("not recorded")
        if name == "kind":
            kinds = {"person": words.gettext("Persons"), "organisation": words.gettext("Organisations")}
            return kinds.get(word, word)
        texts = self.settings.judgement.taxonomy.labels.get(name, {}).get(word)
        return self.pick(texts) if texts else word

    @property
    def years(self) -> str:
        """Return the year or years of the period."""
        start, end = self.stories.period
        return self.words.years(start, end - timedelta(days=1))

    def years_from(self, start: date) -> str:
        """Return the year or years of an earlier period as long as this one."""
        first, end = self.stories.period
        return self.words.years(start, start + (end - first) - timedelta(days=2))  # a leap day makes none longer

    @property
    def source(self) -> str:
        """Return the line under every picture."""
        # Translators: under a chart; {n} is a number.
        message = self.words.gettext("Source: {organisation}, value statements {years}. Members: {n}.")
        everybody = self.cell("members") or self.cell("value")
        return message.format(organisation=self.stories.organisation, years=self.years, n=self.members(everybody))
