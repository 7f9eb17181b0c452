"""Mailchimp, Marketing API 3.0: the members of all audiences, and those that are archived.

The key ends with the server that it belongs to (-us19). Ten calls at the same time, and no number a minute; too many
are answered with 429 or with a bare 403 that is no JSON, both without a word when. Lists have offset, count (1,000 at
most, 10 where nothing is said) and total_items. The `id` of a member is a hash of the address and changes with it,
`contact_id` stays. A list leaves archived members out unless they are asked for by their status; who was deleted for
good is gone without a trace: the ids of all are read each time to see it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from valuereport.connect.auth import Basic, Secrets, variable
from valuereport.connect.changes import Changes, param_since
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import AtOnce
from valuereport.connect.pages import Offset
from valuereport.connect.parents import Parents
from valuereport.connect.request import Answer, Request
from valuereport.connect.system import System
from valuereport.connect.verdicts import Busy, Verdict, by_status
from valuereport.errors import SettingsError

_SERVER: Final = re.compile(r"-([a-z]{2,3}[0-9]{1,3})$")
_PAGES: Final = Offset("offset", "count", 1000, total="total_items", overlap=20)
_OF_THE_LIST: Final = frozenset({"list_id", "list.name"})


def base_url_of_key(secrets: Secrets) -> str:
    """Return the address of the server that a key belongs to. Raises SettingsError where the key names none."""
    found = _SERVER.search(secrets["TOKEN"])
    if found is None:
        allowed = "an API key with its server at the end, such as -us19; or the connection's base_url"
        raise SettingsError("the environment", variable(secrets.connection, "TOKEN"), "a key without it", allowed)
    return f"https://{found[1]}.api.mailchimp.com/3.0"


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    if answer.status == 403 and not answer.is_json:
        return Busy()
    return by_status(request, answer, now)


def _fields(request: Request, headings: Sequence[str]) -> Request:
    """Ask for the fields that are read, and for those without which nothing can be told apart or counted."""
    wanted = {"contact_id", "last_changed", *headings} - _OF_THE_LIST
    return request.having(fields=",".join([*(f"members.{one}" for one in sorted(wanted)), "total_items"]))


def _ids(request: Request, headings: Sequence[str]) -> Request:
    return request.having(fields="members.contact_id,total_items")


def _members(name: str, **status: str) -> Endpoint:
    return Endpoint(
        name=name,
        path="lists/{list_id}/members",
        records="members",
        key="contact_id",
        within="list_id",
        changed="last_changed",
        params=status,
        pages=_PAGES,
        changes=Changes(since=param_since("since_last_changed", "%Y-%m-%dT%H:%M:%S+00:00"), ids=_ids),
        fields=_fields,
        parents=Parents(of="audiences", context={"list_id": "id", "list.name": "name"}),
    )


MAILCHIMP: Final = System(
    name="mailchimp",
    title="Mailchimp",
    base_url_of_key=base_url_of_key,
    auth=Basic("valuereport"),
    limits=(AtOnce(10),),
    judge=_judge,
    endpoints=(
        Endpoint(
            name="audiences",
            path="lists",
            records="lists",
            params={"fields": "lists.id,lists.name,total_items"},
            pages=_PAGES,
        ),
        _members("members"),
        _members("archived", status="archived"),
    ),
    unverified=(
        "whether the order of members stays the same from page to page while some come and go (pages overlap by 20); "
        "whether an archived member who had unsubscribed can be told from one who had not (it is taken that not)"
    ),
)
