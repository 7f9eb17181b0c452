"""The member's details: what is recorded, how to correct it, and the next step."""

from __future__ import annotations

from urllib.parse import quote

from valuereport.compose.context import StatementContext
from valuereport.compose.phrases import phrases
from valuereport.model.statement import Code, Detail, NextStep, Phrase
from valuereport.settings.judgement import LabelColumn
from valuereport.wording import NO_BREAK

_CONTACTS = 2


def details(context: StatementContext) -> tuple[Detail, ...]:
    """Return the recorded details; the empty ones, too, so that the member can complete them.

    What the organisation records of nobody is not asked for.
    """
    words, member = context.words, context.member
    if context.kind == "person":
        who = Detail(words.gettext("Job title"), member.job_title)
    else:
        who = Detail(words.gettext("Contacts"), _contacts(context))
    segments: dict[LabelColumn, str] = {
        "grade": words.gettext("Grade"),
        "sector": words.gettext("Sector"),
        "region": words.gettext("Region"),
    }
    recorded = {column for source in context.settings.workspace.source for column in source.fed}
    rows: tuple[Detail, ...] = (
        Detail(words.gettext("Member number"), member.member_id),
        Detail(words.gettext("Email"), member.email),
        who,
        *(
            Detail(label, context.texts.segment(column, getattr(member, column)))
            for column, label in segments.items()
            if column in recorded or getattr(member, column)
        ),
    )
    if not context.fee:
        rows = (*rows, Detail(words.gettext("Your fee this year"), ""))
    # Translators: stands where we hold no job title, region and so on.
    empty = words.gettext("not recorded")
    return tuple(Detail(each.label, each.value or empty) for each in rows)


def _contacts(context: StatementContext) -> str:
    words, names = context.words, [contact.name for contact in context.member.contacts if contact.name]
    if len(names) <= _CONTACTS:
        return words.list(names) if names else ""
    others = len(names) - _CONTACTS
    message = words.ngettext("{n} other", "{n} others", others).format(n=words.number(others))
    return words.list([*names[:_CONTACTS], message])


def correction(context: StatementContext) -> tuple[Phrase, ...]:
    """Return how to correct what is wrong."""
    words, organisation = context.words, context.settings.workspace.organisation
    if organisation.phone:
        # Translators: {email} and {phone} are the organisation's.
        message = words.gettext(
            "If a detail is wrong, or something you did is missing, write to {email} or call {phone} and quote your "
            "member number. We will put it right and send you a new statement."
        )
    else:
        message = words.gettext(
            "If a detail is wrong, or something you did is missing, write to {email} and quote your member number. "
            "We will put it right and send you a new statement."
        )
    email = Phrase(organisation.email, address=f"mailto:{organisation.email}")
    return phrases(message, email=email, phone=Phrase(words.left_to_right(organisation.phone.replace(" ", NO_BREAK))))


def next_step(context: StatementContext) -> NextStep:
    """Return what the member can do next; the address may contain the member's number."""
    words, organisation = context.words, context.settings.workspace.organisation
    page = organisation.renewal_page or organisation.website
    address = page.replace("{member_id}", quote(context.member.member_id, safe=""))
    short = address.removeprefix("https://").removeprefix("www.").rstrip("/")
    renewal = context.member.renewal
    return NextStep(
        heading=words.gettext("Renew by {date}").format(date=words.date(renewal))
        if renewal
        else words.gettext("Renew your membership"),
        text=context.texts.edition_text(context.valuation.edition, "next")
        or words.gettext("You can renew, or ask us anything before you decide, at"),
        address=address,
        shown=short,
        site=short.partition("/")[0].partition("?")[0],
        # Translators: the description of a QR code for people who do not see it.
        code=Code(
            address,
            words.gettext("QR code that leads to {address}").format(address=short),
            # Translators: beside a QR code.
            words.gettext("Scan to renew"),
        ),
    )
