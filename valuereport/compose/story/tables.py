"""The tables of the story page: by benefit, by segment, for the fee, the distribution, the years."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.story.context import EVERYBODY, StoryContext
from valuereport.compose.story.measures import measure_name
from valuereport.compose.story.pictures import bin_labels
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Published, Segment, Unit
from valuereport.model.story_page import Row, Table

_SEGMENT_MEASURES = ("value", "median_value", "hours_saved")
_FEE_MEASURES = ("median_value", "ratio_median", "median_per_fee", "share_above_fee")


def by_benefit(context: StoryContext) -> Table:
    """Return the value of each benefit with its range and members, and the total."""
    words = context.words
    cells = context.benefits()
    if total := context.cell("value"):
        cells.append((words.gettext("Total, best estimate"), total))
    headings = (words.gettext("Benefit"), words.gettext("Best estimate"), words.gettext("Low to high"))
    return Table(
        # Translators: a table's name.
        words.gettext("Estimated value by benefit"),
        (*headings, words.gettext("Members")),
        tuple(
            Row(label, (context.figure(cell), _range(context, cell), context.members(cell))) for label, cell in cells
        ),
    )


def _range(context: StoryContext, cell: Published | None) -> str:
    if cell is None or cell.value is None:
        return context.figure(None)
    return context.low_to_high(cell) or context.words.gettext("one figure")


def by_segment(context: StoryContext, dimension: Dimension) -> Table | None:
    """Return the figures of each segment of a dimension."""
    return _segment_table(context, context.dimension(dimension), context.segments((dimension,)))


def by_cross_cell(context: StoryContext, dimensions: tuple[Dimension, ...]) -> tuple[Table | None, int]:
    """Return the figures of the cross cells that are not hidden, and the number of hidden ones."""
    segments = context.segments(dimensions)
    shown = [each for each in segments if any(context.shown(measure, each) for measure in _SEGMENT_MEASURES)]
    caption = " · ".join(map(context.dimension, dimensions))
    return _segment_table(context, caption, shown), len(segments) - len(shown)


def _segment_table(context: StoryContext, caption: str, segments: Sequence[Segment]) -> Table | None:
    measures = [measure for measure in _SEGMENT_MEASURES if any(context.cell(measure, each) for each in segments)]
    if not segments or not measures:
        return None
    words = context.words
    labelled = sorted((context.segment(each), each) for each in segments)
    rows = tuple(Row(label, (_members(context, each), *_figures(context, each, measures))) for label, each in labelled)
    headings = (caption, words.gettext("Members"), *(measure_name(context.words, measure) for measure in measures))
    return Table(caption, headings, rows)


def _members(context: StoryContext, segment: Segment) -> str:
    return context.members(context.shown("members", segment) or context.cell("value", segment))


def _figures(context: StoryContext, segment: Segment, measures: Sequence[str]) -> tuple[str, ...]:
    return tuple(context.figure(context.cell(measure, segment)) for measure in measures)


def for_the_fee(context: StoryContext) -> Table | None:
    """Return what the median member of each segment received for the fee."""
    segments = [EVERYBODY, *(each for dimension in context.stories.by for each in context.segments((dimension,)))]
    measures = [measure for measure in _FEE_MEASURES if any(context.shown(measure, each) for each in segments)]
    if not measures:
        return None
    words = context.words
    rows = tuple(Row(context.segment(each), _figures(context, each, measures)) for each in segments)
    # Translators: a heading of a column whose rows are sectors, regions, grades.
    headings = (words.gettext("Group"), *(measure_name(context.words, measure) for measure in measures))
    return Table(words.gettext("What the median member received for the fee"), headings, rows)


def distribution(context: StoryContext) -> Table:
    """Return how many members received how much."""
    words = context.words
    bins = zip(bin_labels(context), context.stories.distribution, strict=True)
    rows = tuple(Row(label, (words.number(count, 0),)) for label, (_, _, count) in bins)
    # Translators: a table's name and its first heading.
    caption = words.gettext("Value received")
    return Table(caption, (caption, words.gettext("Members")), rows)


def over_the_years(context: StoryContext) -> Table:
    """Return every trend, a row a period."""
    words, trends = context.words, context.stories.trends
    starts = sorted({start for trend in trends for start, _ in trend.points})
    values = [dict(trend.points) for trend in trends]
    rows = []
    for start in starts:
        cells = tuple(
            _trend_cell(context, points[start], trend.unit) if start in points else ""
            for points, trend in zip(values, trends, strict=True)
        )
        rows.append(Row(context.years_from(start), cells))
    headings = (words.gettext("Membership year"), *(measure_name(context.words, trend.measure) for trend in trends))
    return Table(words.gettext("Over the years"), headings, tuple(rows))


def _trend_cell(context: StoryContext, value: float | None, unit: Unit) -> str:
    return context.figure(None) if value is None else context.amount(value, unit)
