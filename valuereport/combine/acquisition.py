"""What it cost to win members, in the organisation's currency; the rows are few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import nan

import numpy as np
import pandas as pd

from valuereport.errors import Problem
from valuereport.model.acquisition import ChannelSpend
from valuereport.model.histories import ACQUISITION
from valuereport.settings import Settings


def acquisition_of(rows: Sequence[ChannelSpend], settings: Settings) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the frame that histories keep, each amount at the rate of the row's last day; and what cannot be used.

    An amount in a currency without a rate is not known, and neither is then the cost of its channel.
    """
    rates = settings.workspace.dated_rates
    problems, cells = list[Problem](), []
    for one in sorted(rows, key=lambda each: (each.starts, each.channel, each.row)):
        rate = rates.on(one.currency or rates.home, one.ends - timedelta(days=1))
        if rate is None:
            reason = "a currency that has no rate in the settings"
            action = "the channel's cost cannot be had for this time"
            problems.append(Problem("combine", "error", reason, action, one.file, one.row, "currency", one.currency))
        known = rate is not None and one.spend is not None
        factor = rate.rate if rate else nan
        spend = (one.spend or 0.0) * factor if known else nan
        rewards = one.rewards * factor if one.rewards else 0.0
        cells.append((one.channel, one.starts, one.ends, spend, one.hours, rewards, one.file, one.row))
    frame = pd.DataFrame(cells, columns=[*ACQUISITION])
    for name in ("starts", "ends"):
        frame[name] = np.array(frame[name].tolist(), dtype="datetime64[s]")
    return frame.astype(dict(ACQUISITION)), problems
