"""The tables of the story page: by benefit, by segment, for the fee, the years. What is all hidden has no row."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.story.context import EVERYBODY, StoryContext
from valuereport.compose.story.figures import hero_cell
from valuereport.compose.story.left_out import any_groups_left_out, benefits_left_out, groups_left_out
from valuereport.compose.story.measures import measure_name
from valuereport.model.dimensions import Dimension
from valuereport.model.story import Published, Segment, Trend, Unit
from valuereport.model.story_page import Bar, Row, Table

_SEGMENT_MEASURES = ("value", "median_value", "hours_saved")
_FEE_MEASURES = ("ratio_median", "median_per_fee", "share_above_fee")


def by_benefit(context: StoryContext) -> Table | None:
    """Return the value of each benefit as a bar with its range, and the total where it does not stand at the top."""
    words = context.words
    benefits = context.benefits()
    if not benefits:
        return None
    shown = [(label, cell) for label, cell in benefits if cell.value is not None]
    longest = max((max(cell.value or 0, cell.high or 0) for _, cell in shown), default=0)
    rows = [Row(label, _value_and_range(context, cell), _bar(cell, longest)) for label, cell in shown]
    total = context.shown("value")
    if total and total != hero_cell(context):
        rows.append(Row(words.gettext("Total, best estimate"), _value_and_range(context, total)))
    headings = (words.gettext("Benefit"), words.gettext("Best estimate"), words.gettext("Low to high"))
    # Translators: a table's name.
    return Table(words.gettext("Estimated value by benefit"), headings, tuple(rows), note=benefits_left_out(context))


def _value_and_range(context: StoryContext, cell: Published) -> tuple[str, str]:
    return context.figure(cell), context.low_to_high(cell) or context.words.gettext("one figure")


def _bar(cell: Published | None, longest: float, *, with_range: bool = True) -> Bar | None:
    """Return a bar in per cent of the longest; None if its figure is hidden."""
    if cell is None or cell.value is None or not longest:
        return None
    low, high = (cell.low, cell.high) if with_range else (None, None)
    if low is None or high is None or low == high:
        return Bar(_percent(cell.value, longest))
    return Bar(_percent(cell.value, longest), _percent(low, longest), _percent(high, longest))


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)


def by_segment(context: StoryContext, dimensions: tuple[Dimension, ...]) -> Table | None:
    """Return the figures of the segments of one or more dimensions; the bar is the median member's value.

    Without rows where no segment has a figure to show: the note says how many there are.
    """
    segments = context.segments(dimensions)
    hidden = [each for each in segments if not _shows(context, each, _SEGMENT_MEASURES)]
    shown = [each for each in segments if each not in hidden]
    if not segments:
        return None
    words = context.words
    caption = " · ".join(map(context.dimension, dimensions))
    measures = [name for name in _SEGMENT_MEASURES if any(context.cell(name, each) for each in shown)]
    medians = [context.cell("median_value", each) for each in shown]
    longest = max((cell.value or 0 for cell in medians if cell), default=0)
    rows = tuple(
        Row(
            context.segment(each),
            (_members(context, each), *_figures(context, each, measures)),
            _bar(median, longest, with_range=False),
        )
        for each, median in zip(shown, medians, strict=True)
    )
    headings = (caption, words.gettext("Members"), *(measure_name(words, measure) for measure in measures))
    return Table(caption, headings, rows, note=groups_left_out(context, dimensions, hidden))


def _shows(context: StoryContext, segment: Segment, measures: Sequence[str]) -> bool:
    return any(context.shown(measure, segment) for measure in measures)


def _members(context: StoryContext, segment: Segment) -> str:
    return context.members(context.shown("members", segment) or context.cell("value", segment))


def _figures(context: StoryContext, segment: Segment, measures: Sequence[str]) -> tuple[str, ...]:
    return tuple(context.figure(context.cell(measure, segment)) for measure in measures)


def for_the_fee(context: StoryContext) -> Table | None:
    """Return what the median member of each segment received for the fee; None if no segment has a figure to show."""
    segments = [EVERYBODY, *(each for dimension in context.stories.by for each in context.segments((dimension,)))]
    hidden = [each for each in segments if not _shows(context, each, _FEE_MEASURES)]
    shown = [each for each in segments if each not in hidden]
    if not shown:
        return None
    words = context.words
    measures = [name for name in _FEE_MEASURES if any(context.shown(name, each) for each in shown)]
    rows = tuple(Row(context.segment(each), _figures(context, each, measures)) for each in shown)
    # Translators: a heading of a column whose rows are sectors, regions, grades.
    headings = (words.gettext("Group"), *(measure_name(words, measure) for measure in measures))
    caption = words.gettext("What the median member received for the fee")
    return Table(caption, headings, rows, note=any_groups_left_out(context, len(hidden)))


def over_the_years(context: StoryContext, trends: Sequence[Trend]) -> Table | None:
    """Return trends as a table, a row a period; None if there are none."""
    if not trends:
        return None
    words = context.words
    starts = sorted({start for trend in trends for start, _ in trend.points})
    values = [dict(trend.points) for trend in trends]
    rows = []
    for start in starts:
        cells = tuple(
            _trend_cell(context, points[start], trend.unit) if start in points else ""
            for points, trend in zip(values, trends, strict=True)
        )
        rows.append(Row(context.years_from(start), cells))
    headings = (words.gettext("Membership year"), *(measure_name(words, trend.measure) for trend in trends))
    return Table(words.gettext("Over the years"), headings, tuple(rows))


def _trend_cell(context: StoryContext, value: float | None, unit: Unit) -> str:
    return context.figure(None) if value is None else context.amount(value, unit)
