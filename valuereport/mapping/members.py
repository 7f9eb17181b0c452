"""Lists of members: which file is one, their names, addresses and consent, and whom other files may mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from valuereport.mapping.consent import consents, in_two_languages
from valuereport.mapping.evidence import assigned, fits
from valuereport.mapping.firms import firms_of
from valuereport.mapping.looked import Looked
from valuereport.mapping.opt_outs import opt_out_column
from valuereport.mapping.origin import Origin, origins
from valuereport.mapping.overlap import Known, name_key
from valuereport.mapping.people import name_parts
from valuereport.mapping.proposal import Proposal, proposal
from valuereport.mapping.tags import tags_in
from valuereport.mapping.words import meanings
from valuereport.notation.addresses import normalised
from valuereport.notation.headings import plain
from valuereport.presets.synonyms import PARTS

OF_MEMBERS: Final = frozenset({"grade", "status", "joined", "renewal", "fee"})
"""Columns that only a list of members has."""
_ADDRESSES: Final = 0.9
_OF_STAFF: Final = re.compile(
    r"\b(salary|payroll|staff|gehalt|personalnummer|salaire|sueldo|stipendio|salaris|pensja)\b"
)
_LETTERS: Final = re.compile(r"\D*")
_NAMES: Final = PARTS | {"name"}


def members_in(one: Looked) -> Proposal | None:
    """Return the proposal of a list of members; None where it is none."""
    if opt_out_column(one.table, one.profiles):
        return None
    found = assigned(fits("members", one.profiles))
    columns = with_names(one, dict(origins(found)))
    columns = with_consent(one, with_plain_name(one, with_addresses(one, columns)))
    keyed = "member_id" in columns or "emails" in columns
    if any(_OF_STAFF.search(plain(heading)) for heading in one.profiles):
        return None
    if not keyed or "name" not in columns or not columns.keys() & OF_MEMBERS or _paid_for(one, columns):
        return None
    why = "a list of people or firms with what only members have: " + ", ".join(
        heading for name in sorted(columns.keys() & OF_MEMBERS) for heading in columns[name].headings
    )
    doubtful = dict(found.doubtful)
    if "member_id" not in columns:
        own = [h for h, each in one.profiles.items() if each.filled == each.rows and each.unique]
        doubtful["member_id"] = tuple(dict.fromkeys([*own, *columns["emails"].headings]))
    return proposal(one, "members", why, columns, doubtful)


def _paid_for(one: Looked, columns: Mapping[str, Origin]) -> bool:
    """Return whether a table says what was paid and when, and nothing of when somebody joined: it is one of fees."""
    paid = assigned(fits("fees", one.profiles)).columns
    return "amount" in paid and "paid" in paid and not {"joined", "renewal", "grade"} & columns.keys()


def with_names(one: Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with the name: that of the organisation where its rows belong together, else the person's."""
    parts = one.parts
    person = parts.person
    firms = firms_of(proposal(one, "members", "", columns))
    if firms and firms.likely:
        rows = one.profiles[firms.heading]
        why = f"{rows.filled} of {rows.rows} rows name an organisation, {_different(one, firms.heading)} different ones"
        columns["name"] = Origin(why, (firms.heading,))
        columns.setdefault("salutation", Origin("the person in the row", person))
    elif person and "name" not in columns:
        columns["name"] = Origin("given and family name", person)
    elif "name" not in columns and parts.organisation:
        columns["name"] = Origin("the only column of names", (parts.organisation,))
    return columns


def _different(one: Looked, heading: str) -> int:
    return len({name_key(cell) for cell in one.table.columns[heading] if cell})


def with_addresses(one: Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with every column of addresses that is called so, the first one first."""
    first = columns["emails"].headings if "emails" in columns else ()
    more = [
        heading
        for (heading, name), fit in fits("members", one.profiles).items()
        if name == "emails" and fit.points > 0 and one.profiles[heading].addresses >= _ADDRESSES
    ]
    every = tuple(dict.fromkeys([*first, *more]))
    if not every:  # a heading may lie: `Email` above telephone numbers
        likely = [heading for heading, profile in one.profiles.items() if profile.addresses >= _ADDRESSES]
        every = tuple(likely) if len(likely) == 1 else ()
    if every:
        reason = columns["emails"].reason if first else "its cells are addresses"
        columns["emails"] = Origin(reason, every)
    return columns


def with_plain_name(one: Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with a name whose heading is too general to be enough alone, where others speak for it.

    It is the only one that can be a name or a part of one (a `Name` beside `Vorname` is a family name), and nothing
    else of a member (`Name`; not `Title`); each row has an address of its own; and a heading itself says what only
    members have (`Membership Type`; not `Status`, `Date`). So neither a list of attendees nor a log of memberships,
    with a row a year, is taken for one of members.
    """
    emails = columns["emails"].headings if "emails" in columns else ()
    own = any(one.profiles[each].distinct >= _ADDRESSES * one.profiles[each].rows for each in emails)
    says = any(_says(each, name) for name in OF_MEMBERS & columns.keys() for each in columns[name].headings)
    named = {each: {every.column for every in meanings("members", each)} for each in one.profiles}
    of_names = [each for each, columns_meant in named.items() if columns_meant and columns_meant <= _NAMES]
    if "name" not in columns and own and says and len(of_names) == 1 and named[of_names[0]] == {"name"}:
        fit = fits("members", one.profiles).get((of_names[0], "name"))
        if fit and fit.points > 0:
            columns["name"] = Origin("the only column of names, beside what only members have", (of_names[0],))
    return columns


def _says(heading: str, column: str) -> bool:
    """Return whether a heading means a column without further evidence."""
    return any(each.column == column and not each.weak for each in meanings("members", heading))


def with_consent(one: Looked, columns: dict[str, Origin]) -> dict[str, Origin]:
    """Return the columns with the flags of which some column says the reverse."""
    for flag in ("no_email", "no_post", "on_hold", "no_scoring"):
        origin = columns.get(flag)
        plain_one = origin and len(origin.headings) == 1 and not origin.map and not origin.contains
        if origin and plain_one and (words := in_two_languages(one.profiles[origin.headings[0]])):
            columns[flag] = replace(origin, map=words)
    taken = {heading for origin in columns.values() for heading in origin.headings}
    for found in consents({heading: each for heading, each in one.profiles.items() if heading not in taken}):
        if found.flag not in columns:
            reason = "who says yes here wants mail: the reverse; an empty cell is no yes"
            columns[found.flag] = Origin(reason, (found.heading,), map=found.words)
    for tag in tags_in(one):
        if tag.flag not in columns:
            more = f"; {', '.join(tag.others)} are like it and not read" if tag.others else ""
            reason = f"who has the tag {tag.word}{more}"
            columns[tag.flag] = Origin(reason, (tag.heading,), contains=tag.word)
    return columns


def known_to(members: Sequence[Proposal]) -> Known:
    """Return the ids, addresses and names that the members have."""
    ids: set[str] = set()
    addresses: set[str] = set()
    names: set[str] = set()
    people: set[str] = set()
    for one in members:
        cells = one.found.columns
        for name, form, into in (
            ("member_id", str.casefold, ids),
            ("other_ids", str.casefold, ids),
            ("emails", normalised, addresses),
        ):
            for heading in one.columns[name].headings if name in one.columns else ():
                into |= {form(cell) for cell in cells[heading] if cell}
        if "name" in one.columns:
            parts = [cells[heading] for heading in one.columns["name"].headings]
            whole = {name_key(" ".join(filter(None, row))) for row in zip(*parts, strict=True)}
            firms = name_parts(one.found.headings).organisation
            (names if one.columns["name"].headings == (firms,) else people).update(whole)
    return Known(
        frozenset(ids), frozenset(addresses), frozenset(names - {""}), frozenset(people - {""}), _beginning(ids)
    )


def _beginning(ids: Collection[str]) -> str:
    """Return the letters and signs that all ids begin with."""
    letters = {match[0] for one in ids if (match := _LETTERS.match(one))}
    return letters.pop() if len(letters) == 1 else ""
