"""CiviCRM, APIv4: custom fields of a contact as `Group.field`, or a note on it. The connection says where it is, up to
`ajax/api4`.

What the API refuses comes as a status of 403 or 500 with `error_message`, so a 500 that has one is an answer and no
broken server. A contact that the key may not edit is updated in no row, without an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from valuereport.connect.auth import HeaderKey
from valuereport.connect.client import Client
from valuereport.connect.errors import RefusedError
from valuereport.connect.push.missing import absent_where_404
from valuereport.connect.push.system import NOTE, Contact, PushSystem
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.verdicts import Denied, Refused, Verdict, said_by
from valuereport.settings import PushRules

_ABOUT: Final = ("id", "contact_type", "is_deleted", "email_primary.email")
_SUBJECT: Final = "valuereport"  # of our note: by it we know it again


class _Contacts:
    def __init__(self, client: Client, rules: PushRules, names: Sequence[str]) -> None:
        self._client = client
        self._fields = [name for name in names if name != NOTE]
        self._has_note = NOTE in names
        self._own = rules.member_id if rules.member_id != "id" else ""
        self._notes: dict[str, int] = {}

    def check(self) -> tuple[str, ...]:
        asked = [name for name in (*self._fields, self._own) if name]
        where = [["name", "IN", asked]]
        found = self._rows("Contact", "getFields", {"select": ["name"], "where": where, "loadOptions": False})
        known = {str(one.get("name", "")) for one in found}
        return tuple(name for name in asked if name not in known)

    def by_id(self, contact_id: str) -> Contact | None:
        found = self._where("id", int(contact_id)) if contact_id.isdecimal() else ()
        return found[0] if found else None

    def by_member_id(self, member_id: str) -> Sequence[Contact]:
        return self._where(self._own, member_id)

    def by_email(self, email: str) -> Sequence[Contact]:
        return self._where("email_primary.email", email)

    def write(self, contact: Contact, changes: Mapping[str, str]) -> None:
        if values := {name: value or None for name, value in changes.items() if name != NOTE}:
            where = [["id", "=", int(contact.id)]]
            answer = self._client.tell(_asking("Contact", "update", {"values": values, "where": where}))
            if not found_at(answer.data, "values"):
                raise RefusedError(f"the contact {contact.id} was not updated: the key may not edit it")
        if NOTE in changes:
            self._client.tell(self._note_request(contact.id, changes[NOTE]))

    def _note_request(self, contact_id: str, text: str) -> Request:
        note = self._notes.get(contact_id)
        if note is None:
            about = {"entity_table": "civicrm_contact", "entity_id": int(contact_id), "subject": _SUBJECT}
            return _asking("Note", "create", {"values": {**about, "note": text}})
        where = [["id", "=", note]]
        if text:
            return _asking("Note", "update", {"values": {"note": text}, "where": where})
        return _asking("Note", "delete", {"where": where})

    def _where(self, field: str, value: str | int) -> Sequence[Contact]:
        select = list(dict.fromkeys(name for name in (*_ABOUT, *self._fields, self._own) if name))
        where = [[field, "=", value], ["is_deleted", "=", False]]
        asked = {"select": select, "where": where, "limit": 10, "orderBy": {"id": "ASC"}}
        return [self._contact(one) for one in self._rows("Contact", "get", asked)]

    def _contact(self, row: Mapping[str, Any]) -> Contact:
        contact_id = str(row["id"])
        values = {name: _text(row.get(name)) for name in self._fields}
        if self._has_note:
            values[NOTE] = self._note(contact_id)
        return Contact(
            contact_id,
            values,
            _text(row.get(self._own)).strip() if self._own else "",
            (_text(row.get("email_primary.email")),),
            is_organisation=row.get("contact_type") == "Organization",
        )

    def _note(self, contact_id: str) -> str:
        self._notes.pop(contact_id, None)
        where = [["entity_table", "=", "civicrm_contact"], ["entity_id", "=", int(contact_id)]]
        where.append(["subject", "=", _SUBJECT])
        found = self._rows("Note", "get", {"select": ["id", "note"], "where": where, "orderBy": {"id": "ASC"}})
        for one in found[:1]:
            self._notes[contact_id] = int(one["id"])
            return _text(one.get("note"))
        return ""

    def _rows(self, entity: str, action: str, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        answer = self._client.ask(_asking(entity, action, params))
        return list(found_at(answer.data, "values") or ())


def _asking(entity: str, action: str, params: Mapping[str, Any]) -> Request:
    said = json.dumps(params, ensure_ascii=False, separators=(",", ":"))
    return Request(f"{entity}/{action}", method="POST", form=(("params", said),))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    if answer.status in (401, 403):
        return Denied(said_by(answer))
    if isinstance(found_at(answer.data, "error_message"), str):
        return Refused(said_by(answer))
    if answer.status == 200 and answer.body.lstrip().startswith(b"<"):
        return Refused("a page of the website came: look at base_url, and whether authx takes an API key")
    return absent_where_404(request, answer, now)


CIVICRM: Final = PushSystem(
    name="civicrm",
    title="CiviCRM",
    auth=HeaderKey("X-Civi-Auth", "Bearer ", {"X-Requested-With": "XMLHttpRequest"}, needs=("PUSH_TOKEN",)),
    judge=_judge,
    contacts=_Contacts,
    sends=False,
    unverified=(
        "that an update of a contact that the key may not edit answers with no rows; custom fields of repeated groups "
        "cannot be written"
    ),
)
