"""HubSpot: properties of a contact. The index of the search lags: what it finds is read again by its id.

The administrator's validation rules hold for writes by the API as well; a refusal says which property and why. A value
that is no option of an enumeration, or a number with commas, is refused, too. A malformed token is answered with 530.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from valuereport.connect.auth import Bearer
from valuereport.connect.client import Client
from valuereport.connect.errors import AbsentError
from valuereport.connect.limits import Window
from valuereport.connect.push.missing import absent_where_404
from valuereport.connect.push.system import Contact, PushSystem
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.verdicts import Denied, Verdict, said_by
from valuereport.settings import PushRules

_CONTACTS: Final = "crm/objects/2026-09/contacts"
_PROPERTIES: Final = "crm/properties/2026-09/contacts"
_ABOUT: Final = ("email", "hs_additional_emails", "hs_email_optout")


class _Contacts:
    def __init__(self, client: Client, rules: PushRules, names: Sequence[str]) -> None:
        self._client, self._names = client, names
        self._own = rules.member_id if rules.member_id != "id" else ""

    def check(self) -> tuple[str, ...]:
        answer = self._client.ask(Request(_PROPERTIES))
        known = {str(one.get("name", "")) for one in found_at(answer.data, "results") or ()}
        return tuple(name for name in (*self._names, self._own) if name and name not in known)

    def by_id(self, contact_id: str) -> Contact | None:
        return self._read(contact_id) if contact_id.isascii() and contact_id.isdecimal() else None

    def by_member_id(self, member_id: str) -> Sequence[Contact]:
        filters = [{"propertyName": self._own, "operator": "EQ", "value": member_id}]
        asked = {"filterGroups": [{"filters": filters}], "properties": [self._own], "limit": 10}
        answer = self._client.ask(Request(f"{_CONTACTS}/search", method="POST", json=asked))
        ids = [str(one["id"]) for one in found_at(answer.data, "results") or ()]
        found = [contact for each in ids if (contact := self._read(each))]
        return [one for one in found if one.member_id == member_id]

    def by_email(self, email: str) -> Sequence[Contact]:
        contact = self._read(quote(email, safe=""), idProperty="email")
        return [contact] if contact else []

    def write(self, contact: Contact, changes: Mapping[str, str]) -> None:
        self._client.tell(Request(f"{_CONTACTS}/{contact.id}", method="PATCH", json={"properties": dict(changes)}))

    def _read(self, name: str, **how: str) -> Contact | None:
        asked = ",".join(dict.fromkeys(one for one in (*self._names, self._own, *_ABOUT) if one))
        try:
            answer = self._client.ask(Request(f"{_CONTACTS}/{name}").having_all({"properties": asked, **how}))
        except AbsentError:
            return None
        return self._contact(answer.data or {})

    def _contact(self, record: Mapping[str, Any]) -> Contact:
        stands = {name: str(value or "") for name, value in (record.get("properties") or {}).items()}
        emails = (stands.get("email", ""), *stands.get("hs_additional_emails", "").split(";"))
        return Contact(
            str(record["id"]),
            {name: stands.get(name, "") for name in self._names},
            stands.get(self._own, "").strip() if self._own else "",
            tuple(one.strip() for one in emails if one.strip()),
            "has opted out of email in HubSpot" if stands.get("hs_email_optout", "").casefold() == "true" else "",
        )


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    return Denied(said_by(answer)) if answer.status == 530 else absent_where_404(request, answer, now)


HUBSPOT: Final = PushSystem(
    name="hubspot",
    title="HubSpot",
    base_url="https://api.hubapi.com",
    auth=Bearer(needs=("PUSH_TOKEN",)),
    limits=(Window(100, 10),),
    judge=_judge,
    contacts=_Contacts,
    sends=True,
    unverified=(
        "the path of the properties in the dated API; whether a contact is found by a further address of its own; what "
        "the administrator's validation rules answer word by word"
    ),
)
