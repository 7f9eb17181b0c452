"""The short personal opening, a new member's first steps, and the closing."""

from __future__ import annotations

from datetime import date, timedelta

from valuereport.compose.subject import Subject
from valuereport.model.money import rounded_ratio
from valuereport.model.statement import Step
from valuereport.model.valuation import PRICED, Benefit

_STEPS = 4


def opening(subject: Subject) -> tuple[str, ...]:
    """Return the sentences between greeting and figures."""
    edition = subject.valuation.edition
    if edition == "first-year":
        sentences = [*_joined(subject), *_most(subject), *_ratio(subject)]
    elif edition == "light-use":
        sentences = _used_little(subject)
    else:
        sentences = [_used(subject), *_most(subject), *_ratio(subject)]
    if subject.valuation.lines:
        sentences.append(subject.words.gettext("The next page shows what we counted and how we worked it out."))
    return (" ".join(sentences),)


def _used(subject: Subject) -> str:
    words, number = subject.words, subject.valuation.engagements
    start, end = _period(subject)
    if not number:
        # Translators: {start} and {end} are dates in full.
        message = words.gettext("From {start} to {end} our work for all members benefited you, too.")
        return message.format(start=start, end=end)
    message = words.ngettext(
        "From {start} to {end} you made use of your membership {n} time.",
        "From {start} to {end} you made use of your membership {n} times.",
        number,
    )
    return message.format(start=start, end=end, n=words.number(number))


def _most(subject: Subject) -> list[str]:
    """Return the sentence about the most valuable benefit, where several make up the value."""
    worth = [(figures.central, name) for name in PRICED if (figures := subject.valuation.benefits.get(name))]
    worth = [(central, name) for central, name in worth if subject.money(central) != subject.money(0)]
    if len(worth) < 2:
        return []
    central, name = max(worth, key=lambda each: (each[0], -PRICED.index(each[1])))
    return [_largest(subject, name).format(value=subject.money(central))]


def _largest(subject: Subject, benefit: Benefit) -> str:
    words = subject.words
    messages: dict[Benefit, str] = {
        # Translators: {value} is a sum of money.
        "time_saved": words.gettext("The largest part was the time that you saved, worth {value}."),
        "leads": words.gettext("The largest part was the business that came through us, worth {value}."),
        "cpd": words.gettext("The largest part was your continuing professional development, worth {value}."),
        "policy": words.gettext("The largest part was what our policy work won for you, worth {value}."),
        "savings": words.gettext("The largest part was what you saved on member prices, worth {value}."),
    }
    return messages[benefit]


def _ratio(subject: Subject) -> list[str]:
    ratio = subject.valuation.benefit_cost_ratio
    if ratio is None or not subject.shows_ratio:
        return []
    # Translators: {ratio} is a number such as 3.53, {fee} a sum of money.
    message = subject.words.gettext("The low estimate comes to {ratio} times the {fee} that you paid.")
    return [message.format(ratio=subject.words.fixed(rounded_ratio(ratio), 2), fee=subject.money(subject.fee_paid))]


def _joined(subject: Subject) -> list[str]:
    words, member, days = subject.words, subject.member, subject.valuation.first_meaningful_days
    sentences = []
    if member.joined:
        message = words.gettext("Thank you for joining us on {date}.")
        sentences.append(message.format(date=words.date(member.joined)))
        if days is not None and days <= 0:
            sentences.append(words.gettext("You took your first step straight away."))
        elif days is not None:
            message = words.ngettext(
                "You took your first step {n} day later.", "You took your first step {n} days later.", days
            )
            sentences.append(message.format(n=words.number(days)))
    if not subject.valuation.engagements:
        sentences.append(_nothing(subject))
    return sentences


def _used_little(subject: Subject) -> list[str]:
    words = subject.words
    if not subject.valuation.engagements:
        sentences = [_nothing(subject)]
        if subject.policy:
            sentences.append(words.gettext("Our policy work counts for you all the same."))
    else:
        start, end = _period(subject)
        message = words.gettext("Here is what you used from {start} to {end}, and what it was worth.")
        sentences = [message.format(start=start, end=end)]
    if subject.valuation.suggestions:
        sentences.append(words.gettext("Below are parts of your membership that members like you found useful."))
    return sentences


def _nothing(subject: Subject) -> str:
    start, end = _period(subject)
    message = subject.words.gettext(
        "Our records hold nothing that you used from {start} to {end}; if something is missing, please tell us."
    )
    return message.format(start=start, end=end)


def _period(subject: Subject) -> tuple[str, str]:
    """Return the first and the last day of the period, the year said once where it is one."""
    words, period = subject.words, subject.settings.workspace.period
    last = period.end - timedelta(days=1)
    first = words.day_and_month(period.start) if period.start.year == last.year else words.date(period.start)
    return first, words.date(last)


def steps(subject: Subject) -> tuple[Step, ...]:
    """Return what a new member did for the first time, in the order of the days."""
    joined = subject.member.joined
    if subject.valuation.edition != "first-year":
        return ()
    firsts: dict[str, date] = {}
    for line in subject.used:
        first = min(found.date for found in line.evidence)
        firsts[line.activity] = min(first, firsts.get(line.activity, first))
    found = sorted((day, subject.label(name)) for name, day in firsts.items())
    if joined:
        found.insert(0, (joined, subject.words.gettext("You joined")))
    return tuple(Step(subject.words.short_date(day), label) for day, label in found[:_STEPS])


def closing(subject: Subject) -> str:
    """Return the words above the signature."""
    # Translators: the complimentary close of the letter, with its comma where the language has one.
    return subject.words.gettext("With best wishes,")
