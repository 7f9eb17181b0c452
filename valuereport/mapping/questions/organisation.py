"""Who sends the statements, for which year, and which figures of ours are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from valuereport.mapping.membership_year import period_of
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.activities import chosen_activities
from valuereport.mapping.questions.question import Question
from valuereport.mapping.starter import Activity, assumptions, needed_by

LEAVE_OUT: Final = "leave-out"
_CODE = 3  # letters of a currency


def about_the_organisation(found: Sequence[Proposal], answers: Mapping[str, str], today: date) -> Iterator[Question]:
    """Yield what a letter needs to say about its sender, and the membership year."""
    currency = next(
        (p.currency for one in found if one.table in ("fees", "members") for p in one.profiles.values() if p.currency),
        "",
    )
    stated = Counter(
        cell
        for one in found
        if one.table in ("fees", "engagements") and "currency" in one.columns and one.columns["currency"].headings
        for cell in one.found.columns.get(one.columns["currency"].headings[0], ())
        if cell
    )
    start, last = period_of(found, today)
    yield Question("organisation.name", "the organisation's name, as in a letterhead")
    yield Question(
        "organisation.locale", "language and country, such as en-GB, de-DE or fr-FR", (), "en-GB", kind="locale"
    )
    likely = (stated.most_common(1) or [(currency or "GBP", 0)])[0][0]
    yield Question("organisation.currency", "the currency, such as GBP or EUR", (), likely, kind="currency")
    home = answers.get("organisation.currency", likely)
    for code in (code for code in sorted(stated) if code != home and len(code) == _CODE and code.isupper()):
        about = f"{stated[code]} amounts are in {code}: how many {home} is one {code}? (empty: these are not counted)"
        yield Question(f"organisation.rate.{code}", about, (), "", optional=True, kind="number")
    hint = ": first day/last day"
    yield Question("organisation.period", "the membership year", (), f"{start}/{last}", kind="period", hint=hint)
    about = "the email address that mail comes from, and that members write to"
    yield Question("organisation.sender", about, kind="address")
    hint = ", its lines apart by ; (empty: none)"
    yield Question("organisation.address", "the postal address for the letterhead", (), "", optional=True, hint=hint)
    yield Question("organisation.website", "the website", kind="page")
    about = "the page on which members renew (empty: the website)"
    yield Question("organisation.renewal_page", about, (), "", optional=True, kind="page")
    about = "where members say that they want no more mail: an email address, or a page with {token} in it"
    sender = answers.get("organisation.sender", "")
    yield Question("organisation.unsubscribe", about, (), sender, kind="unsubscribe")
    yield Question("organisation.signatory", "who signs the letter: a name")
    yield Question(
        "organisation.signatory_role",
        "what this person is in the organisation, such as Chief Executive",
        (),
        "Membership",
    )


def about_the_figures(
    found: Sequence[Proposal], answers: Mapping[str, str], known: Sequence[Activity]
) -> Iterator[Question]:
    """Yield a question for each figure of ours that the activities need."""
    uses: Counter[str] = Counter()
    for one in found:
        for chosen, count in chosen_activities(one, answers, known) if one.table == "engagements" else ():
            uses[chosen] += count
    needed: dict[str, int] = {}
    for activity in known:
        for name in needed_by(activity) if activity.id in uses else ():
            needed[name] = needed.get(name, 0) + uses[activity.id]
    kept = [name for name in needed if answers.get(f"assumption.{name}", LEAVE_OUT) not in (LEAVE_OUT, "")]
    for name, count in needed.items():
        figure = assumptions()[name]
        if figure.discount and not (kept and figure.high):
            continue
        told = f"{figure.low:g} to {figure.high:g}, best estimate {figure.central:g} {figure.unit}"
        without = "" if figure.discount else f" Left out, {count} uses are counted without a price."
        about = f"{figure.about}: {told} ({figure.source}).{without}"
        default, hint = "keep" if figure.discount else LEAVE_OUT, " leave-out, keep, or your own low/central/high"
        yield Question(f"assumption.{name}", about, (), default, kind="figure", hint=hint)
    if kept:
        yield Question("assumption.signed_by", "who answers for these figures: a name")
