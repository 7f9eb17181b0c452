"""The pictures: value by benefit, by segment, over members and over the years, and the policy wins."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.story.measures import BENEFITS, name
from valuereport.compose.story.teller import Teller
from valuereport.model.dimensions import Dimension
from valuereport.model.statement import Detail
from valuereport.model.story import Published, Trend
from valuereport.model.story_page import Drawing, Mark, Picture


def by_benefit(teller: Teller) -> Picture | None:
    """Return the value of each benefit, the largest first; None where no figure may be shown."""
    cells = [(name(teller, measure), cell) for measure in BENEFITS if (cell := teller.cell(measure))]
    # Translators: {years} is a year such as 2026 or 2025/26.
    title = teller.words.gettext("Value by benefit, {years}").format(years=teller.years)
    return _bars(teller, "benefits", title, cells)


def by_segment(teller: Teller, dimension: Dimension) -> Picture | None:
    """Return the median value of each segment of a dimension."""
    segments = teller.segments((dimension,))
    cells = [(teller.segment(each), cell) for each in segments if (cell := teller.cell("median_value", each))]
    # Translators: {dimension} is Sector, Region or Grade; the median: half of the members received more, half less.
    message = teller.words.gettext("{dimension}: value to the median member, {years}")
    return _bars(teller, dimension, message.format(dimension=teller.dimension(dimension), years=teller.years), cells)


def _bars(teller: Teller, picture: str, title: str, cells: Sequence[tuple[str, Published]]) -> Picture | None:
    ordered = sorted(cells, key=lambda each: (each[1].value is None, -(each[1].value or 0), each[0]))
    marks = tuple(_mark(teller, label, cell) for label, cell in ordered)
    return _picture(teller, picture, "bars", title, marks)


def _mark(teller: Teller, label: str, cell: Published) -> Mark:
    between = teller.range(cell) if cell.value is not None else ""
    low, high = (cell.low, cell.high) if between else (None, None)
    return Mark(label, teller.figure(cell), cell.value, low, high, between)


def distribution(teller: Teller) -> Picture | None:
    """Return how many members received how much: as columns on a scale where all parts of it are equally wide."""
    words, bins = teller.words, teller.stories.distribution
    # Translators: a chart's title; {currency} is a currency's code such as GBP.
    message = words.gettext("Members by what they received, in {currency}, {years}")
    title = message.format(currency=teller.stories.currency, years=teller.years)
    told = [_received(teller, low, high, count) for low, high, count in bins]
    even = len({round(high - low, 2) for low, high, _ in bins if high is not None}) == 1
    labels = [words.on_axis(low) for low, _, _ in bins] if even else bins_text(teller)
    marks = tuple(
        Mark(label, words.number(count, 0), float(count)) for label, (_, _, count) in zip(labels, bins, strict=True)
    )
    end = "+" if even else ""  # the last part has no end
    return _picture(teller, "distribution", "columns" if even else "bars", title, marks, end, told)


def bins_text(teller: Teller) -> tuple[str, ...]:
    """Return the bounds of each part of the distribution, in words."""
    # Translators: a part of a scale without an end; {amount} is a sum of money.
    or_more = teller.words.gettext("{amount} or more")
    return tuple(
        or_more.format(amount=teller.amount(low, "money"))
        if high is None
        else f"{teller.amount(low, 'money')} – {teller.amount(high, 'money')}"
        for low, high, _ in teller.stories.distribution
    )


def _received(teller: Teller, low: float, high: float | None, members: int) -> str:
    words = teller.words
    if high is None:
        # Translators: part of a chart's description; {low} is a sum without its currency.
        message = words.ngettext(
            "{n} member received a value of {low} or more.", "{n} members received a value of {low} or more.", members
        )
        return message.format(n=words.number(members, 0), low=words.on_axis(low))
    # Translators: part of a chart's description; {low} and {high} are sums without their currency.
    message = words.ngettext(
        "{n} member received a value between {low} and {high}.",
        "{n} members received a value between {low} and {high}.",
        members,
    )
    return message.format(n=words.number(members, 0), low=words.on_axis(low), high=words.on_axis(high))


def over_the_years(teller: Teller, trend: Trend) -> Picture | None:
    """Return one figure of several periods."""
    marks = tuple(
        Mark(teller.years_from(start), "–" if value is None else teller.amount(value, trend.unit), value)
        for start, value in trend.points
    )
    # Translators: a chart's title; {measure} is what is counted, such as "Hours saved".
    title = teller.words.gettext("{measure} over the years").format(measure=name(teller, trend.measure))
    # Translators: part of a chart's description; {years} is a year such as 2026 or 2025/26, {value} a figure.
    message = teller.words.gettext("In the membership year {years} the figure was {value}.")
    told = [
        _told(teller, mark) if mark.value is None else message.format(years=mark.label, value=mark.text)
        for mark in marks
    ]
    return _picture(teller, f"trend-{trend.measure.replace('_', '-')}", "columns", title, marks, told=told)


def events(teller: Teller) -> tuple[Detail, ...]:
    """Return the policy wins, the oldest first: since when, and which."""
    titles = {win.id: win.title for win in teller.settings.judgement.policy_wins}
    return tuple(
        Detail(teller.words.short_date(since), teller.pick(titles[win]) if win in titles else win)
        for since, win in sorted(teller.stories.wins)
    )


def timeline(teller: Teller) -> Picture | None:
    """Return the policy wins as a picture."""
    marks = tuple(Mark(event.value, event.label) for event in events(teller))
    if not marks:
        return None
    words = teller.words
    title = words.gettext("Policy wins in force")
    # Translators: begins the description of a picture for people who do not see it.
    told = [words.gettext("Timeline: {title}.").format(title=title)]
    told += [words.gettext("{benefit}: {value}.").format(benefit=mark.text, value=mark.label) for mark in marks]
    return Picture("wins", "timeline", title, marks, teller.source, words.sentences(told))


def _picture(
    teller: Teller,
    picture: str,
    drawing: Drawing,
    title: str,
    marks: tuple[Mark, ...],
    end: str = "",
    told: Sequence[str] = (),
) -> Picture | None:
    if not any(mark.value for mark in marks):
        return None
    # Translators: begins the description of a chart for people who do not see it.
    start = teller.words.gettext("Bar chart: {title}.").format(title=title)
    sentences = [start, *(told or (_told(teller, mark) for mark in marks))]
    if any(mark.range_text for mark in marks):
        sentences.append(teller.words.gettext("A thin line on each bar shows its range."))
    alternative = teller.words.sentences(sentences)
    return Picture(picture, drawing, title, marks, _source(teller, marks), alternative, end)


def _source(teller: Teller, marks: Sequence[Mark]) -> str:
    """Return the line under a picture, with what its dash stands for where it has one."""
    if all(mark.value is not None for mark in marks):
        return teller.source
    # Translators: explains a dash in a chart.
    return teller.words.sentences([teller.source, teller.words.gettext("– means: hidden to protect members.")])


def _told(teller: Teller, mark: Mark) -> str:
    words = teller.words
    if mark.value is None:
        text = words.gettext("hidden to protect members")
        return words.gettext("{benefit}: {value}.").format(benefit=mark.label, value=text)
    if mark.range_text:
        message = words.gettext("{benefit}: most likely {value}, range {range}.")
    else:
        message = words.gettext("{benefit}: {value}.")
    return message.format(benefit=mark.label, value=mark.text, range=mark.range_text)
