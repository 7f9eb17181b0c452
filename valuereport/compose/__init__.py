"""Compose: one member's valuation becomes a finished statement in the member's locale."""

from __future__ import annotations

from valuereport.compose.cards import cards
from valuereport.compose.chart import chart
from valuereport.compose.counted import counted
from valuereport.compose.details import correction, details, fees, next_step
from valuereport.compose.headline import greeting, headline, title
from valuereport.compose.letterhead import footer, letterhead, recipient, reference
from valuereport.compose.method import method
from valuereport.compose.opening import closing, opening, steps
from valuereport.compose.policy import wins
from valuereport.compose.subject import Subject, missing_texts
from valuereport.compose.suggestions import suggestions, suggestions_note
from valuereport.errors import Problem
from valuereport.model.member import Member
from valuereport.model.statement import Statement
from valuereport.model.valuation import Valuation
from valuereport.settings import Settings
from valuereport.wording import choose_locale, wording_for

__all__ = ["compose"]


def compose(member: Member, valuation: Valuation, settings: Settings) -> tuple[Statement, tuple[Problem, ...]]:
    """Return a member's statement, and what a person should look at before it goes out."""
    organisation = settings.workspace.organisation
    locale, reason = choose_locale(member.locale, organisation.locale)
    words = wording_for(locale)
    subject = Subject(member, valuation, settings, words)
    problems = missing_texts(subject)
    if reason:
        action = f"the statement is in {organisation.locale}"
        unknown = Problem(
            "compose", "warning", reason, action, column="locale", value=member.locale, member_id=member.member_id
        )
        problems = (unknown, *problems)
    statement = Statement(
        member_id=member.member_id,
        locale=words.tag,
        direction=words.direction,
        edition=valuation.edition,
        title=title(subject),
        letterhead=letterhead(subject),
        recipient=recipient(subject),
        reference=reference(subject),
        greeting=greeting(subject),
        headline=headline(subject),
        opening=opening(subject),
        cards=cards(subject),
        steps=steps(subject),
        chart=chart(subject),
        suggestions=suggestions(subject),
        suggestions_note=suggestions_note(subject),
        closing=closing(subject),
        signatory=organisation.signatory,
        signatory_role=subject.pick(organisation.signatory_role),
        counted=counted(subject),
        policy=wins(subject),
        method=method(subject),
        details=details(subject),
        correction=correction(subject),
        fees=fees(subject),
        next_step=next_step(subject),
        footer=footer(subject),
    )
    return statement, problems
