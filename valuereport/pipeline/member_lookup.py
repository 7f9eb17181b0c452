"""The member that a person means, in a history: by an id, a former one, a contact's, or an address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

import numpy as np

from valuereport.errors import RunError
from valuereport.model.history import History
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.ids import key_of, without_case


def find_member(history: History, wanted: str) -> int:
    """Return the row of the member that is meant by an id or address. Raises RunError with near names."""
    rows = matching_rows(history, wanted)
    if len(rows) == 1:
        return rows[0]
    if rows:
        ids = ", ".join(history.members["member_id"].iloc[list(rows)])
        raise RunError(f"{wanted!r} can mean several members: {ids}")
    raise RunError(f"no member has the id or address {wanted!r}{suggestions(history, wanted)}")


def matching_rows(history: History, wanted: str) -> tuple[int, ...]:
    """Return the rows of the members that an id (a former one, a contact's) or an address can mean.

    An id is compared as it is, and without its case only where nobody has it exactly; the members' own ids win.
    """
    return next((tuple(sorted(found)) for found in _meant(history, key_of(wanted.strip())) if found), ())


def _meant(history: History, key: str) -> Iterator[set[int]]:
    """Yield whom a key means in each way of meaning a member; a later way is looked at only where none before fits."""
    members, people = history.members, history.contacts
    ids = members["member_id"]
    if "@" not in key:  # most are asked for so
        yield set(np.flatnonzero((ids == key).to_numpy()).tolist())
    own = list(enumerate(ids.tolist()))
    yield {row for row, one in own if key_of(one) == key}
    rows = [*range(len(members)), *people["member"].tolist()]
    keys = [*members["other_ids"], *(people["contact_id"] + KEY_SEPARATOR + people["other_ids"])]
    other = list(zip(rows, keys, strict=True))
    yield _holding(other, key, key_of)
    yield {row for row, one in own if without_case(one) == key.lower()}
    yield _holding(other, key.lower(), without_case)
    if "@" in key:
        yield _holding(zip(rows, [*members["emails"], *people["emails"]], strict=True), key, key_of)


def suggestions(history: History, wanted: str) -> str:
    """Return a hint at members whose name holds a text, or whose id is near it; empty where there are none."""
    members, text = history.members, wanted.strip()
    named = np.flatnonzero(members["name"].str.casefold().str.contains(text.casefold(), regex=False).to_numpy())[:5]
    if len(named):
        return "; with this name: " + "; ".join(
            f"{members['member_id'].iloc[row]} {members['name'].iloc[row]}" for row in named
        )
    alike = get_close_matches(text, members["member_id"].tolist(), n=3)
    return f"; near it: {', '.join(alike)}" if alike else ""


def _holding(joined: Iterable[tuple[int, str]], key: str, compared: Callable[[str], str]) -> set[int]:
    """Return the rows of the cells, each of several keys, that hold a key."""
    return {row for row, cell in joined if cell and key in map(compared, cell.split(KEY_SEPARATOR))}
