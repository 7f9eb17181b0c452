"""The charts of the story page and their texts: by benefit, by segment, the distribution, the years, policy wins."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.chart_text import bar_sentence, range_sentence
from valuereport.compose.story.context import LabelledCell, StoryContext, largest_first
from valuereport.compose.story.measures import measure_name
from valuereport.model.dimensions import Dimension
from valuereport.model.statement import Detail
from valuereport.model.story import Published, Trend
from valuereport.model.story_page import Drawing, Mark, Picture


def by_benefit(context: StoryContext) -> Picture | None:
    """Return the value of each benefit, the largest first; None if every figure is hidden."""
    # Translators: {years} is a year such as 2026 or 2025/26.
    title = context.words.gettext("Value by benefit, {years}").format(years=context.years)
    return _bars(context, "benefits", title, context.benefits())


def by_segment(context: StoryContext, dimension: Dimension) -> Picture | None:
    """Return the median value of each segment of a dimension."""
    segments = context.segments((dimension,))
    cells = [(context.segment(each), cell) for each in segments if (cell := context.cell("median_value", each))]
    # Translators: {dimension} is Sector, Region or Grade; the median: half of the members received more, half less.
    message = context.words.gettext("{dimension}: value to the median member, {years}")
    title = message.format(dimension=context.dimension(dimension), years=context.years)
    return _bars(context, dimension, title, largest_first(cells))


def _bars(context: StoryContext, picture: str, title: str, cells: Sequence[LabelledCell]) -> Picture | None:
    marks = tuple(_mark(context, label, cell) for label, cell in cells)
    return _picture(context, picture, "bars", title, marks)


def _mark(context: StoryContext, label: str, cell: Published) -> Mark:
    low_to_high = context.low_to_high(cell) if cell.value is not None else ""
    low, high = (cell.low, cell.high) if low_to_high else (None, None)
    return Mark(label, context.figure(cell), cell.value, low, high, low_to_high)


def distribution(context: StoryContext) -> Picture | None:
    """Return how many members received how much; as columns if all bins are equally wide, else as bars."""
    words, bins = context.words, context.stories.distribution
    # Translators: a chart's title; {currency} is a currency's code such as GBP.
    message = words.gettext("Members by what they received, in {currency}, {years}")
    title = message.format(currency=context.stories.currency, years=context.years)
    sentences = [_bin_sentence(context, low, high, count) for low, high, count in bins]
    equal_widths = len({round(high - low, 2) for low, high, _ in bins if high is not None}) == 1
    labels = [words.axis_amount(low) for low, _, _ in bins] if equal_widths else bin_labels(context)
    marks = tuple(
        Mark(label, words.number(count, 0), float(count)) for label, (_, _, count) in zip(labels, bins, strict=True)
    )
    end = "+" if equal_widths else ""  # the last bin has no upper bound
    drawing: Drawing = "columns" if equal_widths else "bars"
    return _picture(context, "distribution", drawing, title, marks, end, sentences)


def bin_labels(context: StoryContext) -> tuple[str, ...]:
    """Return the bounds of each bin of the distribution, in words."""
    # Translators: a part of a scale without an end; {amount} is a sum of money.
    or_more = context.words.gettext("{amount} or more")
    return tuple(
        or_more.format(amount=context.amount(low, "money"))
        if high is None
        else f"{context.amount(low, 'money')} – {context.amount(high, 'money')}"
        for low, high, _ in context.stories.distribution
    )


def _bin_sentence(context: StoryContext, low: float, high: float | None, members: int) -> str:
    words = context.words
    if high is None:
        # Translators: part of a chart's description; {low} is a sum without its currency.
        message = words.ngettext(
            "{n} member received a value of {low} or more.", "{n} members received a value of {low} or more.", members
        )
        return message.format(n=words.number(members, 0), low=words.axis_amount(low))
    # Translators: part of a chart's description; {low} and {high} are sums without their currency.
    message = words.ngettext(
        "{n} member received a value between {low} and {high}.",
        "{n} members received a value between {low} and {high}.",
        members,
    )
    return message.format(n=words.number(members, 0), low=words.axis_amount(low), high=words.axis_amount(high))


def over_the_years(context: StoryContext, trend: Trend) -> Picture | None:
    """Return one figure of several periods, the oldest first."""
    marks = tuple(
        Mark(context.years_from(start), "–" if value is None else context.amount(value, trend.unit), value)
        for start, value in trend.points
    )
    # Translators: a chart's title; {measure} is what is counted, such as "Hours saved".
    title = context.words.gettext("{measure} over the years").format(measure=measure_name(context.words, trend.measure))
    # Translators: part of a chart's description; {years} is a year such as 2026 or 2025/26, {value} a figure.
    message = context.words.gettext("In the membership year {years} the figure was {value}.")
    sentences = [
        _mark_sentence(context, mark) if mark.value is None else message.format(years=mark.label, value=mark.text)
        for mark in marks
    ]
    return _picture(context, f"trend-{trend.measure.replace('_', '-')}", "columns", title, marks, sentences=sentences)


def policy_wins(context: StoryContext) -> tuple[Detail, ...]:
    """Return the policy wins, the oldest first: since when, and which."""
    texts = context.texts
    return tuple(
        Detail(context.words.short_date(since), texts.text(texts.wins[win].title) if win in texts.wins else win)
        for since, win in sorted(context.stories.wins)
    )


def timeline(context: StoryContext) -> Picture | None:
    """Return the policy wins as a timeline."""
    marks = tuple(Mark(event.value, event.label) for event in policy_wins(context))
    if not marks:
        return None
    words = context.words
    title = words.gettext("Policy wins in force")
    # Translators: begins the description of a picture for people who do not see it.
    sentences = [words.gettext("Timeline: {title}.").format(title=title)]
    sentences += [bar_sentence(words, mark.text, mark.label) for mark in marks]
    return Picture("wins", "timeline", title, marks, context.source, words.sentences(sentences))


def _picture(
    context: StoryContext,
    picture: str,
    drawing: Drawing,
    title: str,
    marks: tuple[Mark, ...],
    end: str = "",
    sentences: Sequence[str] = (),
) -> Picture | None:
    """Return a chart with its text, `sentences` or one for each mark; None if it has nothing to draw."""
    if not any(mark.value for mark in marks):
        return None
    # Translators: begins the description of a chart for people who do not see it.
    start = context.words.gettext("Bar chart: {title}.").format(title=title)
    text = [start, *(sentences or (_mark_sentence(context, mark) for mark in marks))]
    if any(mark.range_text for mark in marks):
        text.append(range_sentence(context.words))
    alternative = context.words.sentences(text)
    return Picture(picture, drawing, title, marks, _source(context, marks), alternative, end)


def _source(context: StoryContext, marks: Sequence[Mark]) -> str:
    """Return the source line under a picture; it explains the dash if there is one."""
    if all(mark.value is not None for mark in marks):
        return context.source
    # Translators: explains a dash in a chart.
    return context.words.sentences([context.source, context.words.gettext("– means: hidden to protect members.")])


def _mark_sentence(context: StoryContext, mark: Mark) -> str:
    words = context.words
    if mark.value is None:
        return bar_sentence(words, mark.label, words.gettext("hidden to protect members"))
    return bar_sentence(words, mark.label, mark.text, mark.range_text)
