"""What the ledger knows of email addresses -> how long each was right, and whose came back for good."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.delivery import Delivery
from valuereport.model.suppression import Suppression
from valuereport.notation.addresses import normalised

Days = NDArray[np.datetime64]


def email_exposures(
    deliveries: Iterable[Delivery], suppressions: Iterable[Suppression]
) -> tuple[Days, Days, NDArray[np.bool_]]:
    """Return of each address when it was first right, until when, and whether it came back for good then.

    An address is right when a statement to it was accepted and did not come back. One that came back at the first time
    is left out: when it went stale is not known. Take decay.measured_half_life of it.
    """
    sent = [
        (normalised(one.address), one.ended_at.date())
        for one in deliveries
        if one.channel == "email" and one.state == "sent" and one.address and one.ended_at
    ]
    frame = pd.DataFrame(
        {
            "address": pd.array([address for address, _ in sent], dtype="str"),
            "day": np.array([day for _, day in sent], dtype="datetime64[s]"),
        }
    )
    of_address = frame.groupby("address", sort=True)["day"]
    seen, last = (days.to_numpy().astype("datetime64[D]") for days in (of_address.min(), of_address.max()))
    came = _came_back(suppressions)
    ended = np.array([came.get(address) for address in of_address.min().index], dtype="datetime64[D]")
    bounced = ended >= last  # NaT is not; mail that was accepted since says that the address is right again
    return seen, np.where(bounced, ended, last), bounced


def members_whose_email_came_back(members: pd.DataFrame, suppressions: Iterable[Suppression]) -> frozenset[str]:
    """Return the ids of members whose address of today came back for good. `members`: with member_id and email."""
    came = _came_back(suppressions)
    if not came:
        return frozenset()
    rows = zip(members["member_id"].tolist(), members["email"].tolist(), strict=True)
    return frozenset(member_id for member_id, email in rows if email and normalised(email) in came)


def _came_back(suppressions: Iterable[Suppression]) -> dict[str, np.datetime64]:
    """Return when each address came back for good; not where a person has allowed it again."""
    return {
        one.address: np.datetime64(one.at.date(), "D")
        for one in suppressions
        if one.reason == "bounce" and one.lifted_at is None
    }
