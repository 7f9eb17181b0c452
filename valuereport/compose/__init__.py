"""Compose: one member's valuation becomes a finished statement in the member's locale, or in two."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.cards import cards
from valuereport.compose.chart import chart
from valuereport.compose.contacts import contacts
from valuereport.compose.counted import counted
from valuereport.compose.cover_note import compose_cover_note
from valuereport.compose.details import correction, details, fees, next_step
from valuereport.compose.headline import greeting, headline, title
from valuereport.compose.highlight import highlight
from valuereport.compose.letterhead import footer, letterhead, recipient, reference
from valuereport.compose.method import method
from valuereport.compose.opening import also, closing, opening
from valuereport.compose.policy import wins
from valuereport.compose.subject import Subject, missing_texts
from valuereport.compose.summary import summary
from valuereport.compose.voice import voice_for
from valuereport.errors import Problem
from valuereport.model.member import Member
from valuereport.model.statement import Document, Statement
from valuereport.model.valuation import Earlier, Valuation
from valuereport.settings import Settings
from valuereport.wording import choose_locales, wording_for

__all__ = ["compose", "compose_cover_note"]


def compose(
    member: Member, valuation: Valuation, settings: Settings, earlier: Earlier | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """Return a member's statements, one a language, and what a person should look at before they go out.

    The member's locale is the one that was planned, which may be two (`cy-GB+en-GB`).
    `earlier`: what the statement of the run before said, where it is to be compared.
    """
    locales, reason = choose_locales(member.locale, settings.workspace.organisation.locale)
    problems: list[Problem] = []
    if reason:
        action = f"the statement is in {' and '.join(locales)}"
        problems.append(
            Problem(
                "compose",
                "warning",
                reason,
                action,
                column="locale",
                value=member.locale,
                member_id=member.member_id,
            )
        )
    statements = []
    for locale in locales:
        subject = Subject(member, valuation, voice_for(settings, wording_for(locale, settings.catalogues)), earlier)
        problems += missing_texts(subject)
        statements.append(_statement(subject, locales))
    return tuple(statements), tuple(problems)


def _statement(subject: Subject, locales: Sequence[str]) -> Statement:
    organisation = subject.settings.workspace.organisation
    return Statement(
        member_id=subject.member.member_id,
        locale=subject.words.tag,
        direction=subject.words.direction,
        edition=subject.valuation.edition,
        kind=subject.kind,
        title=title(subject),
        letterhead=letterhead(subject),
        recipient=recipient(subject),
        reference=reference(subject),
        greeting=greeting(subject),
        headline=headline(subject),
        summary=summary(subject),
        opening=opening(subject),
        also=also(subject, locales),
        cards=cards(subject),
        chart=chart(subject),
        highlight=highlight(subject),
        fees=fees(subject),
        next_step=next_step(subject),
        closing=closing(subject),
        signatory=organisation.signatory,
        signatory_role=subject.voice.pick(organisation.signatory_role),
        counted=counted(subject),
        contacts=contacts(subject),
        policy=wins(subject),
        method=method(subject),
        details=details(subject),
        correction=correction(subject),
        footer=footer(subject),
    )
