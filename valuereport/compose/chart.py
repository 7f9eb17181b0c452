"""The chart of value by benefit: how much was used, bars, an axis of round amounts, and the chart's text."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from valuereport.compose.chart_text import bar_sentence, range_sentence
from valuereport.compose.context import StatementContext
from valuereport.compose.quantities import community_quantity, quantity
from valuereport.model.benefits import PRICED, Benefit
from valuereport.model.statement import Bar, Chart, Tick
from valuereport.model.statement_order import Place
from valuereport.model.valuation import Range

_ROWS = 5
_TICKS = 4  # about so many


def chart(context: StatementContext) -> Chart | None:
    """Return the chart, the benefits in their order, then community; None if no benefit has a value."""
    if not context.shows_money:
        return None
    found = [
        (name, figures)
        for name in PRICED
        if (figures := context.valuation.benefits.get(name)) and not context.is_zero(figures.high)
    ]
    if not found:
        return None
    found.sort(key=lambda each: (_place(context, each[0]), -each[1].central, PRICED.index(each[0])))
    # In whole units, all of them, where none is so small that nothing would be left of it.
    whole = all(figures.low >= 1 for _, figures in found)
    ranges = [_range(context, figures, whole=whole) for _, figures in found]
    priced = [_bar(context, name, figures, text) for (name, figures), text in zip(found, ranges, strict=True)]
    bars = (*priced, *_community(context))[:_ROWS]
    ticks = tuple(Tick(value, context.words.axis_amount(value)) for value in axis_ticks(max(bar.high for bar in bars)))
    unit = context.words.currency_symbol(context.valuation.currency)
    return Chart(bars, ticks, unit, _alternative_text(context, [name for name, _ in found], priced))


def _place(context: StatementContext, name: Benefit) -> Place:
    """Return where a benefit stands: by what the member used of it."""
    return context.order.place_together(line.activity for line in context.used_lines if line.benefit == name)


def _range(context: StatementContext, figures: Range, *, whole: bool) -> str:
    if context.is_single_figure(figures):
        return ""
    return context.whole_low_to_high(figures) if whole else context.low_to_high(figures)


def _bar(context: StatementContext, name: Benefit, figures: Range, low_to_high: str) -> Bar:
    number, label = quantity(context.words, name, [line for line in context.valuation.lines if line.benefit == name])
    return Bar(
        quantity=number,
        label=label,
        low=figures.low,
        central=figures.central,
        high=figures.high,
        range_text=low_to_high,
        central_text=context.money(figures.central),
    )


def _community(context: StatementContext) -> tuple[Bar, ...]:
    engagements = sum(number for _, _, number in context.valuation.community)
    if not engagements:
        return ()
    number, label = community_quantity(context.words, engagements)
    return (Bar(number, label, 0.0, 0.0, 0.0, "", context.words.gettext("counted, not priced")),)


def _alternative_text(context: StatementContext, names: Sequence[Benefit], bars: Sequence[Bar]) -> str:
    words = context.words
    # Translators: begins the description of the chart for people who do not see it.
    sentences = [words.gettext("Bar chart of the value of your membership by benefit.")]
    for name, bar in zip(names, bars, strict=True):
        sentences.append(bar_sentence(words, context.texts.benefits[name], bar.central_text, bar.range_text))
    if any(bar.range_text for bar in bars):
        sentences.append(range_sentence(words))
    return words.sentences(sentences)


def axis_ticks(highest: float) -> tuple[float, ...]:
    """Return about four round amounts from 0 to at least `highest`, with steps of 1, 2 or 5 times a power of ten."""
    rough = highest / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return tuple(step * number for number in range(ceil(highest / step - 1e-9) + 1))
