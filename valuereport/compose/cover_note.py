"""The cover note, the email that brings the statement: its figures, the link to it, and how to stop such emails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

from valuereport.compose.context import StatementContext
from valuereport.compose.details import correction
from valuereport.compose.headline import fee, greeting, headline, ratio
from valuereport.compose.letterhead import footer
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.thanks import closing
from valuereport.model.cover_note import CoverNote
from valuereport.model.member import Member
from valuereport.model.run import ManifestRow
from valuereport.model.statement import Detail, Phrase
from valuereport.model.valuation import Edition, Range, Valuation
from valuereport.settings import Settings
from valuereport.wording import resolve_locales, wording_for

_ZERO = Range(0.0, 0.0, 0.0)


def compose_cover_note(
    member: Member, row: ManifestRow, settings: Settings, statement_page: str = "", unsubscribe: str = ""
) -> tuple[CoverNote, ...]:
    """Return the parts of a member's message, one for each language of the manifest's row.

    `statement_page`: the address at which this member reads the statement. `unsubscribe`: the address at which this
    member stops such messages, https: or mailto:; the organisation's email if it is empty.
    Raises ValueError if there is neither an attachment nor a page.
    """
    if not statement_page and not settings.workspace.email.attach:
        raise ValueError("a statement that is not attached needs its page")
    locales, _ = resolve_locales(row.locale, settings.workspace.organisation.locale)
    valuation = _totals(row)
    if settings.workspace.email.encrypt:
        # The email must not show the figures of an encrypted PDF, nor whether there are any.
        valuation = replace(valuation, currency=settings.workspace.organisation.currency, fee=0.0, total=_ZERO)
    texts = [organisation_texts_for(settings, wording_for(locale, settings.catalogues)) for locale in locales]
    contexts = [StatementContext(member, valuation, each) for each in texts]
    return tuple(_cover_note(context, statement_page, unsubscribe) for context in contexts)


def _cover_note(context: StatementContext, statement_page: str, unsubscribe: str) -> CoverNote:
    words, organisation = context.words, context.settings.workspace.organisation
    figures = headline(context)
    # Translators: the text of a link at the end of an email.
    stop = Phrase(
        words.gettext("Stop receiving your statement by email"), unsubscribe or f"mailto:{organisation.email}"
    )
    # Translators: the text of a link, or of a line above an address.
    read = Phrase(words.gettext("Read your statement"), statement_page) if statement_page else None
    return CoverNote(
        member_id=context.member.member_id,
        locale=words.tag,
        language=words.language_name,
        direction=words.direction,
        edition=context.valuation.edition,
        subject=_subject_line(context),
        preview=_delivery(context),
        sender=organisation.name,
        greeting=greeting(context),
        headline=figures,
        facts=tuple(filter(None, (fee(context), ratio(context)))),
        opening=_opening(context, has_figures=bool(figures.low)),
        read=read,
        password=_password(context),
        correction=correction(context),
        reference=footer(context),
        closing=closing(context),
        signatory=organisation.signatory,
        signatory_role=context.texts.text(organisation.signatory_role),
        # Translators: at the end of an email.
        reason=words.gettext("You receive this message as one of our members."),
        stop=stop,
        address=organisation.address,
    )


def _totals(row: ManifestRow) -> Valuation:
    """Return a valuation with the totals of a row; zero where the low estimate is not above zero."""
    if row.low is not None and row.low > 0 and row.central is not None:
        total = Range(float(row.low), float(row.central), float(row.high or row.central))
    else:
        total = _ZERO
    return Valuation(
        member_id=row.member_id,
        currency=row.currency,
        fee=float(row.fee or 0),
        fee_basis=row.fee_basis,
        fee_source="",
        edition=cast(Edition, row.edition),
        lines=(),
        community=(),
        benefits={},
        recorded=_ZERO,
        estimated=_ZERO,
        total=total,
        without_policy=total,
        swings=(),
        engagements=0,
        monthly=(),
        first_meaningful_days=None,
        suggestions=(),
        peer_group=(),
    )


def _exceeds_the_fee(context: StatementContext) -> bool:
    """Return whether the statement shows the ratio. The row is rounded, so equal figures may not be equal there."""
    return context.shows_ratio and context.valuation.total.low > context.fee


def _subject_line(context: StatementContext) -> str:
    words, period = context.words, context.settings.workspace.period
    # Translators: an email's subject; {years} is a year such as 2026, or two such as 2025/26.
    message = words.gettext("Your membership value statement, {years}")
    return message.format(years=words.years(period.start, period.end - timedelta(days=1)))


def _delivery(context: StatementContext) -> str:
    """Return whether the statement is attached or to be read online."""
    if context.settings.workspace.email.attach:
        return context.words.gettext("Your statement is attached to this message as a PDF.")
    return context.words.gettext("Your statement is ready for you to read online.")


def _opening(context: StatementContext, *, has_figures: bool) -> str:
    """Return the sentences under the headline."""
    words, edition = context.words, context.valuation.edition
    sentences = [_delivery(context)]
    if edition == "first-year":
        sentences.insert(0, words.gettext("Thank you for joining us."))
    if has_figures:
        # Translators: "it" is the member's statement.
        sentences.append(words.gettext("It shows what we counted and how we worked it out."))
    if edition in ("light-use", "below-fee"):
        # Translators: to a member who used little, without any reproach.
        sentences.append(words.gettext("If there is anything you would like from your membership, please ask us."))
    return words.sentences(sentences)


def _password(context: StatementContext) -> Detail | None:
    email = context.settings.workspace.email
    if not (email.attach and email.encrypt and email.secret_hint):
        return None
    # Translators: beside it stands what it is, such as "your date of birth as 31-12-1980".
    return Detail(context.words.gettext("Password for the PDF"), context.texts.text(email.secret_hint))
