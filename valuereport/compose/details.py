"""What we hold about the member, how to correct it, and what comes next."""

from __future__ import annotations

from urllib.parse import quote

from valuereport.compose.phrases import phrases
from valuereport.compose.subject import Subject
from valuereport.model.statement import Detail, NextStep, Phrase
from valuereport.wording import NO_BREAK

_CONTACTS = 2


def details(subject: Subject) -> tuple[Detail, ...]:
    """Return the details that we hold, and which of them are empty: a member may complete them."""
    words, member = subject.words, subject.member
    if subject.kind == "person":
        who = Detail(words.gettext("Job title"), member.job_title)
    else:
        who = Detail(words.gettext("Contacts"), _contacts(subject))
    held = (
        Detail(words.gettext("Member number"), member.member_id),
        Detail(words.gettext("Email"), member.email),
        who,
        Detail(words.gettext("Grade"), subject.voice.segment("grade", member.grade)),
        Detail(words.gettext("Sector"), subject.voice.segment("sector", member.sector)),
        Detail(words.gettext("Region"), subject.voice.segment("region", member.region)),
    )
    # Translators: stands where we hold no job title, region and so on.
    empty = words.gettext("not recorded")
    return tuple(Detail(each.label, each.value or empty) for each in held)


def _contacts(subject: Subject) -> str:
    words, names = subject.words, [contact.name for contact in subject.member.contacts if contact.name]
    if len(names) <= _CONTACTS:
        return words.list(names) if names else ""
    others = len(names) - _CONTACTS
    message = words.ngettext("{n} other", "{n} others", others).format(n=words.number(others))
    return words.list([*names[:_CONTACTS], message])


def correction(subject: Subject) -> tuple[Phrase, ...]:
    """Return how to correct what is wrong."""
    words, organisation = subject.words, subject.settings.workspace.organisation
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


def fees(subject: Subject) -> tuple[Detail, ...]:
    """Return the fee that was paid and the day of renewal, as far as they are recorded."""
    words, member = subject.words, subject.member
    paid = subject.money(subject.fee_paid) if subject.fee_paid else words.gettext("none recorded")
    found = [Detail(words.gettext("Fee paid this year"), paid)]
    if member.renewal:
        found.append(Detail(words.gettext("Renewal date"), words.short_date(member.renewal)))
    return tuple(found)


def next_step(subject: Subject) -> NextStep:
    """Return what the member can do next; the address may hold the member's number."""
    words, organisation = subject.words, subject.settings.workspace.organisation
    page = organisation.renewal_page or organisation.website
    address = page.replace("{member_id}", quote(subject.member.member_id, safe=""))
    shown = address.removeprefix("https://").removeprefix("www.").rstrip("/")
    # Translators: the description of a QR code for people who do not see it.
    code = words.gettext("QR code that leads to {address}").format(address=shown)
    return NextStep(words.gettext("You can renew, or ask us anything before you decide, at"), address, shown, code)
