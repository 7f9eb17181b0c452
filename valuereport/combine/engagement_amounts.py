"""The recorded amounts of engagements, in the organisation's currency: each by its own currency and the row's day."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.day_rates import DayRates, FloatArray
from valuereport.combine.identity import Matched
from valuereport.combine.row_outcomes import REJECTED, Mask, RowOutcomes
from valuereport.settings import Settings

MONEY: Final = ("amount", "list_price", "price_paid")
OWN_CURRENCY: Final = {name: f"{name}_currency" for name in MONEY}
"""The columns of what cells say of their currency; where they are empty, the row's `currency` holds."""


def engagement_amounts(
    frame: pd.DataFrame,
    matched: Matched,
    members: pd.DataFrame,
    settings: Settings,
    outcomes: RowOutcomes,
    member_ids: pd.Series,
    rates: DayRates,
) -> dict[str, FloatArray]:
    """Return every amount in the organisation's currency, so that the member's total has what it should.

    The total is brought into the member's currency by the rate of the period's last day. So an amount in this currency
    comes back unchanged, and others are worth what they were in it on their own day.
    """
    home = settings.workspace.organisation.currency

    def rates_of(amounts: Mask, currency: str) -> FloatArray:
        """Return the rates of some rows' amounts in the currencies of a column; a row without one is refused."""
        rows = np.flatnonzero(amounts & outcomes.counted)
        whole = np.full(len(frame), np.nan)
        if len(rows):
            of_member = matched.member[rows]
            own, days = members["currency"].iloc[of_member], frame["date"].to_numpy()[rows]
            whole[rows] = _rates(frame[currency].iloc[rows], own, of_member, home, days, rates)
        outcomes.refuse(
            amounts & np.isnan(whole),
            REJECTED,
            f"the currency has no rate into {home}",
            "not counted; add a rate to the settings",
            currency.removesuffix("_currency"),
            frame[currency],
            members=member_ids,
        )
        return whole

    money = {name: frame[name].to_numpy(dtype=float) for name in MONEY}
    named = {name: _filled(frame[currency]) for name, currency in OWN_CURRENCY.items()}
    plain = np.logical_or.reduce([~np.isnan(money[name]) & ~named[name] for name in MONEY])
    of_row = rates_of(plain, "currency")
    worth = {}
    for name, amounts in money.items():
        own = rates_of(named[name], OWN_CURRENCY[name]) if named[name].any() else of_row
        worth[name] = amounts * np.where(named[name], own, of_row)
    return worth


def _filled(texts: pd.Series) -> Mask:
    """Return where a column of categories is not empty."""
    filled = np.array([text != "" for text in texts.cat.categories], dtype=np.bool_)
    return filled[texts.cat.codes.to_numpy()]


def _rates(
    stated: pd.Series,
    of_members: pd.Series,
    member: NDArray[np.intp],
    home: str,
    days: NDArray[np.datetime64],
    rates: DayRates,
) -> FloatArray:
    """Return what brings amounts into the organisation's currency; `stated`: their currencies, empty where it is this.

    `of_members`: the currencies of their members; `member`: the rows of these.
    """
    stated_codes, words = pd.factorize(stated)
    own_codes, own_words = pd.factorize(of_members)
    in_cell, in_own = [(word or home).upper() for word in words], [*own_words]
    currencies = [*dict.fromkeys([*in_cell, *in_own])]
    cell = np.array([currencies.index(one) for one in in_cell], dtype=np.intp)[stated_codes]
    own = np.array([currencies.index(one) for one in in_own], dtype=np.intp)[own_codes]
    rate = rates.on(currencies, cell, days)
    last = rates.on_last_day(currencies, own, member)
    foreign = np.flatnonzero((own != cell) & ~np.isnan(last))
    rate[foreign] *= last[foreign] / rates.on(currencies, own[foreign], days[foreign])
    return np.where((own == cell) & ~np.isnan(rate), last, rate)
