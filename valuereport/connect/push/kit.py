"""Kit, API v4: custom fields of a subscriber by their keys, and a tag.

120 calls a minute by a key, counted for the key. Without `status` the list of subscribers holds the active ones alone.
The tag is given last: what it sets off there finds the fields filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from valuereport.connect.auth import HeaderKey
from valuereport.connect.client import Client
from valuereport.connect.errors import AbsentError
from valuereport.connect.limits import Window
from valuereport.connect.push.missing import absent_where_404
from valuereport.connect.push.system import TAG, Contact, PushSystem
from valuereport.connect.request import Request, found_at
from valuereport.settings import PushRules

_MOST: Final = 40  # pages of a list


class _Subscribers:
    def __init__(self, client: Client, rules: PushRules, names: Sequence[str]) -> None:
        self._client = client
        self._fields = [name for name in names if not name.startswith(TAG)]
        self._tags = [name for name in names if name.startswith(TAG)]
        self._own = rules.member_id if rules.member_id != "id" else ""
        self._tag_ids: dict[str, int] = {}

    def check(self) -> tuple[str, ...]:
        known = {str(one.get("key", "")) for one in self._list("custom_fields", "custom_fields")}
        missing = [name for name in (*self._fields, self._own) if name and name not in known]
        if self._tags:
            self._tag_ids = {f"{TAG}{one.get('name', '')}": int(one["id"]) for one in self._list("tags", "tags")}
        return (*missing, *(name.removeprefix(TAG) for name in self._tags if name not in self._tag_ids))

    def by_id(self, contact_id: str) -> Contact | None:
        if not (contact_id.isascii() and contact_id.isdecimal()):
            return None
        try:
            answer = self._client.ask(Request(f"subscribers/{contact_id}"))
        except AbsentError:
            return None
        return self._contact(found_at(answer.data, "subscriber") or {})

    def by_member_id(self, member_id: str) -> Sequence[Contact]:
        return ()  # there is no search by a custom field

    def by_email(self, email: str) -> Sequence[Contact]:
        asked = Request("subscribers").having(email_address=email, status="all")
        answer = self._client.ask(asked)
        return [self._contact(one) for one in found_at(answer.data, "subscribers") or ()]

    def write(self, contact: Contact, changes: Mapping[str, str]) -> None:
        path = f"subscribers/{contact.id}"
        if fields := {name: value for name, value in changes.items() if not name.startswith(TAG)}:
            said = {"email_address": contact.emails[0], "fields": fields}
            self._client.tell(Request(path, method="PUT", json=said))
        for name, value in changes.items():
            if name.startswith(TAG):
                tagged = f"tags/{self._tag_ids[name]}/{path}"
                self._client.tell(
                    Request(tagged, method="POST", json={}) if value else Request(tagged, method="DELETE")
                )

    def _contact(self, record: Mapping[str, Any]) -> Contact:
        stands = {str(name): str(value or "") for name, value in (record.get("fields") or {}).items()}
        contact_id, state = str(record["id"]), str(record.get("state", ""))
        values = {name: stands.get(name, "") for name in self._fields}
        if self._tags:
            has = {f"{TAG}{one.get('name', '')}" for one in self._list(f"subscribers/{contact_id}/tags", "tags")}
            values |= {name: name.removeprefix(TAG) if name in has else "" for name in self._tags}
        return Contact(
            contact_id,
            values,
            stands.get(self._own, "").strip() if self._own else "",
            (str(record.get("email_address", "")),),
            "" if state == "active" else f"is {state or 'in no state'} in Kit",
        )

    def _list(self, path: str, key: str) -> Iterator[Mapping[str, Any]]:
        request = Request(path).having(per_page="500")
        for _ in range(_MOST):
            answer = self._client.ask(request)
            yield from found_at(answer.data, key) or ()
            cursor = found_at(answer.data, "pagination.end_cursor")
            if not found_at(answer.data, "pagination.has_next_page") or not cursor:
                return
            request = request.having(after=str(cursor))


KIT: Final = PushSystem(
    name="kit",
    title="Kit",
    base_url="https://api.kit.com/v4",
    auth=HeaderKey("X-Kit-Api-Key", needs=("PUSH_TOKEN",)),
    limits=(Window(120, 60),),
    judge=absent_where_404,
    contacts=_Subscribers,
    sends=True,
    unverified=(
        "whether an update leaves the custom fields alone that it does not name, as its documentation reads; whether "
        "an empty text clears one"
    ),
)
