"""The cover note, the email that brings the statement: its figures, how to renew, and how to stop such emails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from valuereport.compose.context import StatementContext
from valuereport.compose.details import correction, next_step
from valuereport.compose.headline import estimate, fee, greeting, ratio
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
    member: Member,
    row: ManifestRow,
    settings: Settings,
    statement_page: str = "",
    unsubscribe: str = "",
    *,
    today: date,
) -> tuple[CoverNote, ...]:
    """Return the parts of a member's message, one for each language of the manifest's row.

    `statement_page`: the address at which this member reads the statement. `unsubscribe`: the address at which this
    member stops such messages, https: or mailto:; the organisation's email if it is empty. `today`: a renewal date
    before it is not mentioned.
    Raises ValueError if there is neither an attachment nor a page.
    """
    if not statement_page and not settings.workspace.email.attach:
        raise ValueError("a statement that is not attached needs its page")
    locales, _ = resolve_locales(row.locale, settings.workspace.organisation.locale)
    valuation = _totals(row)
    if settings.workspace.email.encrypt:
        valuation = _without_figures(valuation, settings)
    if member.renewal and member.renewal < today:
        member = replace(member, renewal=None)
    texts = [organisation_texts_for(settings, wording_for(locale, settings.catalogues)) for locale in locales]
    contexts = [StatementContext(member, valuation, each) for each in texts]
    return tuple(_cover_note(context, statement_page, unsubscribe) for context in contexts)


def _cover_note(context: StatementContext, statement_page: str, unsubscribe: str) -> CoverNote:
    words, organisation = context.words, context.settings.workspace.organisation
    figure, renew = estimate(context), _renew(context)
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
        preview=_preview(context, renew),
        sender=organisation.name,
        greeting=greeting(context),
        headline=_headline(context, has_estimate=figure is not None),
        fee=fee(context),
        estimate=figure,
        # The row is rounded: what is equal there may be below the fee on the statement.
        ratio=ratio(context) if figure and context.valuation.total.low > context.fee else None,
        opening=_opening(context, has_estimate=figure is not None),
        renew=renew,
        read=read,
        password=_password(context),
        closing=closing(context),
        signatory=organisation.signatory,
        signatory_role=context.texts.text(organisation.signatory_role),
        reference=Detail(words.gettext("Member number"), context.member.member_id),
        correction=correction(context),
        # Translators: at the end of an email.
        reason=words.gettext("You receive this message as one of our members."),
        stop=stop,
        address=organisation.address,
    )


def _without_figures(valuation: Valuation, settings: Settings) -> Valuation:
    """Return what a message may know beside an encrypted PDF: no figure, nor whether there are any, nor which edition.

    The first year is no secret: the member's own date of joining says as much.
    """
    edition: Edition = "first-year" if valuation.edition == "first-year" else "standard"
    return replace(valuation, currency=settings.workspace.organisation.currency, fee=0.0, total=_ZERO, edition=edition)


def _totals(row: ManifestRow) -> Valuation:
    """Return a valuation with the totals of a row."""
    if row.low is not None and row.central is not None:
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


def _renew(context: StatementContext) -> Phrase:
    """Return the words of the button, and where it leads: where the QR code of the statement leads."""
    words, day = context.words, context.member.renewal
    if day:
        # Translators: on a button; {date} is a day such as 1 February 2027.
        text = words.gettext("Renew by {date}").format(date=words.date(day))
    else:
        # Translators: on a button.
        text = words.gettext("Renew your membership")
    return Phrase(text, next_step(context).address)


def _headline(context: StatementContext, *, has_estimate: bool) -> str:
    words, edition = context.words, context.valuation.edition
    if edition == "light-use":
        # Translators: to a member who used little, without any reproach.
        return words.gettext("There is more in your membership")
    if edition == "first-year":
        if has_estimate:
            return words.gettext("What your first year with us gave you")
        return words.gettext("Your first year with us, and what is yours to use")
    if has_estimate:
        # Translators: {years} is a year such as 2026, or two such as 2025/26.
        return words.gettext("What your membership gave you in {years}").format(years=_years(context))
    return words.gettext("Your membership year, and what is yours to use")


def _preview(context: StatementContext, renew: Phrase) -> str:
    """Return what a mail program shows beside the subject, also on a locked screen."""
    delivery = _delivery(context)
    if context.settings.workspace.email.encrypt:
        return delivery
    return context.words.side_by_side(renew.text, delivery)


def _subject_line(context: StatementContext) -> str:
    # Translators: an email's subject; {years} is a year such as 2026, or two such as 2025/26.
    message = context.words.gettext("Your membership value statement, {years}")
    return message.format(years=_years(context))


def _years(context: StatementContext) -> str:
    period = context.settings.workspace.period
    return context.words.years(period.start, period.end - timedelta(days=1))


def _delivery(context: StatementContext) -> str:
    """Return whether the statement is attached or to be read online."""
    if context.settings.workspace.email.attach:
        return context.words.gettext("Your statement is attached to this message as a PDF.")
    return context.words.gettext("Your statement is ready for you to read online.")


def _opening(context: StatementContext, *, has_estimate: bool) -> str:
    """Return the sentences under the figures."""
    words, edition = context.words, context.valuation.edition
    sentences = [_delivery(context)]
    if edition == "first-year":
        sentences.insert(0, words.gettext("Thank you for joining us."))
    if has_estimate:
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
