"""A member's own amounts whose cell names another currency, brought into the member's."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from valuereport.combine.day_rates import DayRates
from valuereport.errors import Problem
from valuereport.settings import Settings

_AMOUNTS: Final = ("fee", "hourly_value")


def in_members_currency(
    members: pd.DataFrame, settings: Settings, rates: DayRates
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the members with `fee` and `hourly_value` in their `currency`, and a problem for each without a rate.

    These amounts have no day of their own: they go by the rates of the period's last day.
    """
    problems = []
    for name in _AMOUNTS:
        named, own = members[f"{name}_currency"], members["currency"]
        rows = np.flatnonzero(((named != "") & (named != own) & members[name].notna()).to_numpy())
        if not len(rows):
            continue
        codes, currencies = pd.factorize(pd.concat([named.iloc[rows], own.iloc[rows]]))
        found = rates.on_last_day([*currencies], codes, np.concatenate([rows, rows]))
        amounts = members[name].to_numpy(dtype=float).copy()
        said = amounts[rows]
        amounts[rows] *= found[: len(rows)] / found[len(rows) :]
        members = members.assign(**{name: amounts})
        problems += [
            Problem(
                "combine",
                "error",
                f"the currency has no rate into {settings.workspace.organisation.currency}",
                "left empty; add a rate to the settings",
                str(row["file"]),
                int(row["row"]),
                name,
                f"{amount:.2f} {row[f'{name}_currency']}",
                str(row["member_id"]),
            )
            for amount, (_, row) in zip(said.tolist(), members.iloc[rows].iterrows(), strict=True)
            if np.isnan(row[name]) and not np.isnan(amount)
        ]
    return members, problems
