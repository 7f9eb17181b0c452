"""A history -> the members as a search needs them: every name, address and id by which somebody may ask for one."""

from __future__ import annotations

from valuereport.model.directory import Directory, ListedContact, ListedMember
from valuereport.model.history import History
from valuereport.model.tables import KEY_SEPARATOR


def directory_of_history(history: History) -> Directory:
    """Return all members, in the order of the history's rows, and the rows that are counted for nobody."""
    contacts: dict[int, list[ListedContact]] = {}
    of_contacts = ("member", "name", "emails", "contact_id", "other_ids", "job_title")
    people = (history.contacts[name].tolist() for name in of_contacts)
    for row, name, emails, contact_id, other_ids, job_title in zip(*people, strict=True):
        ids = tuple(dict.fromkeys(filter(None, (contact_id, *_keys(other_ids)))))
        contacts.setdefault(row, []).append(ListedContact(name, _keys(emails), ids, job_title))
    greeted = zip(*(history.members[name].tolist() for name in ("kind", "name", "salutation")), strict=True)
    for row, (kind, name, salutation) in enumerate(greeted):
        known = {one.name for one in contacts.get(row, ())}
        if kind == "organisation" and salutation and salutation != name and salutation not in known:
            contacts.setdefault(row, []).insert(0, ListedContact(salutation, (), (), ""))  # whom the letter greets
    columns = ("member_id", "kind", "name", "emails", "other_ids", "postcode")
    members = (history.members[name].tolist() for name in (*columns, "street", "street2", "city", "region_line"))
    return Directory(
        tuple(
            ListedMember(
                *(member_id, kind, name, _keys(emails), _keys(other_ids)),
                address=", ".join(filter(None, address)),
                postcode=postcode,
                contacts=tuple(contacts.get(row, ())),
            )
            for row, (member_id, kind, name, emails, other_ids, postcode, *address) in enumerate(
                zip(*members, strict=True)
            )
        ),
        history.unmatched,
    )


def _keys(cell: str) -> tuple[str, ...]:
    return tuple(key for key in cell.split(KEY_SEPARATOR) if key)
