"""The tables: by benefit, by segment, what the fee bought, the distribution, the years."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.story.measures import BENEFITS, name
from valuereport.compose.story.pictures import bins_text
from valuereport.compose.story.teller import EVERYBODY, Teller
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Published, Segment, Unit
from valuereport.model.story_page import Row, Table

_OF_A_SEGMENT = ("value", "median_value", "hours_saved")
_FOR_THE_FEE = ("median_value", "ratio_median", "median_per_fee", "share_above_fee")


def by_benefit(teller: Teller) -> Table:
    """Return the value of each benefit with its range and members, and the total."""
    words = teller.words
    cells = [(name(teller, measure), cell) for measure in BENEFITS if (cell := teller.cell(measure))]
    cells.sort(key=lambda each: (each[1].value is None, -(each[1].value or 0), each[0]))
    if total := teller.cell("value"):
        cells.append((words.gettext("Total, most likely"), total))
    headings = (words.gettext("Benefit"), words.gettext("Most likely"), words.gettext("Low to high"))
    return Table(
        # Translators: a table's name.
        words.gettext("Estimated value by benefit"),
        (*headings, words.gettext("Members")),
        tuple(Row(label, (teller.figure(cell), _range(teller, cell), teller.members(cell))) for label, cell in cells),
    )


def _range(teller: Teller, cell: Published | None) -> str:
    if cell is None or cell.value is None:
        return teller.figure(None)
    return teller.range(cell) or teller.words.gettext("one figure")


def by_segment(teller: Teller, dimension: Dimension) -> Table | None:
    """Return the figures of each segment of a dimension."""
    return _of_segments(teller, teller.dimension(dimension), teller.segments((dimension,)))


def by_cell(teller: Teller, dimensions: tuple[Dimension, ...]) -> tuple[Table | None, int]:
    """Return the figures of the cross cells that may be shown, and how many may not."""
    segments = teller.segments(dimensions)
    shown = [each for each in segments if any(teller.shown(measure, each) for measure in _OF_A_SEGMENT)]
    caption = " · ".join(map(teller.dimension, dimensions))
    return _of_segments(teller, caption, shown), len(segments) - len(shown)


def _of_segments(teller: Teller, caption: str, segments: Sequence[Segment]) -> Table | None:
    measures = [measure for measure in _OF_A_SEGMENT if any(teller.cell(measure, each) for each in segments)]
    if not segments or not measures:
        return None
    words = teller.words
    labelled = sorted((teller.segment(each), each) for each in segments)
    rows = tuple(Row(label, (_members(teller, each), *_figures(teller, each, measures))) for label, each in labelled)
    headings = (caption, words.gettext("Members"), *(name(teller, measure) for measure in measures))
    return Table(caption, headings, rows)


def _members(teller: Teller, segment: Segment) -> str:
    return teller.members(teller.shown("members", segment) or teller.cell("value", segment))


def _figures(teller: Teller, segment: Segment, measures: Sequence[str]) -> tuple[str, ...]:
    return tuple(teller.figure(teller.cell(measure, segment)) for measure in measures)


def for_the_fee(teller: Teller) -> Table | None:
    """Return what the median member of each segment received for the fee."""
    segments = [EVERYBODY, *(each for dimension in teller.stories.by for each in teller.segments((dimension,)))]
    measures = [measure for measure in _FOR_THE_FEE if any(teller.shown(measure, each) for each in segments)]
    if not measures:
        return None
    words = teller.words
    rows = tuple(Row(teller.segment(each), _figures(teller, each, measures)) for each in segments)
    # Translators: a heading of a column whose rows are sectors, regions, grades.
    headings = (words.gettext("Group"), *(name(teller, measure) for measure in measures))
    return Table(words.gettext("What the median member received for the fee"), headings, rows)


def distribution(teller: Teller) -> Table:
    """Return how many members received how much."""
    words = teller.words
    bins = zip(bins_text(teller), teller.stories.distribution, strict=True)
    rows = tuple(Row(between, (words.number(count, 0),)) for between, (_, _, count) in bins)
    # Translators: a table's name and its first heading.
    caption = words.gettext("Value received")
    return Table(caption, (caption, words.gettext("Members")), rows)


def over_the_years(teller: Teller) -> Table:
    """Return every trend, a row a period."""
    words, trends = teller.words, teller.stories.trends
    starts = sorted({start for trend in trends for start, _ in trend.points})
    known = [dict(trend.points) for trend in trends]
    rows = []
    for start in starts:
        cells = tuple(
            _point(teller, points[start], trend.unit) if start in points else ""
            for points, trend in zip(known, trends, strict=True)
        )
        rows.append(Row(teller.years_from(start), cells))
    headings = (words.gettext("Membership year"), *(name(teller, trend.measure) for trend in trends))
    return Table(words.gettext("Over the years"), headings, tuple(rows))


def _point(teller: Teller, value: float | None, unit: Unit) -> str:
    return teller.figure(None) if value is None else teller.amount(value, unit)
