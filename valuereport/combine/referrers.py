"""Who brought whom: the member's id in place of whatever the export says of the referring member."""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuereport.combine.former import Everyone


def with_referrers(members: pd.DataFrame, everyone: Everyone) -> pd.DataFrame:
    """Return the members with `referred_by` as the id of a member or former member, as written where nobody is found.

    Any id or address by which a member is known does; a contact stands for the firm. Insights say which are not found.
    """
    stated = members["referred_by"]
    if not (stated != "").any():
        return members
    found = everyone.match(stated)
    ids = np.array([*members["member_id"].tolist(), *everyone.former["member_id"].tolist(), ""], dtype=object)
    known = (found >= 0) & (stated != "").to_numpy(dtype=bool)
    named = np.where(known, ids[np.where(known, found, -1)], stated.to_numpy(dtype=object))
    return members.assign(referred_by=pd.array(named, dtype="str"))
