"""The canonical tables: column, kind and meaning. The frames that hold them are in history.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Kind = Literal["text", "keys", "date", "number", "flag", "yes-no"]
Table = Literal["members", "contacts", "fees", "engagements", "memberships", "responses"]

# Kinds of column: text; keys (several ids or addresses of one row); date (day and time as in the source, no zone);
# number; flag and yes-no (yes or no). A missing text is "", a missing date or number is NaT or NaN, a missing flag is
# False; a flag that cannot be read is True, because it keeps mail back, and is listed in `unreadable`; a yes-no that
# cannot be read is False.
MEMBERS: Final[Mapping[str, Kind]] = {
    "member_id": "text",
    "kind": "text",  # "person" or "organisation"
    "name": "text",  # as on the envelope
    "salutation": "text",  # as after "Dear"; the name where empty
    "emails": "keys",  # the first one is where the statement goes
    "other_ids": "keys",  # ids of this member in other systems
    "locale": "text",
    "currency": "text",  # ISO 4217, of the fee and of the statement
    "fee": "number",  # invoiced and paid in the period, where no source feeds the table of fees
    "grade": "text",
    "sector": "text",
    "region": "text",
    "country": "text",  # ISO 3166 two letters
    "joined": "date",
    "renewal": "date",
    "parent": "text",  # of a firm that is a branch: an id of the firm that it belongs to, which is a member, too
    "status": "text",  # as in the source; settings say which statuses get no statement
    "hourly_value": "number",  # of an hour of the member's time
    "size": "number",  # exposure to policy wins (employees, sites, ...)
    "job_title": "text",
    "street": "text",
    "street2": "text",
    "city": "text",
    "region_line": "text",  # county or state, as it stands in an address
    "postcode": "text",
    "no_email": "flag",
    "no_post": "flag",
    "on_hold": "flag",  # nothing is delivered for now
    "renewed": "flag",  # has renewed for the period to come: no more reminders
    "secret": "text",  # what only the member knows: opens an encrypted statement
    "no_scoring": "flag",  # wants to be in no ranking of persons: health, alerts, tiers, risk
    "referred_by": "text",  # an id or address of the member who brought this one
    "heard_from": "text",  # where the member heard of the organisation, in the source's word
    "phone": "text",
    "employer": "text",
    "updated": "date",  # when the member last changed the record or confirmed it: every detail was right on that day
    "email_checked": "date",  # when this detail alone was last known to be right
    "phone_checked": "date",
    "address_checked": "date",
    "job_title_checked": "date",
    "employer_checked": "date",
    "unreadable": "text",  # the flags that could not be read: `no_email: "Sí?"`, joined by KEY_SEPARATOR
    "fee_currency": "text",  # that its cell names; empty where it is the member's
    "hourly_value_currency": "text",
}
CONTACTS: Final[Mapping[str, Kind]] = {
    "contact_id": "text",
    "member_id": "text",  # of the member for whom this person acts
    "name": "text",
    "emails": "keys",
    "other_ids": "keys",
    "job_title": "text",
    "salutation": "text",  # as after "Dear"; the name where empty
    "decides": "yes-no",  # about the membership: a firm's statement is addressed to this person
    "no_email": "flag",  # counts for this person's addresses, whoever's statement goes there
    "unreadable": "text",
}
FEES: Final[Mapping[str, Kind]] = {
    "member": "keys",  # a member's or contact's id or address
    "amount": "number",  # negative: a refund
    "currency": "text",
    "paid": "date",  # of an invoice: its day
    "kind": "text",  # payment, refund, invoice; empty is a payment
    "from": "date",  # the first day that is paid for
    "until": "date",  # the last day
    "year": "text",  # that is paid for: the one in which the period starts
    "reference": "text",
}
ENGAGEMENTS: Final[Mapping[str, Kind]] = {
    "member": "keys",  # ids or addresses of a member or contact: source ids first, then addresses
    "activity": "text",  # a label of the source, mapped through the taxonomy
    "date": "date",
    "end": "date",  # with `date` an interval; rejoins of one occasion are merged
    "date_offset": "number",  # seconds that `date` is ahead of UTC, where the source says so
    "end_offset": "number",  # of `end`; given where that of `date` is
    "title": "text",
    "quantity": "number",  # in the activity's unit; 1 where no column feeds it, hours where `end` is given
    "amount": "number",  # a recorded amount: of a referral, the deal
    "price_paid": "number",  # by the member, for the whole quantity
    "list_price": "number",  # what a non-member pays for the same
    "currency": "text",
    "amount_currency": "text",  # that its cell names; empty where it is the row's
    "price_paid_currency": "text",
    "list_price_currency": "text",
    "reference": "text",  # the source's own id of the engagement
}
MEMBERSHIPS: Final[Mapping[str, Kind]] = {
    "member": "keys",  # ids of the member; who is in no export of members has left, and is known by the first one
    "name": "text",  # of whoever has left
    "starts": "date",
    "ends": "date",  # the last day; empty: it goes on
    "status": "text",
    "grade": "text",
    "fee": "number",
    "currency": "text",
    "payment": "text",  # how it is paid: direct debit, invoice, card
    "reason": "text",  # why it ended
    "fee_currency": "text",
}
RESPONSES: Final[Mapping[str, Kind]] = {
    "survey": "text",  # id in surveys.toml
    "wave": "text",
    "member": "keys",  # ids or addresses of the member or contact; empty: nobody knows who it was
    "respondent": "text",  # the survey tool's own id of the person's questionnaire
    "question": "text",  # the heading of the column, or what the export has in its place
    "value": "text",  # as it was answered
    "date": "date",
}
KANO_ANSWERS: Final = ("like", "expect", "neutral", "live-with", "dislike")
"""How somebody would feel: the answers to the functional, the dysfunctional and the removal question."""
TABLES: Final[Mapping[Table, Mapping[str, Kind]]] = {
    "members": MEMBERS,
    "contacts": CONTACTS,
    "fees": FEES,
    "engagements": ENGAGEMENTS,
    "memberships": MEMBERSHIPS,
    "responses": RESPONSES,
}


def columns_of(table: str | None) -> Mapping[str, Kind]:
    """Return the columns of a table by its name; none where it is no table of ours."""
    return next((columns for name, columns in TABLES.items() if name == table), {})


REQUIRED: Final[Mapping[Table, tuple[str, ...]]] = {
    "members": ("member_id", "name"),
    "contacts": ("member_id",),
    "fees": ("member", "amount"),
    "engagements": ("member", "date"),
    "memberships": ("member", "starts"),
    "responses": ("question", "value"),
}
"""Columns that a mapping must feed; a row in which one of them is empty is rejected."""

DATING: Final = ("from", "year", "paid")
"""Columns that say which period a fee is for, the first one that is filled; a source of fees needs one of them."""

MADE_BY_LOADERS: Final = frozenset(
    (
        *("unreadable", "date_offset", "end_offset", "fee_currency", "hourly_value_currency"),
        *("amount_currency", "price_paid_currency", "list_price_currency"),
    )
)
"""Columns that no export feeds."""

REPETITIVE: Final[frozenset[Table]] = frozenset({"engagements"})
"""Tables whose texts and keys are pandas categoricals: many rows, few distinct texts. Elsewhere they are `str`."""

PROVENANCE: Final = ("source", "file", "row")
"""Every canonical row also says where it came from: the source's name, the file, the spreadsheet row."""

KEY_SEPARATOR: Final = "\x1f"
"""Joins the several ids or addresses of a `keys` column (ASCII unit separator: in no id)."""
