"""The charts of the story page and their texts: by benefit, by segment, the distribution, the years, policy wins."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.chart_text import bar_sentence, range_sentence
from valuereport.compose.story.context import LabelledCell, StoryContext, largest_first
from valuereport.compose.story.left_out import benefits_left_out, groups_left_out
from valuereport.compose.story.measures import measure_name
from valuereport.model.dimensions import Dimension
from valuereport.model.statement import Detail
from valuereport.model.story import Published, Trend
from valuereport.model.story_page import Drawing, Mark, Picture
from valuereport.wording import Wording


def by_benefit(context: StoryContext) -> Picture | None:
    """Return the value of each benefit, the largest first; None if every figure is hidden."""
    # Translators: {years} is a year such as 2026 or 2025/26.
    title = context.words.gettext("Value by benefit, {years}").format(years=context.years)
    return _bars(context, "benefits", title, context.benefits(), benefits_left_out(context))


def by_segment(context: StoryContext, dimension: Dimension) -> Picture | None:
    """Return the median value of each segment of a dimension that has one to show, the largest first."""
    segments = context.segments((dimension,))
    cells = [(context.segment(each), cell) for each in segments if (cell := context.cell("median_value", each))]
    hidden = [cell.segment for _, cell in cells if cell.value is None]
    # Translators: {dimension} is Sector, Region or Grade; the median: half of the members received more, half less.
    message = context.words.gettext("{dimension}: value to the median member, {years}")
    title = message.format(dimension=context.dimension(dimension), years=context.years)
    return _bars(context, dimension, title, largest_first(cells), groups_left_out(context, (dimension,), hidden))


def _bars(
    context: StoryContext, picture: str, title: str, cells: Sequence[LabelledCell], left_out: str
) -> Picture | None:
    marks = tuple(_mark(context, label, cell) for label, cell in cells if cell.value is not None)
    return _picture(context, picture, "bars", title, marks, notes=[left_out] if left_out else [])


def _mark(context: StoryContext, label: str, cell: Published) -> Mark:
    low_to_high = context.low_to_high(cell)
    low, high = (cell.low, cell.high) if low_to_high else (None, None)
    return Mark(label, context.figure(cell), cell.value, low, high, low_to_high)


def distribution(context: StoryContext) -> Picture | None:
    """Return how many members received how much, in bins of one width; what is beyond the last is said in words.

    None if the bins are not of one width: they would be read as if they were.
    """
    words, bins = context.words, context.stories.distribution
    if len({round(high - low, 9) for low, high, _ in bins if high is not None}) != 1:
        return None
    # Translators: a chart's title; {currency} is a currency's code such as GBP.
    message = words.gettext("Members by what they received, in {currency}, {years}")
    title = message.format(currency=context.stories.currency, years=context.years)
    closed = [(low, high, count) for low, high, count in bins if high is not None]
    marks = tuple(Mark(words.axis_amount(low), words.number(count, 0), float(count)) for low, _, count in closed)
    sentences = [_bin_sentence(context, low, high, count) for low, high, count in closed]
    beyond = [_beyond_sentence(context, low, count) for low, high, count in bins if high is None]
    end = words.axis_amount(closed[-1][1])
    return _picture(context, "distribution", "columns", title, marks, end, sentences, beyond)


def _bin_sentence(context: StoryContext, low: float, high: float, members: int) -> str:
    words = context.words
    # Translators: part of a chart's description; {low} and {high} are sums without their currency.
    message = words.ngettext(
        "{n} member received a value between {low} and {high}.",
        "{n} members received a value between {low} and {high}.",
        members,
    )
    return message.format(n=words.number(members, 0), low=words.axis_amount(low), high=words.axis_amount(high))


def _beyond_sentence(context: StoryContext, low: float, members: int) -> str:
    words = context.words
    # Translators: under a chart; {low} is a sum of money.
    message = words.ngettext(
        "{n} member received a value of {low} or more.", "{n} members received a value of {low} or more.", members
    )
    return message.format(n=words.number(members, 0), low=context.amount(low, "money"))


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
        Detail(context.words.short_date(since), texts.text(texts.wins[win].title))
        for since, win in sorted(context.stories.wins)
        if win in texts.wins  # an id is no name
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
    text = words.sentences(sentences)
    return Picture("wins", "timeline", title, marks, context.source, text, more=_more(words, len(marks)))


def _picture(
    context: StoryContext,
    picture: str,
    drawing: Drawing,
    title: str,
    marks: tuple[Mark, ...],
    end: str = "",
    sentences: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Picture | None:
    """Return a chart with its text, `sentences` or one for each mark; None if it has nothing to draw.

    `notes`: what the drawing leaves out.
    """
    if not any(mark.value for mark in marks):
        return None
    words = context.words
    # Translators: begins the description of a chart for people who do not see it.
    start = words.gettext("Bar chart: {title}.").format(title=title)
    text = [start, *(sentences or (_mark_sentence(context, mark) for mark in marks))]
    if any(mark.range_text for mark in marks):
        text.append(range_sentence(words))
    if any(mark.value is None for mark in marks):
        # Translators: explains a dash in a chart.
        notes = (*notes, words.gettext("– means: hidden to protect members."))
    alternative = words.sentences([*text, *notes])
    return Picture(
        picture, drawing, title, marks, context.source, alternative, end, tuple(notes), _more(words, len(marks))
    )


def _more(words: Wording, marks: int) -> tuple[str, ...]:
    """Return what stands for one mark, two, and so on, that a small picture has no room for."""
    return tuple(
        # Translators: the last line of a small picture: so many groups, benefits or policy wins have no room in it.
        words.ngettext("and {n} more", "and {n} more", number).format(n=words.number(number, 0))
        for number in range(1, marks)
    )


def _mark_sentence(context: StoryContext, mark: Mark) -> str:
    words = context.words
    if mark.value is None:
        return bar_sentence(words, mark.label, words.gettext("hidden to protect members"))
    return bar_sentence(words, mark.label, mark.text, mark.range_text)
