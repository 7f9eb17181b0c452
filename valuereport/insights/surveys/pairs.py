"""Answers -> Kano pairs: what one person feels about a feature, there and not there."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from valuereport.insights.surveys.answers import Answers
from valuereport.insights.surveys.evaluation import letters
from valuereport.settings.surveys import Asks

KEYS: Final = ["wave", "person", "feature"]

STRAIGHT: Final = 5
"""Pairs from which on one and the same answer to all of them is a straight line, not an opinion."""


def pairs(found: Answers) -> pd.DataFrame:
    """Return the pairs: wave, person, member, feature, functional and dysfunctional (places), letter (its place)."""
    both = both_of(found, "functional", "dysfunctional")
    functional, dysfunctional = (both[name].to_numpy().astype(np.int64) for name in ("functional", "dysfunctional"))
    return both.assign(functional=functional, dysfunctional=dysfunctional, letter=letters(functional, dysfunctional))


def both_of(found: Answers, first: Asks, second: Asks) -> pd.DataFrame:
    """Return the answers of those who answered two questions about a feature: wave, person, member, feature, question
    (that of the first), and a column of the meaning for each of the two, called like what is asked."""
    left = found.asking(first).rename(columns={"meaning": first})[[*KEYS, "member", "question", first]]
    right = found.asking(second).rename(columns={"meaning": second})[[*KEYS, second]]
    return left.merge(right, on=KEYS, how="inner", validate="one_to_one", sort=False)


def straight_liners(of_wave: pd.DataFrame) -> int:
    """Return how many persons of a wave gave one and the same answer to all the questions of their pairs."""
    person = of_wave["person"].to_numpy()
    low = of_wave[["functional", "dysfunctional"]].to_numpy().min(axis=1)
    high = of_wave[["functional", "dysfunctional"]].to_numpy().max(axis=1)
    ends = pd.DataFrame({"person": person, "low": low, "high": high}).groupby("person")
    own = ends.agg(low=("low", "min"), high=("high", "max"), n=("low", "size"))
    return int(((own["n"] >= STRAIGHT) & (own["low"] == own["high"])).sum())
