"""Who sends the statement, where it goes, and what identifies it."""

from __future__ import annotations

from valuereport.compose.subject import Subject
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Letterhead
from valuereport.notation.countries import codes
from valuereport.wording import wording_for

_TOWN_FIRST = {"GB", "GG", "IM", "JE", "IE", "US", "CA", "AU", "NZ"}  # the postcode after the town; elsewhere before it


def letterhead(subject: Subject) -> Letterhead:
    """Return the sender."""
    organisation = subject.settings.workspace.organisation
    return Letterhead(
        name=organisation.name,
        strapline=subject.voice.pick(organisation.strapline) if organisation.strapline else "",
        address=organisation.address,
    )


def recipient(subject: Subject) -> tuple[str, ...]:
    """Return the lines of the address; the country only where the letter crosses a border."""
    member = subject.member
    lines = [member.name, member.street, member.street2, *_town(member, subject.voice.home or "")]
    if member.country and member.country != subject.voice.home and (member.street or member.city):
        # The post office of the sender's country reads this line, hence the organisation's language.
        words = wording_for(subject.settings.workspace.organisation.locale)
        lines.append((words.country(member.country) if member.country in codes() else member.country).upper())
    return tuple(line for line in lines if line)


def _town(member: Member, home: str) -> tuple[str, ...]:
    """Return the lines of a town; as at home where no country is known."""
    country = member.country if member.country in codes() else home
    if not country or country in _TOWN_FIRST:
        return member.city, member.region_line, member.postcode
    return f"{member.postcode} {member.city}".strip(), member.region_line


def reference(subject: Subject) -> tuple[Detail, ...]:
    """Return what identifies the statement: member number, membership year."""
    words, member = subject.words, subject.member
    found = [Detail(words.gettext("Member number"), member.member_id)]
    found.append(Detail(words.gettext("Membership year"), subject.voice.period))
    if member.joined:
        found.append(Detail(words.gettext("Member since"), words.short_date(member.joined)))
    if member.grade:
        found.append(Detail(words.gettext("Grade"), subject.voice.segment("grade", member.grade)))
    return tuple(found)


def footer(subject: Subject) -> Detail:
    """Return the member's own part of the running line of both sides."""
    return Detail(subject.words.gettext("Member number"), subject.member.member_id)
