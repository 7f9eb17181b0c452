"""Former members: in no export of members any more, but in a log of memberships, or in the fees of earlier years."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.identity import NOBODY, Identity
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.ids import key_of


class Everyone:
    """Matches rows to members and to former members, who are numbered behind the members."""

    def __init__(self, members: pd.DataFrame, contacts: pd.DataFrame, identity: Identity, rows: pd.DataFrame) -> None:
        """Know the former members by `rows`: `member` (ids joined by KEY_SEPARATOR; the first stays) and `name`."""
        self._identity, self._members = identity, len(members)
        self._ids = members["member_id"]
        unknown = rows[identity.match(rows["member"]).member == NOBODY]
        self.former = _one_row_each(unknown)
        strangers = self.former.assign(emails="")
        nobody = contacts.iloc[:0]
        self._former = Identity(strangers, nobody) if len(strangers) else None

    @property
    def ids(self) -> NDArray[np.object_]:
        """Return the id of everyone, by their number."""
        return np.append(self._ids.to_numpy(dtype=object), self.former["member_id"].to_numpy(dtype=object))

    @property
    def every_key(self) -> tuple[str, ...]:
        """Return every id and address by which somebody is or was known, in no order that means anything."""
        return self._identity.ids + (self._former.ids if self._former else ())

    def match(self, keys: pd.Series) -> NDArray[np.intp]:
        """Return the number of each row's member, former ones included; under 0 where there is no one member."""
        found = self._identity.match(keys).member
        if self._former is None:
            return found
        return np.where(found == NOBODY, self.match_former(keys), found)

    def match_former(self, keys: pd.Series) -> NDArray[np.intp]:
        """Return the number of each row's former member; under 0 where it is none."""
        if self._former is None:
            return np.full(len(keys), NOBODY, dtype=np.intp)
        found = self._former.match(keys).member
        return np.where(found >= 0, found + self._members, found)


def _one_row_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return member_id, name and other_ids of each former member, in the order of their first rows."""
    keys = rows["member"].astype("str").str.split(KEY_SEPARATOR)
    ids = [next(filter(None, one), "") for one in keys.tolist()]
    found: dict[str, tuple[str, str, dict[str, None]]] = {}
    for member_id, name, more in zip(ids, rows["name"].tolist(), keys.tolist(), strict=True):
        if not member_id:
            continue
        first, known, others = found.setdefault(key_of(member_id), (member_id, "", {}))
        others |= dict.fromkeys(one for one in more if one and one != first)
        found[key_of(member_id)] = (first, name or known, others)
    return pd.DataFrame(
        {
            "member_id": pd.array([one for one, _, _ in found.values()], dtype="str"),
            "name": pd.array([name for _, name, _ in found.values()], dtype="str"),
            "other_ids": pd.array([KEY_SEPARATOR.join(others) for _, _, others in found.values()], dtype="str"),
        }
    )
