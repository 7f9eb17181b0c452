"""The chart of value by benefit: bars, an axis of round amounts, and the same in words."""

from __future__ import annotations

from math import ceil, floor, log10

from valuereport.compose.subject import Subject
from valuereport.model.statement import Bar, Chart, Tick
from valuereport.model.valuation import PRICED, Benefit, Range

_ABOUT_TICKS = 5


def chart(subject: Subject) -> Chart | None:
    """Return the chart, the most valuable benefit first; None where nothing has a value."""
    found = [
        (name, figures)
        for name in PRICED
        if (figures := subject.valuation.benefits.get(name)) and not subject.nothing(figures.high)
    ]
    if not found:
        return None
    found.sort(key=lambda each: (-each[1].central, PRICED.index(each[0])))
    bars = tuple(_bar(subject, name, figures) for name, figures in found)
    ticks = tuple(Tick(value, subject.words.on_axis(value)) for value in round_marks(max(bar.high for bar in bars)))
    ranged = any(bar.range_text for bar in bars)
    return Chart(bars, ticks, _alternative(subject, bars, ranged=ranged), ranged)


def _bar(subject: Subject, name: Benefit, figures: Range) -> Bar:
    return Bar(
        label=subject.voice.benefits[name],
        low=figures.low,
        central=figures.central,
        high=figures.high,
        range_text="" if subject.same(figures) else subject.between(figures),
        central_text=subject.money(figures.central),
    )


def _alternative(subject: Subject, bars: tuple[Bar, ...], *, ranged: bool) -> str:
    words = subject.words
    # Translators: begins the description of the chart for people who do not see it.
    sentences = [words.gettext("Bar chart of the value of your membership by benefit.")]
    for bar in bars:
        if bar.range_text:
            # Translators: {range} is two sums of money with a dash between them.
            message = words.gettext("{benefit}: most likely {value}, range {range}.")
        else:
            message = words.gettext("{benefit}: {value}.")
        sentences.append(message.format(benefit=bar.label, value=bar.central_text, range=bar.range_text))
    if ranged:
        sentences.append(words.gettext("A thin line on each bar shows its range."))
    return words.sentences(sentences)


def round_marks(highest: float) -> tuple[float, ...]:
    """Return about five round amounts from 0 to at least `highest`, with steps of 1, 2 or 5 times a power of ten."""
    rough = highest / _ABOUT_TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return tuple(step * number for number in range(ceil(highest / step - 1e-9) + 1))
