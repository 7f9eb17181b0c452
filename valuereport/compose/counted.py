"""What was counted: dated rows, the most valuable first, then subtotals and the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from valuereport.compose.subject import Subject
from valuereport.model.money import rounded
from valuereport.model.statement import Counted, Detail, Row
from valuereport.model.valuation import BenefitLine
from valuereport.wording import NO_BREAK, shown

_ROWS = {"person": 14, "organisation": 7}  # what the region holds; a member firm has a table of contacts below it


def counted(subject: Subject) -> Counted:
    """Return the table of what was counted."""
    used = sorted(subject.used, key=lambda line: (-line.value.central, line.activity, line.variant))
    tail = int(bool(subject.policy)) + int(bool(subject.valuation.community))
    room = _ROWS[subject.kind] - tail
    kept, rest = (used, []) if len(used) <= room else (used[: room - 1], used[room - 1 :])
    rows = [_row(subject, line) for line in kept]
    if rest:
        rows.append(_more(subject, rest))
    if subject.policy:
        rows.append(_policy(subject))
    if subject.valuation.community:
        rows.append(_community(subject))
    if not rows:
        return Counted((), (), None, None, ())
    total = subject.valuation.total
    words = subject.words
    # Translators: the row under the total of the table; beside it stand two sums of money.
    spread = None if subject.same(total) else Detail(words.gettext("Low to high estimate"), subject.between(total))
    return Counted(
        rows=tuple(rows),
        subtotals=_subtotals(subject),
        total=Detail(words.gettext("Total, most likely"), subject.money(total.central)),
        range=spread,
        notes=_notes(subject, [*(line.value.central for line in kept), *_summed(subject, rest)]),
    )


def _row(subject: Subject, line: BenefitLine) -> Row:
    days = [found.date for found in line.evidence]
    return Row(
        dates=subject.words.dates(min(days), max(days)),
        title=_title(subject, line),
        quantity=_quantity(subject, line),
        evidence=subject.voice.grades[line.grade],
        value=subject.money(line.value.central),
    )


def _title(subject: Subject, line: BenefitLine) -> str:
    """Return the activity, and which one it was or, of several, which one was worth most."""
    words, label = subject.words, subject.voice.labels[line.activity]
    by_value = sorted(line.evidence, key=lambda found: (-found.value, found.date, found.title))
    titles = _titles(label, dict.fromkeys(found.title for found in by_value))
    if not titles:
        return label
    if len(titles) == 1:
        # Translators: an activity and which one it was, in a table: "Webinar – Fire doors in practice".
        return _bound(words.gettext("{activity} – {title}").format(activity=label, title=titles[0]))
    # Translators: an activity and one of several: "Webinar – e.g. Fire doors in practice".
    return _bound(words.gettext("{activity} – e.g. {title}").format(activity=label, title=titles[0]))


def _bound(text: str) -> str:
    """Return a text whose dash stays with the word after it, so that a line cut short does not end with a dash."""
    return text.replace(" – ", f" –{NO_BREAK}", 1)


def _titles(label: str, titles: Iterable[str]) -> list[str]:
    """Return what titles say beyond the activity's name, which stands beside them; no more than two."""
    folded, found = label.casefold(), dict[str, None]()
    for title in titles:
        beyond = title[len(label) :].lstrip(" ,:;–-") if title.casefold().startswith(folded) else title
        if beyond:
            found[beyond] = None
        if len(found) == 2:
            break
    return list(found)


def _quantity(subject: Subject, line: BenefitLine) -> str:
    words = subject.words
    form = words.hours if line.unit == "hours" else words.times
    if line.counted == line.quantity or shown(line.counted, 1) == shown(line.quantity, 1):
        return form(line.counted)
    # Translators: a yearly limit left only part: "10 of 14 hours".
    return words.gettext("{part} of {whole}").format(part=words.number(line.counted), whole=form(line.quantity))


def _more(subject: Subject, rest: Sequence[BenefitLine]) -> Row:
    message = subject.words.ngettext("and {n} more activity", "and {n} more activities", len(rest))
    value = sum(line.value.central for line in rest)
    return Row("", message.format(n=subject.words.number(len(rest))), "", "", subject.money(value))


def _policy(subject: Subject) -> Row:
    words, lines = subject.words, subject.policy
    number = len(lines)
    grades = {line.grade for line in lines}
    return Row(
        dates="",
        title=words.gettext("Policy wins in force"),
        quantity=words.ngettext("{n} win", "{n} wins", number).format(n=words.number(number)),
        evidence=subject.voice.grades[grades.pop()] if len(grades) == 1 else "",
        value=subject.money(subject.valuation.benefits["policy"].central),
    )


def _community(subject: Subject) -> Row:
    """Return one row for all community engagements: counted, never priced."""
    words = subject.words
    parts = []
    for name, quantity, _ in subject.valuation.community:
        amount = words.hours(quantity) if subject.voice.activities[name].unit == "hours" else words.times(quantity)
        parts.append(f"{subject.voice.labels[name]} ({amount})")
    number = sum(engagements for _, _, engagements in subject.valuation.community)
    return Row(
        dates="",
        title=words.gettext("{activity} – {title}").format(
            activity=subject.voice.benefits["community"], title=words.list(parts)
        ),
        quantity=words.times(number),
        evidence="",
        value=words.gettext("not priced"),
    )


def _subtotals(subject: Subject) -> tuple[Detail, ...]:
    """Return the recorded and the estimated part, where there are both."""
    valuation, words = subject.valuation, subject.words
    grades = {line.grade == "recorded" for line in valuation.lines}
    if len(grades) < 2:
        return ()
    return (
        Detail(words.gettext("Of which recorded: money that changed hands"), subject.money(valuation.recorded.central)),
        Detail(words.gettext("Of which estimated"), subject.money(valuation.estimated.central)),
    )


def _summed(subject: Subject, rest: Sequence[BenefitLine]) -> list[float]:
    """Return the figures of the rows that stand for several lines."""
    figures = [sum(line.value.central for line in rest)] if rest else []
    if subject.policy:
        figures.append(subject.valuation.benefits["policy"].central)
    return figures


def _notes(subject: Subject, figures: Sequence[float]) -> tuple[str, ...]:
    """Return why the rows do not add up to the total, where they do not."""
    currency, words = subject.valuation.currency, subject.words
    total = rounded(subject.valuation.total.central, currency)
    difference = abs(sum((rounded(figure, currency) for figure in figures), Decimal(0)) - total)
    if not difference:
        return ()
    if abs(sum(figures) - subject.valuation.total.central) < 1e-6 * max(1.0, abs(subject.valuation.total.central)):
        return (words.gettext("Figures are rounded, so the rows may not add up to the total."),)
    return (
        words.gettext(
            "Each figure is the most likely one of its own row, rounded, so the rows may not add up to the total."
        ),
    )
