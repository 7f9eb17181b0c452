"""The letter that asks a member for a story, and the form of permission to go with it."""

from __future__ import annotations

from datetime import date

from valuereport.compose.headline import greeting_of
from valuereport.compose.letterhead import recipient_of
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.model.member import Member
from valuereport.model.permission_request import PermissionRequest
from valuereport.model.statement import Detail
from valuereport.settings import Settings
from valuereport.wording import resolve_locales, wording_for


def compose_permission_request(member: Member, settings: Settings, today: date) -> tuple[PermissionRequest, ...]:
    """Return the letter in each of the member's languages."""
    locales, _ = resolve_locales(member.locale, settings.workspace.organisation.locale)
    return tuple(_in_locale(member, settings, today, locale) for locale in locales)


def _in_locale(member: Member, settings: Settings, today: date, locale: str) -> PermissionRequest:
    texts = organisation_texts_for(settings, wording_for(locale, settings.catalogues))
    words, organisation = texts.words, settings.workspace.organisation
    heading = words.gettext("May we tell your story?")
    return PermissionRequest(
        locale=words.tag,
        direction=words.direction,
        title=f"{heading} – {organisation.name}",
        organisation=organisation.name,
        sender=(organisation.name, *organisation.address),
        recipient=recipient_of(member, texts),
        date=words.date(today),
        heading=heading,
        greeting=greeting_of(member, words),
        paragraphs=(
            words.gettext(
                "Members learn most from what other members have done. Would you tell us in a few sentences what your "
                "membership has made possible for you?"
            ),
            words.gettext(
                "We show your words only if you sign the form that comes with this letter, and only where you have "
                "marked it. You can say no, and you can withdraw your permission at any time: nothing else about your "
                "membership changes."
            ),
            words.gettext("Please send the form to the address above, or to {email}.").format(email=organisation.email),
        ),
        signatory=organisation.signatory,
        signatory_role=texts.text(organisation.signatory_role),
        form=words.gettext("Permission to show my words"),
        reference=Detail(words.gettext("Member number"), member.member_id),
        words=words.gettext("My words"),
        name=words.gettext("My name, as it may be shown"),
        places=words.gettext("My words may stand"),
        choices=(words.gettext("on the website"), words.gettext("in print"), words.gettext("on social media")),
        until=words.gettext("Until (no date: until I withdraw it)"),
        agreement=words.gettext(
            "{organisation} may show my words and my name where I have marked it above. I can withdraw this permission "
            "at any time."
        ).format(organisation=organisation.name),
        signature=words.gettext("Date and signature"),
    )
