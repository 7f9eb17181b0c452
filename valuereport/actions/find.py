"""Finds members and contacts by what a caller says, with what they were sent and rows that look like theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from valuereport.actions.directory import searchable
from valuereport.actions.rights import needs
from valuereport.actions.verification import to_verify
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.errors import RequestError
from valuereport.model.directory import Found, ListedMember, Unmatched
from valuereport.notation.ids import key_of
from valuereport.pipeline.member_search import keys_like

_KEYS: Final = 8  # unmatched keys that are held against every member


@dataclass(frozen=True, slots=True)
class FindRequest:
    """What a caller says: any part of a name, address, postcode or number; and how many members at most are wanted."""

    text: str
    most: int = 10


@dataclass(frozen=True, slots=True)
class Search:
    """Members that may be meant, the likeliest first; and unmatched rows that the text means and that are no one's."""

    found: tuple[Found, ...]
    unmatched: tuple[Unmatched, ...]


@needs("member-services")
def find(workspace: Workspace, request: FindRequest) -> Search:
    """Find members. Raises LedgerError, RequestError, SettingsError, SourceError."""
    if not request.text.strip():
        raise RequestError("text", request.text, "a part of a name, an address, a postcode or a number")
    known = searchable(workspace)
    listed, alike = known.directory, known.alike
    meant = {one.member_id: (one, why) for one, why in known.search.find(request.text, request.most)}
    first = dict[str, tuple[ListedMember, str]]()  # whom rows with exactly this key look like
    lost = []
    asked = ((rows, keys) for rows in listed.unmatched if (keys := keys_like(request.text, rows.keys)))
    for rows, keys in islice(asked, _KEYS):
        theirs = [(one, key, why) for key in keys for one, why in alike.like(key)]
        for one, key, why in theirs:
            said = first if key_of(key) == key_of(request.text.strip()) else meant
            said.setdefault(one.member_id, (one, f"rows for {key}: {why}"))
        if not theirs:
            lost.append(rows)
    found = [Found(one, why, unmatched=alike.of(one)) for one, why in list((first | meant).values())[: request.most]]
    found = [replace(one, verify=to_verify(workspace, one.member)) for one in found]
    with ledger_if_there(workspace) as ledger:
        if ledger:
            found = [replace(one, deliveries=ledger.deliveries(member_id=one.member.member_id)) for one in found]
    return Search(tuple(found), tuple(lost))
