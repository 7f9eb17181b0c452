"""The words for what a mapping names: groups of questions, choices, tables, columns."""

from __future__ import annotations

from collections.abc import Mapping

from valuereport.wording import Wording


def groups(words: Wording) -> Mapping[str, str]:
    """Return what each group of questions is about."""
    return {
        "files": words.gettext("Several files look like versions of one export. Which are read?"),
        "renamed": words.gettext("Headings have changed since the last time. Which new one stands for which old one?"),
        "table": words.gettext("What are the rows of these files?"),
        "columns": words.gettext("More than one column may be meant, or none. Which one is it?"),
        "dates": words.gettext("How are dates and numbers meant?"),
        "member_kind": words.gettext("Who is a member: each firm, or each person?"),
        "status": words.gettext("Which of these statuses get a statement?"),
        "fee": words.gettext("What did members pay?"),
        "activity": words.gettext("What did members do, and what would others pay for it?"),
        "survey": words.gettext("Which surveys are these?"),
        "wave": words.gettext("Which wave of its survey is each of these files?"),
        "opt_outs": words.gettext("Which files name addresses that must get no mail?"),
        "organisation": words.gettext("Who sends the statements?"),
        "assumption": words.gettext(
            "Which of the figures that this program proposes may be used to put a price on what members used?"
        ),
    }


def choices(words: Wording) -> Mapping[str, str]:
    """Return what each choice means; a choice that is a heading of a file speaks for itself."""
    return {
        "yes": words.pgettext("choice", "Yes"),
        "no": words.pgettext("choice", "No"),
        "none": words.pgettext("choice", "None of these"),
        "no-tax": words.pgettext("choice", "There is no such tax"),
        "firm": words.pgettext("choice", "Each firm is a member; its people are contacts"),
        "person": words.pgettext("choice", "Each person is a member"),
        "both": words.pgettext("choice", "Firms and persons are members"),
        "included": words.pgettext("choice", "With value added tax"),
        "excluded": words.pgettext("choice", "Without value added tax"),
        "dmy": words.pgettext("choice", "Day, month, year"),
        "mdy": words.pgettext("choice", "Month, day, year"),
        "ymd": words.pgettext("choice", "Year, month, day"),
        ".": words.pgettext("choice", "The point: 1,234.50"),
        ",": words.pgettext("choice", "The comma: 1.234,50"),
        "fees": words.pgettext("choice", "What members paid"),
        "engagements": words.pgettext("choice", "What members did or got"),
        "leave-out": words.pgettext("choice", "Leave it out: what members used is counted, without a price"),
        "keep": words.pgettext("choice", "Use these figures, as our own estimate"),
        "webinar": words.pgettext("choice", "Webinar"),
        "course": words.pgettext("choice", "Course"),
        "conference": words.pgettext("choice", "Conference"),
        "event": words.pgettext("choice", "Event: meeting people"),
        "template": words.pgettext("choice", "Template or form to use"),
        "guidance": words.pgettext("choice", "Guidance to read"),
        "helpline": words.pgettext("choice", "Advice on the helpline"),
        "referral": words.pgettext("choice", "Business that was passed on"),
        "partner-purchase": words.pgettext("choice", "Purchase at a partner's price"),
        "committee": words.pgettext("choice", "Committee or working group"),
        "mentoring": words.pgettext("choice", "Mentoring"),
        "forum": words.pgettext("choice", "Forum or community"),
    }


def tables(words: Wording) -> Mapping[str, str]:
    """Return what a file feeds."""
    return {
        "members": words.pgettext("table", "Members"),
        "contacts": words.pgettext("table", "Contacts of members"),
        "fees": words.pgettext("table", "What members paid"),
        "engagements": words.pgettext("table", "What members did"),
        "memberships": words.pgettext("table", "Memberships of the years before"),
        "opt_outs": words.pgettext("table", "Addresses that get no mail"),
        "responses": words.pgettext("table", "Answers to a survey"),
    }


def columns(words: Wording) -> Mapping[str, str]:
    """Return what each column of ours means."""
    return {
        "member": words.pgettext("column", "Whose row it is"),
        "member_id": words.pgettext("column", "The member's number"),
        "other_ids": words.pgettext("column", "Other names and numbers of the member"),
        "name": words.pgettext("column", "Name"),
        "salutation": words.pgettext("column", "Whom the letter greets"),
        "emails": words.pgettext("column", "Email addresses"),
        "email": words.pgettext("column", "Email address"),
        "phone": words.pgettext("column", "Telephone"),
        "address": words.pgettext("column", "Postal address"),
        "country": words.pgettext("column", "Country"),
        "locale": words.pgettext("column", "Language"),
        "grade": words.pgettext("column", "Kind of membership"),
        "status": words.pgettext("column", "Status"),
        "joined": words.pgettext("column", "Member since"),
        "renewal": words.pgettext("column", "Renewal date"),
        "fee": words.pgettext("column", "Membership fee"),
        "activity": words.pgettext("column", "What was used"),
        "date": words.pgettext("column", "Date"),
        "end": words.pgettext("column", "End"),
        "title": words.pgettext("column", "Title"),
        "quantity": words.pgettext("column", "How much of it"),
        "price_paid": words.pgettext("column", "Price that was paid"),
        "list_price": words.pgettext("column", "Price for everybody else"),
        "amount": words.pgettext("column", "Amount"),
        "currency": words.pgettext("column", "Currency"),
        "paid": words.pgettext("column", "Day of the payment"),
        "reference": words.pgettext("column", "Number of the row, so that none counts twice"),
    }
