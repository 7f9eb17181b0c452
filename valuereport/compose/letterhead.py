"""The letterhead: the sender, the recipient's address, the reference and the footer."""

from __future__ import annotations

from datetime import date

from valuereport.compose.context import StatementContext
from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.member import Member
from valuereport.model.statement import Detail, Letterhead
from valuereport.notation.countries import codes
from valuereport.wording import wording_for

_TOWN_FIRST = {"GB", "GG", "IM", "JE", "IE", "US", "CA", "AU", "NZ"}  # the postcode after the town; elsewhere before it


def letterhead(context: StatementContext) -> Letterhead:
    """Return the sender."""
    organisation = context.settings.workspace.organisation
    return Letterhead(
        name=organisation.name,
        strapline=context.texts.text(organisation.strapline) if organisation.strapline else "",
        address=organisation.address,
    )


def recipient(context: StatementContext) -> tuple[str, ...]:
    """Return the lines of the address; the country only if it is another than the organisation's."""
    return recipient_of(context.member, context.texts)


def recipient_of(member: Member, texts: OrganisationTexts) -> tuple[str, ...]:
    """Return the lines of a member's address, as a letter in the language of `texts` has them."""
    person = member.decider.name if member.decider else ""
    lines = [member.name, person, member.street, member.street2, *_town(member, texts.country or "")]
    if member.country and member.country != texts.country and (member.street or member.city):
        # This line is for the sender's post office, so it is in the organisation's language.
        words = wording_for(texts.settings.workspace.organisation.locale)
        lines.append((words.country(member.country) if member.country in codes() else member.country).upper())
    return tuple(line for line in lines if line)


def _town(member: Member, organisation_country: str) -> tuple[str, ...]:
    """Return the lines of a town, in the order of its country, or of the organisation's if none is known."""
    country = member.country if member.country in codes() else organisation_country
    if not country or country in _TOWN_FIRST:
        return member.city, member.region_line, member.postcode
    return f"{member.postcode} {member.city}".strip(), member.region_line


def reference(context: StatementContext) -> tuple[Detail, ...]:
    """Return what identifies the statement: member number, membership year."""
    words, member = context.words, context.member
    facts = [
        Detail(words.gettext("Member number"), member.member_id),
        Detail(words.gettext("Membership year"), context.texts.period),
    ]
    if member.joined:
        facts.append(Detail(words.gettext("Member since"), _since(context, member.joined)))
    if member.grade:
        facts.append(Detail(words.gettext("Grade"), context.texts.segment("grade", member.grade)))
    return tuple(facts)


def _since(context: StatementContext, joined: date) -> str:
    """Return the year of joining, and how many whole years that is at the period's end, if any."""
    words, end = context.words, context.settings.workspace.period.end
    years = end.year - joined.year - ((end.month, end.day) < (joined.month, joined.day))
    if years < 1:
        return words.short_date(joined)
    # Translators: {year} is when a member joined: "2012 (14 years)".
    message = words.ngettext("{year} ({n} year)", "{year} ({n} years)", years)
    return message.format(year=joined.year, n=words.number(years, 0))


def footer(context: StatementContext) -> Detail:
    """Return what identifies the member in the footer of both sides."""
    return Detail(context.words.gettext("Member number"), context.member.member_id)
