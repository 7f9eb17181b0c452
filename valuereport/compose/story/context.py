"""The context of a story page: the protected figures, and the organisation's texts in the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from valuereport.compose.dimensions import field_name, group_name
from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.compose.story.measures import measure_name
from valuereport.model.benefits import Benefit
from valuereport.model.dimensions import Dimension
from valuereport.model.statement import Detail
from valuereport.model.statement_order import Place
from valuereport.model.story import BENEFIT_MEASURES, Published, Segment, Stories, Unit
from valuereport.settings import Settings
from valuereport.wording import Wording, rounded_decimal
from valuereport.wording.collation import collation_key

HIDDEN = "–"
EVERYBODY: Segment = ()
QUANTITIES: Final[Mapping[str, Benefit]] = {
    "hours_saved": "time_saved",
    "leads": "leads",
    "cpd_hours": "cpd",
    "policy_members": "policy",
}
"""What is counted, and of which benefit; what is a sum of money stands in the table of benefits."""
LabelledCell = tuple[str, Published]
"""What a figure is called, and the figure."""


@dataclass(frozen=True, slots=True)
class StoryContext:
    """What every part of a story page is composed from."""

    stories: Stories
    texts: OrganisationTexts

    @property
    def words(self) -> Wording:
        """Return the wording of the page's locale."""
        return self.texts.words

    @property
    def settings(self) -> Settings:
        """Return the organisation's settings."""
        return self.texts.settings

    def cell(self, measure: str, segment: Segment = EVERYBODY) -> Published | None:
        """Return a published or hidden figure; None if the output does not have it."""
        return next((cell for cell in self.stories.cells if cell.measure == measure and cell.segment == segment), None)

    def shown(self, measure: str, segment: Segment = EVERYBODY) -> Published | None:
        """Return a published figure; None if it is hidden or the output does not have it."""
        cell = self.cell(measure, segment)
        return cell if cell is not None and cell.value is not None else None

    @property
    def offered(self) -> frozenset[Benefit]:
        """Return the benefits that members can have: of an activity in the taxonomy, or a policy win in the figures."""
        found = {activity.benefit for activity in self.settings.judgement.taxonomy.activity}
        return frozenset(found | {"policy"} if self.stories.wins else found)

    def benefits(self) -> list[LabelledCell]:
        """Return the value of each benefit that the organisation offers, in its order, the largest first."""
        measures = [measure for measure, benefit in BENEFIT_MEASURES.items() if benefit in self.offered]
        cells = ((measure_name(self.words, measure), self.cell(measure)) for measure in measures)
        found = largest_first((label, cell) for label, cell in cells if cell is not None)
        return sorted(found, key=lambda each: (each[1].value is None, self.place(each[1].measure)))

    def place(self, measure: str) -> Place:
        """Return where a measure stands: by the activities of its benefit, whatever each of them was worth."""
        benefit = benefit_of(measure)
        activities = self.settings.judgement.taxonomy.activity
        return self.stories.order.place_together(each.id for each in activities if each.benefit == benefit)

    def segments(self, dimensions: tuple[Dimension, ...]) -> list[Segment]:
        """Return the segments of one or more dimensions, as a reader looks them up; those without a word are last."""
        names = (cell.segment for cell in self.stories.cells)
        found = dict.fromkeys(each for each in names if tuple(name for name, _ in each) == dimensions)
        key = collation_key(self.words.language)
        return sorted(
            found, key=lambda each: (not all(word for _, word in each), [key(self._segment_part(*one)) for one in each])
        )

    def figure(self, cell: Published | None) -> str:
        """Return a figure in its unit, or the dash of a hidden one."""
        return HIDDEN if cell is None or cell.value is None else self.amount(cell.value, cell.unit)

    def members(self, cell: Published | None) -> str:
        """Return the number of members behind a figure, or the dash of a hidden one."""
        return HIDDEN if cell is None or cell.members is None else self.words.number(cell.members, 0)

    def amount(self, value: float, unit: Unit) -> str:
        """Return a number in its unit."""
        words = self.words
        if unit == "money":
            return words.round_money(value, self.stories.currency)
        if unit == "share":
            return words.percent(value)
        if unit == "ratio":
            return words.multiple(rounded_decimal(value, 1))
        return words.number(value)

    def low_to_high(self, cell: Published) -> str:
        """Return the range of a figure; empty if it has none or both ends are the same."""
        if cell.low is None or cell.high is None or cell.low == cell.high:
            return ""
        return f"{self.amount(cell.low, cell.unit)} – {self.amount(cell.high, cell.unit)}"

    def range_fact(self, cell: Published) -> tuple[Detail, ...]:
        """Return a figure's range; nothing if it has none."""
        low_to_high = self.low_to_high(cell)
        return (Detail(self.words.gettext("Low to high estimate"), low_to_high),) if low_to_high else ()

    def dimension(self, name: Dimension) -> str:
        """Return the label of a dimension."""
        return field_name(self.words, name)

    def segment(self, segment: Segment) -> str:
        """Return the label of a segment."""
        if not segment:
            return self.words.gettext("All members")
        return " · ".join(self._segment_part(name, word) for name, word in segment)

    def _segment_part(self, name: Dimension, word: str) -> str:
        return group_name(self.texts, name, word)

    @property
    def years(self) -> str:
        """Return the year or years of the period."""
        start, end = self.stories.period
        return self.words.years(start, end - timedelta(days=1))

    def years_from(self, start: date) -> str:
        """Return the year or years of an earlier period of the same length."""
        first, end = self.stories.period
        return self.words.years(start, start + (end - first) - timedelta(days=2))  # 2: one period may have a leap day

    @property
    def source(self) -> str:
        """Return the source line under every picture."""
        # Translators: under a chart; {n} is a number.
        message = self.words.gettext("Source: {organisation}, value statements {years}. Members: {n}.")
        everybody = self.cell("members") or self.cell("value")
        return message.format(organisation=self.stories.organisation, years=self.years, n=self.members(everybody))


def benefit_of(measure: str) -> Benefit | None:
    """Return the benefit that a measure is of; None where it is of no single one."""
    return QUANTITIES.get(measure) or BENEFIT_MEASURES.get(measure)


def largest_first(cells: Iterable[LabelledCell]) -> list[LabelledCell]:
    """Return figures sorted by value, the largest first and hidden ones last; equal ones stay in their order."""
    return sorted(cells, key=lambda each: (each[1].value is None, -(each[1].value or 0)))
