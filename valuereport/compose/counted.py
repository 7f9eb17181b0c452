"""The table of what was counted: dated rows, the most valuable first, then subtotals and the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Counted, Detail, Row, Shorter
from valuereport.model.valuation import BenefitLine, Evidence, Unpriced
from valuereport.wording import rounded_decimal

_MOST, _LEAST = 14, 3  # rows of what was used


def counted(context: StatementContext) -> Counted:
    """Return the table of what was counted."""
    used = sorted(context.used_lines, key=lambda line: (-line.value.central, line.activity, line.variant))
    first = [_line_row(context, line) for line in used[:_MOST]]
    others = [_unpriced_row(context, one) for one in context.valuation.unpriced if one.benefit != "community"]
    if context.policy_lines:
        others.append(_policy_row(context))
    if context.valuation.community:
        others.append(_community_row(context))
    if not first and not others:
        return Counted((), (), None, None, (), ())

    def rows(count: int) -> Shorter:
        rest = [_rest_row(context, used[count:])] if count < len(used) else []
        shown = (*first[:count], *rest, *others)
        if not context.shows_money:  # and so nothing whose evidence would be stated
            return Shorter(tuple(replace(row, evidence="", value="") for row in shown), ())
        return Shorter(shown, _notes(context, [line.value.central for line in used[:count]], used[count:]))

    most = len(used) if len(used) <= _MOST else _MOST - 1
    longest = rows(most)
    # What stands for a single row would take its room and say less.
    shorter = tuple(rows(count) for count in range(min(len(used), _MOST) - 2, _LEAST - 1, -1))
    if not context.shows_money:
        return Counted(longest.rows, (), None, None, (), shorter)
    total = context.valuation.total
    words = context.words
    # Translators: the row under the total of the table; beside it stand two sums of money.
    low_to_high = (
        None
        if context.is_single_figure(total)
        else Detail(words.gettext("Cautious to high estimate"), context.low_to_high(total))
    )
    return Counted(
        rows=longest.rows,
        subtotals=_subtotals(context),
        total=Detail(words.gettext("Total, best estimate"), context.money(total.central)),
        range=low_to_high,
        notes=longest.notes,
        shorter=shorter,
    )


def _line_row(context: StatementContext, line: BenefitLine) -> Row:
    days = [evidence.date for evidence in line.evidence]
    label = context.texts.labels[line.activity]
    title, language = _title(context, label, line.evidence)
    return Row(
        dates=context.words.dates(min(days), max(days)),
        label=label,
        title=title,
        language=language,
        quantity=_quantity(context, line),
        evidence=context.texts.grades[line.grade],
        value=context.money(line.value.central),
    )


def _title(context: StatementContext, label: str, evidence: Sequence[Evidence]) -> tuple[str, str]:
    """Return the title of an engagement, or of the most valuable of several, and its language.

    Empty if it has none of its own beside the activity's label.
    """
    by_value = sorted(evidence, key=lambda one: (-one.value, one.date, one.title))
    titles = _distinct_titles(label, by_value)
    if not titles:
        return "", context.words.tag
    title, source = next(iter(titles.items()))
    if len(titles) > 1:
        # Translators: one of several titles, in a table below what they are: "e.g. Fire doors in practice".
        title = context.words.gettext("e.g. {title}").format(title=title)
    return title, context.texts.title_language(source)


def _distinct_titles(label: str, evidence: Iterable[Evidence]) -> dict[str, str]:
    """Return up to two titles without the activity's label, which stands above them, and their sources."""
    prefix, distinct = label.casefold(), dict[str, str]()
    for one in evidence:
        title = one.title
        rest = title[len(label) :].lstrip(" ,:;–-") if title.casefold().startswith(prefix) else title
        if rest:
            distinct.setdefault(rest, one.source)
        if len(distinct) == 2:
            break
    return distinct


def _quantity(context: StatementContext, line: BenefitLine) -> str:
    words = context.words
    in_unit = words.hours if line.unit == "hours" else words.times
    if line.counted == line.quantity or rounded_decimal(line.counted, 1) == rounded_decimal(line.quantity, 1):
        return in_unit(line.counted)
    part_of = words.part_of_hours if line.unit == "hours" else words.part_of_times
    return part_of(line.counted, line.quantity)


def _rest_row(context: StatementContext, rest: Sequence[BenefitLine]) -> Row:
    message = context.words.ngettext("and {n} more activity", "and {n} more activities", len(rest))
    value = sum(line.value.central for line in rest)
    label = message.format(n=context.words.number(len(rest)))
    return Row("", label, "", context.words.tag, "", "", context.money(value))


def _unpriced_row(context: StatementContext, used: Unpriced) -> Row:
    words, label = context.words, context.texts.labels[used.activity]
    days = [one.date for one in used.evidence]
    title, language = _title(context, label, used.evidence)
    return Row(
        dates=words.dates(min(days), max(days)),
        label=label,
        title=title,
        language=language,
        quantity=words.hours(used.quantity) if used.unit == "hours" else words.times(used.quantity),
        evidence="",
        value=words.gettext("not priced"),
    )


def _policy_row(context: StatementContext) -> Row:
    words, lines = context.words, context.policy_lines
    number = len(lines)
    grades = {line.grade for line in lines}
    return Row(
        dates="",
        label=words.gettext("Policy wins in force"),
        title="",
        language=words.tag,
        quantity=words.ngettext("{n} win", "{n} wins", number).format(n=words.number(number)),
        evidence=context.texts.grades[grades.pop()] if len(grades) == 1 else "",
        value=context.money(context.valuation.benefits["policy"].central),
    )


def _community_row(context: StatementContext) -> Row:
    """Return one row for all community engagements; they have no price."""
    words = context.words
    parts = []
    for name, quantity, _ in context.valuation.community:
        amount = words.hours(quantity) if context.texts.activities[name].unit == "hours" else words.times(quantity)
        parts.append(f"{context.texts.labels[name]} ({amount})")
    number = sum(engagements for _, _, engagements in context.valuation.community)
    return Row(
        dates="",
        label=context.texts.benefits["community"],
        title=words.list(parts),
        language=words.tag,
        quantity=words.times(number),
        evidence="",
        value=words.gettext("not priced"),
        summary=True,
    )


def _subtotals(context: StatementContext) -> tuple[Detail, ...]:
    """Return the part from records and the part from estimates, if there are both."""
    valuation, words = context.valuation, context.words
    if len({line.from_records for line in valuation.lines}) < 2:
        return ()
    return (
        Detail(words.gettext("From recorded prices and payments"), context.money(valuation.recorded.central)),
        Detail(words.gettext("From estimates"), context.money(valuation.estimated.central)),
    )


def _notes(context: StatementContext, figures: Sequence[float], rest: Sequence[BenefitLine]) -> tuple[str, ...]:
    """Return why the rows do not add up to the total, if they do not; `figures`: of the rows of one line each."""
    valuation = context.valuation
    shown = [*figures, sum(line.value.central for line in rest)]
    if context.policy_lines and context.wins_count:
        shown.append(valuation.benefits["policy"].central)
    note = context.rounding_note(shown, valuation.total.central)
    return (note,) if note else ()
