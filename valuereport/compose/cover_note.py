"""The message that brings the statement: the manifest's figures, where the statement is, whom to ask, how to stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

from valuereport.compose.details import correction
from valuereport.compose.headline import greeting, headline
from valuereport.compose.letterhead import footer
from valuereport.compose.opening import closing
from valuereport.compose.subject import Subject
from valuereport.compose.summary import against_the_fee
from valuereport.compose.voice import voice_for
from valuereport.model.cover_note import CoverNote
from valuereport.model.member import Member
from valuereport.model.run import ManifestRow
from valuereport.model.statement import Detail, Phrase
from valuereport.model.valuation import Edition, Range, Valuation
from valuereport.settings import Settings
from valuereport.wording import choose_locales, wording_for

_NOTHING = Range(0.0, 0.0, 0.0)


def compose_cover_note(
    member: Member, row: ManifestRow, settings: Settings, statement_page: str = "", unsubscribe: str = ""
) -> tuple[CoverNote, ...]:
    """Return the parts of a member's message, one for each language of the manifest's row.

    `statement_page`: where this member reads the statement. `unsubscribe`: where this member stops such messages, an
    address that begins with https: or mailto:; the organisation's email where not given.
    Raises ValueError where the message would lead nowhere: neither an attachment nor a page.
    """
    if not statement_page and not settings.workspace.email.attach:
        raise ValueError("a statement that is not attached needs its page")
    locales, _ = choose_locales(row.locale, settings.workspace.organisation.locale)
    valuation = _as_in_the_manifest(row)
    if settings.workspace.email.encrypt:
        # What is locked in the PDF is not told beside it; that there is nothing to tell would be telling, too.
        valuation = replace(valuation, currency=settings.workspace.organisation.currency, fee=0.0, total=_NOTHING)
    voices = [voice_for(settings, wording_for(locale, settings.catalogues)) for locale in locales]
    subjects = [Subject(member, valuation, voice) for voice in voices]
    return tuple(_note(subject, row.benefit_cost_ratio, statement_page, unsubscribe) for subject in subjects)


def _note(subject: Subject, ratio: Decimal | None, statement_page: str, unsubscribe: str) -> CoverNote:
    words, organisation = subject.words, subject.settings.workspace.organisation
    figures = headline(subject)
    stop = unsubscribe or f"mailto:{organisation.email}"
    # Translators: the text of a link at the end of an email.
    stopping = Phrase(words.gettext("Stop receiving your statement by email"), stop)
    # Translators: the text of a link, or of a line above an address.
    reading = Phrase(words.gettext("Read your statement"), statement_page) if statement_page else None
    return CoverNote(
        member_id=subject.member.member_id,
        locale=words.tag,
        language=words.own_name,
        direction=words.direction,
        edition=subject.valuation.edition,
        subject=_subject_line(subject),
        preview=_where(subject),
        sender=organisation.name,
        greeting=greeting(subject),
        headline=figures,
        facts=against_the_fee(subject, ratio) if ratio is not None and _exceeds_the_fee(subject) else (),
        opening=_opening(subject, counted=bool(figures.low)),
        read=reading,
        password=_password(subject),
        correction=correction(subject),
        reference=footer(subject),
        closing=closing(subject),
        signatory=organisation.signatory,
        signatory_role=subject.voice.pick(organisation.signatory_role),
        # Translators: at the end of an email.
        reason=words.gettext("You receive this message as one of our members."),
        stop=stopping,
        address=organisation.address,
    )


def _as_in_the_manifest(row: ManifestRow) -> Valuation:
    """Return the totals of a row; none at all where "at least" would be followed by nought."""
    if row.low is not None and row.low > 0 and row.central is not None:
        total = Range(float(row.low), float(row.central), float(row.high or row.central))
    else:
        total = _NOTHING
    return Valuation(
        member_id=row.member_id,
        currency=row.currency,
        fee=float(row.fee or 0),
        edition=cast(Edition, row.edition),
        lines=(),
        community=(),
        benefits={},
        recorded=_NOTHING,
        estimated=_NOTHING,
        total=total,
        engagements=0,
        first_meaningful_days=None,
        suggestions=(),
        peer_group=(),
    )


def _exceeds_the_fee(subject: Subject) -> bool:
    """Return whether the statement surely says the ratio: it compares before rounding, and this is rounded."""
    return subject.shows_ratio and subject.valuation.total.low > subject.fee_paid


def _subject_line(subject: Subject) -> str:
    words, period = subject.words, subject.settings.workspace.period
    # Translators: an email's subject; {years} is a year such as 2026, or two such as 2025/26.
    message = words.gettext("Your membership value statement, {years}")
    return message.format(years=words.years(period.start, period.end - timedelta(days=1)))


def _where(subject: Subject) -> str:
    if subject.settings.workspace.email.attach:
        return subject.words.gettext("Your statement is attached to this message as a PDF.")
    return subject.words.gettext("Your statement is ready for you to read online.")


def _opening(subject: Subject, *, counted: bool) -> str:
    """Return the sentences under the headline."""
    words, edition = subject.words, subject.valuation.edition
    sentences = [_where(subject)]
    if edition == "first-year":
        sentences.insert(0, words.gettext("Thank you for joining us."))
    if counted:
        # Translators: "it" is the member's statement.
        sentences.append(words.gettext("It shows what we counted and how we worked it out."))
    if edition == "light-use":
        # Translators: to a member who used little, without any reproach.
        sentences.append(words.gettext("If there is anything you would like from your membership, please ask us."))
    return words.sentences(sentences)


def _password(subject: Subject) -> Detail | None:
    email = subject.settings.workspace.email
    if not (email.attach and email.encrypt and email.secret_hint):
        return None
    # Translators: beside it stands what it is, such as "your date of birth as 31-12-1980".
    return Detail(subject.words.gettext("Password for the PDF"), subject.voice.pick(email.secret_hint))
