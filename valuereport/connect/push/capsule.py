"""Capsule CRM, API v2: custom fields of a party, or a note among its entries.

A field is written by its definition's id; definitions that are not named stay as they are. Search by a condition may
lag, so a party is read by its id before it is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from valuereport.connect.auth import Bearer
from valuereport.connect.client import Client
from valuereport.connect.errors import AbsentError
from valuereport.connect.limits import Window
from valuereport.connect.pages import LinkHeader
from valuereport.connect.push.missing import absent_where_404
from valuereport.connect.push.system import NOTE, NOTE_MARK, Contact, PushSystem
from valuereport.connect.request import Request, found_at
from valuereport.settings import PushRules

_PAGE: Final = LinkHeader({"perPage": "100"})
_ENTRIES: Final = LinkHeader({"perPage": "50"})
_MOST: Final = 40  # pages of a list


class _Parties:
    def __init__(self, client: Client, rules: PushRules, names: Sequence[str]) -> None:
        self._client, self._rules, self._names = client, rules, names
        self._known: dict[str, int] = {}
        self._notes: dict[str, int] = {}  # our note's id, by contact

    def check(self) -> tuple[str, ...]:
        found = self._list(Request("parties/fields/definitions"), "definitions", _PAGE)
        self._known = {str(one.get("name", "")): int(one["id"]) for one in found}
        asked = [*(name for name in self._names if name != NOTE), *self._own_field()]
        return tuple(name for name in asked if name not in self._known)

    def by_id(self, contact_id: str) -> Contact | None:
        if not (contact_id.isascii() and contact_id.isdecimal()):
            return None
        try:
            answer = self._client.ask(Request(f"parties/{contact_id}", (("embed", "fields"),)))
        except AbsentError:
            return None
        return self._contact(found_at(answer.data, "party") or {})

    def by_member_id(self, member_id: str) -> Sequence[Contact]:
        return self._found(f"custom:{self._known[self._rules.member_id]}", member_id)

    def by_email(self, email: str) -> Sequence[Contact]:
        return self._found("email", email)

    def write(self, contact: Contact, changes: Mapping[str, str]) -> None:
        fields = [
            {"definition": {"id": self._known[name]}, "value": value or None}
            for name, value in changes.items()
            if name != NOTE
        ]
        if fields:
            self._client.tell(Request(f"parties/{contact.id}", method="PUT", json={"party": {"fields": fields}}))
        if NOTE in changes:
            self._write_note(contact.id, changes[NOTE])

    def _write_note(self, contact_id: str, text: str) -> None:
        entry = self._notes.get(contact_id)
        if entry is None:
            made = {"type": "note", "party": {"id": int(contact_id)}, "content": text}
            self._client.tell(Request("entries", method="POST", json={"entry": made}))
        elif text:
            self._client.tell(Request(f"entries/{entry}", method="PUT", json={"entry": {"content": text}}))
        else:
            self._client.tell(Request(f"entries/{entry}", method="DELETE"))

    def _found(self, field: str, value: str) -> Sequence[Contact]:
        conditions = [{"field": field, "operator": "is", "value": value}]
        asked = Request("parties/filters/results", method="POST", json={"filter": {"conditions": conditions}})
        ids = [str(one["id"]) for one in self._list(asked, "parties", _PAGE)]
        return [contact for each in ids if (contact := self.by_id(each))]

    def _contact(self, party: Mapping[str, Any]) -> Contact:
        stands = {
            str(found_at(one, "definition.name")): "" if one.get("value") is None else str(one["value"])
            for one in party.get("fields") or ()
        }
        contact_id = str(party["id"])
        values = {name: stands.get(name, "") for name in self._names if name != NOTE}
        if NOTE in self._names:
            values[NOTE] = self._note(contact_id)
        return Contact(
            contact_id,
            values,
            stands.get(self._rules.member_id, "").strip(),
            tuple(str(one.get("address", "")) for one in party.get("emailAddresses") or ()),
            is_organisation=party.get("type") == "organisation",
        )

    def _note(self, contact_id: str) -> str:
        self._notes.pop(contact_id, None)
        for one in self._list(Request(f"parties/{contact_id}/entries"), "entries", _ENTRIES):
            text = str(one.get("content") or "")
            if one.get("type") == "note" and text.rstrip().endswith(NOTE_MARK):
                self._notes[contact_id] = int(one["id"])
                return text
        return ""

    def _own_field(self) -> list[str]:
        return [self._rules.member_id] if self._rules.member_id not in ("", "id") else []

    def _list(self, request: Request, key: str, pages: LinkHeader) -> Iterator[Mapping[str, Any]]:
        asked: Request | None = pages.first(request)
        for _ in range(_MOST):
            if asked is None:
                return
            answer = self._client.ask(asked)
            records = found_at(answer.data, key) or []
            yield from records
            asked = pages.following(asked, answer, len(records))


CAPSULE: Final = PushSystem(
    name="capsule",
    title="Capsule CRM",
    base_url="https://api.capsulecrm.com/api/v2",
    auth=Bearer(needs=("PUSH_TOKEN",)),
    limits=(Window(4000, 3600),),
    judge=absent_where_404,
    contacts=_Parties,
    sends=False,
    unverified="whether a custom field is cleared by null, and whether the filters find an address among several",
)
