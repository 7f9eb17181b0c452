"""Who sends the statements, for which year, and which figures of ours are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from valuereport.mapping.membership_year import period_of
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.activities import chosen_activities
from valuereport.mapping.questions.question import Question
from valuereport.mapping.starter import Activity, assumptions, needed_by

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
    yield Question("organisation.locale", "language and country, such as en-GB, de-DE or fr-FR", (), "en-GB")
    yield Question(
        "organisation.currency",
        "the currency, such as GBP or EUR",
        (),
        (stated.most_common(1) or [(currency or "GBP", 0)])[0][0],
    )
    home = answers.get("organisation.currency", (stated.most_common(1) or [(currency or "GBP", 0)])[0][0])
    for code in (code for code in sorted(stated) if code != home and len(code) == _CODE and code.isupper()):
        about = f"{stated[code]} amounts are in {code}: how many {home} is one {code}? (empty: these are not counted)"
        yield Question(f"organisation.rate.{code}", about, (), "", optional=True)
    yield Question("organisation.period", "the membership year: first day/last day", (), f"{start}/{last}")
    yield Question("organisation.sender", "the address that mail comes from, and that members write to")
    yield Question("organisation.website", "the website")
    yield Question(
        "organisation.renewal_page", "the page on which members renew (empty: the website)", (), "", optional=True
    )
    about = "the page that takes somebody off the list, with {token} in it (empty: no mail can be sent yet)"
    yield Question("organisation.unsubscribe_page", about, (), "", optional=True)
    yield Question("organisation.signatory", "who signs the letter")
    yield Question("organisation.signatory_role", "what this person is", (), "Membership")


def about_the_figures(
    found: Sequence[Proposal], answers: Mapping[str, str], known: Sequence[Activity]
) -> Iterator[Question]:
    """Yield a question for each figure of ours that the activities need."""
    used = {chosen for one in found if one.table == "engagements" for chosen in chosen_activities(one, answers, known)}
    needed = [name for one in known if one.id in used for name in needed_by(one)]
    for name in dict.fromkeys(needed):
        one = assumptions()[name]
        if one.discount:
            continue
        figures = f"{one.low:g} to {one.high:g}, best estimate {one.central:g} {one.unit}"
        about = f"{one.about}: {figures} ({one.source}). leave-out, keep, or your low/central/high"
        yield Question(f"assumption.{name}", about, (), "leave-out")
    if any(answers.get(f"assumption.{name}", "leave-out") != "leave-out" for name in needed):
        yield Question("assumption.signed_by", "who answers for these figures: a name")
