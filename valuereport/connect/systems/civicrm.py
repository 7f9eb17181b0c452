"""CiviCRM, APIv4: contacts, memberships and their log, participants, activities, contributions.

The organisation's own server, so that the connection says where it is, up to `ajax/api4`:

    https://example.org/civicrm/ajax/api4                         Drupal, Standalone, WordPress with clean addresses
    https://example.org/?civiwp=CiviCRM&q=civicrm/ajax/api4       WordPress without them
    https://example.org/?option=com_civicrm&task=civicrm/ajax/api4     Joomla

Each list is a POST with the form field `params`: what is selected, which records, in which order. A list has no order
of its own; it is read by id, each page behind the last id that came, so that a record that is deleted meanwhile moves
no other one out of sight. An address that is not the API's, and a key that the site does not look at, give a page of
the website with status 200.

Contacts and activities say when they changed, in the time of the site, whose zone nobody tells: changes are asked for
from 15 hours before the pull before. Everything else is read as a whole each time. What was deleted lies in the trash
(is_deleted) until that is emptied: neither is asked for, and all ids that are left are read to see it. A merge leaves
two activities: "Contact Deleted by Merge" of the loser, below "Contact Merged" of the winner; of a chain of merges the
latter moves on to the last winner. An activity has a row for each contact that it was with, whose ids change when it
is saved. Tests (is_test) and templates (is_template) are not asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from valuereport.connect.auth import HeaderKey
from valuereport.connect.changes import Changes, Since
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.record import Context, Record, text_at
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Refused, Verdict, by_status, said_by
from valuereport.pulls import MERGED_IDS, Row

_POST: Final = Request("", method="POST")
_ZONES: Final = 15 * 60  # minutes: how far a site's clock may be behind UTC, and a bit
_TARGETS: Final = "Activity Targets"


def _params(request: Request) -> dict[str, Any]:
    return dict(json.loads(dict(request.form).get("params", "{}")))


def _asking(request: Request, **params: object) -> Request:
    """Return the request with these parameters of APIv4, in place of those of the same name."""
    return request.having_form({"params": json.dumps({**_params(request), **params})})


@dataclass(frozen=True, slots=True)
class _ById:
    """Each page begins behind the last id that came; a page without records is the last."""

    size: int = 1000

    def first(self, request: Request) -> Request:
        """Return the request for the first records."""
        return _asking(request, orderBy={"id": "ASC"}, limit=self.size, checkPermissions=True)

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request for the records behind the last one."""
        if not found:
            return None
        where = [one for one in _params(request)["where"] if one[:2] != ["id", ">"]]
        last = found_at(answer.data, "values")[-1]["id"]
        return _asking(request, where=[*where, ["id", ">", last]])


def _fields(request: Request, headings: Sequence[str]) -> Request:
    return _asking(request, select=["id", *sorted({*headings} - {"id", MERGED_IDS})])


def _changed(field: str) -> Since:
    """Return what asks for what has changed, by the field that says when it has."""

    def ask(request: Request, moment: datetime) -> Request:
        since = [field, ">=", moment.strftime("%Y-%m-%d %H:%M:%S")]
        return _asking(request, where=[*_params(request)["where"], since])

    return ask


def _ids_alone(request: Request, headings: Sequence[str]) -> Request:
    return _asking(request, select=["id"])


def _merge(record: Record, context: Context) -> Iterator[Row]:
    loser, winner = record.get("loser.contact_id"), record.get("winner.contact_id")
    if not loser or not winner:
        raise ValueError(f"the merge {text_at(record, 'id')} without both contacts")
    yield Row(str(loser), gone=True, into=str(winner))


def _judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status, but where the answer is a page of the website, or says in words that it is an error."""
    if answer.status == 200 and answer.body.lstrip()[:1] == b"<":
        return Refused("a page of the website came: look at base_url, and whether authx takes API keys by header")
    if answer.status == 200 and isinstance(answer.data, dict) and "error_message" in answer.data:
        return Refused(said_by(answer))
    return by_status(request, answer, now)


def _list(name: str, entity: str, *not_those: str, changed: str = "", where: Sequence[object] = ()) -> Endpoint:
    """Return the endpoint of one entity. `not_those`: flags that its records must not have; `changed`: the field that
    says when one has changed, where there is one."""
    return Endpoint(
        name=name,
        path=f"{entity}/get",
        request=_asking(_POST, where=[*where, *([flag, "=", False] for flag in not_those)]),
        records="values",
        pages=_ById(),
        fields=_fields,
        changes=Changes(_changed(changed), overlap=_ZONES, ids=_ids_alone) if changed else None,
    )


def _target(alias: str, activity: str) -> list[object]:
    """Return the join to the contact that an activity is about."""
    text = f'"{_TARGETS}"'  # in quotes: else it would be a field
    return [
        *(f"ActivityContact AS {alias}", "INNER"),
        *([f"{alias}.activity_id", "=", activity], [f"{alias}.record_type_id:name", "=", text]),
    ]


CIVICRM: Final = System(
    name="civicrm",
    title="CiviCRM",
    auth=HeaderKey("X-Civi-Auth", "Bearer ", {"X-Requested-With": "XMLHttpRequest"}),
    judge=_judge,
    endpoints=(
        _list("contacts", "Contact", "is_deleted", changed="modified_date"),
        Endpoint(
            name="merges",
            feeds="contacts",
            path="Activity/get",
            request=_asking(
                _POST,
                select=["id", "loser.contact_id", "winner.contact_id"],
                join=[_target("loser", "id"), _target("winner", "parent_id")],
                where=[
                    ["activity_type_id:name", "=", "Contact Deleted by Merge"],
                    *(["is_test", "=", False], ["is_deleted", "=", False]),
                ],
            ),
            records="values",
            pages=_ById(),
            rows=_merge,
        ),
        _list("memberships", "Membership", "is_test", "contact_id.is_deleted"),
        _list("membership-log", "MembershipLog", "membership_id.is_test", "membership_id.contact_id.is_deleted"),
        _list("participants", "Participant", "is_test", "contact_id.is_deleted"),
        _list(
            "activities",
            "ActivityContact",
            *("activity_id.is_test", "activity_id.is_deleted", "contact_id.is_deleted"),
            changed="activity_id.modified_date",
            where=[["record_type_id:name", "=", _TARGETS]],
        ),
        _list("contributions", "Contribution", "is_test", "is_template", "contact_id.is_deleted"),
    ),
    unverified=(
        "whether the joins by which merges are read are allowed to every role, and how a merge looks where CiviCRM "
        "deletes contacts without a trash (there it leaves no activity of the loser); addresses of Joomla"
    ),
)
