"""Compose: one member's valuation -> the finished statement in the member's locale, or in two locales.

Each part of the statement has a module of its own:

    letterhead      the sender, the recipient's address, the reference, the footer
    headline        the title, the greeting, the fee, the estimate and the ratio
    thanks          the sentences under the headline, the closing, the note about another language
    year            the uses of the membership, month by month
    chart           the chart of value by benefit; quantities: how much was used; chart_text: the same in words
    highlight       first steps, suggestions, or the engagements that stand out
    left            what is still the member's to use
    counted         the table of what was counted
    contacts        a member firm's tables by contact and by branch
    policy          the policy wins
    method          how the figures were worked out; assumptions: an assumption in words
    details         what is recorded of the member, the next step
    feedback        how the member answers what the statement asks
    you_said        what became of members' suggestions

`context` holds what all of them need, `organisation_texts` what is the same for every member. `missing_texts` finds
what has no translation. `cover_note` composes the email, `story` the story page, `insights` the page
of insights; both name fields and groups of members by `dimensions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.chart import chart
from valuereport.compose.contacts import branches, contacts
from valuereport.compose.context import StatementContext
from valuereport.compose.counted import counted
from valuereport.compose.cover_note import compose_cover_note
from valuereport.compose.details import correction, details, next_step
from valuereport.compose.feedback import feedback
from valuereport.compose.headline import greeting, headline, title
from valuereport.compose.highlight import highlight
from valuereport.compose.left import left
from valuereport.compose.letterhead import footer, letterhead, recipient, reference
from valuereport.compose.method import method
from valuereport.compose.missing_texts import missing_texts
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.policy import wins
from valuereport.compose.thanks import closing, other_languages, thanks
from valuereport.compose.year import year
from valuereport.compose.you_said import you_said
from valuereport.errors import Problem
from valuereport.model.member import Member
from valuereport.model.statement import Document, Statement
from valuereport.model.statement_order import BY_VALUE, StatementOrder
from valuereport.model.valuation import Earlier, Valuation
from valuereport.settings import Settings
from valuereport.wording import resolve_locales, wording_for

__all__ = ["compose", "compose_cover_note"]


def compose(
    member: Member,
    valuation: Valuation,
    settings: Settings,
    earlier: Earlier | None = None,
    order: StatementOrder = BY_VALUE,
    feedback_token: str = "",
) -> tuple[Document, tuple[Problem, ...]]:
    """Return a member's statements, one a language, and what a person should look at before they go out.

    The member's locale is the one that was planned, which may be two (`cy-GB+en-GB`).
    `earlier`: the figures of the previous run's statement, if they are to be compared. `order`: what comes first.
    `feedback_token`: of the member's links, empty where there are none.
    """
    locales, reason = resolve_locales(member.locale, settings.workspace.organisation.locale)
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
        texts = organisation_texts_for(settings, wording_for(locale, settings.catalogues))
        context = StatementContext(member, valuation, texts, earlier, order, feedback_token)
        problems += missing_texts(context)
        statements.append(_statement(context, locales))
    return tuple(statements), tuple(problems)


def _statement(context: StatementContext, locales: Sequence[str]) -> Statement:
    organisation = context.settings.workspace.organisation
    return Statement(
        member_id=context.member.member_id,
        locale=context.words.tag,
        direction=context.words.direction,
        edition=context.valuation.edition,
        kind=context.kind,
        title=title(context),
        letterhead=letterhead(context),
        recipient=recipient(context),
        reference=reference(context),
        greeting=greeting(context),
        headline=headline(context),
        thanks=thanks(context),
        also=other_languages(context, locales),
        year=year(context),
        chart=chart(context),
        highlight=highlight(context),
        left=left(context),
        next_step=next_step(context),
        closing=closing(context),
        signatory=organisation.signatory,
        signatory_role=context.texts.text(organisation.signatory_role),
        counted=counted(context),
        contacts=contacts(context),
        policy=wins(context),
        method=method(context),
        details=details(context),
        correction=correction(context),
        footer=footer(context),
        branches=branches(context),
        own_year=context.settings.workspace.period.own,
        feedback=feedback(context),
        you_said=you_said(context),
    )
