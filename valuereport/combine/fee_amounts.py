"""What the rows of fees add up to for each member: signs, VAT, exchange rates, and which rows a fee is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.day_rates import DayRates, FloatArray
from valuereport.combine.fee_rows import Kind
from valuereport.combine.row_outcomes import Mask
from valuereport.model.correction import CORRECTIONS
from valuereport.settings import Settings

_EXACT: Final = 6
"""Decimals of a sum: what is left behind them is arithmetic, not money."""


def signed_amounts(frame: pd.DataFrame, kinds: NDArray[np.int8], settings: Settings) -> FloatArray:
    """Return what each row adds to the fee, on the one basis of VAT, in the currency in which it was paid."""
    basis = settings.workspace.fee_basis
    codes, names = pd.factorize(frame["source"])
    of_source = {source.name: source.vat_factor(basis) for source in settings.workspace.source}
    of_source[CORRECTIONS] = 1.0  # people state fees as statements show them
    vat = np.array([of_source[name] for name in names], dtype=float)[codes]
    sign = np.where((kinds == Kind.REFUND) | (kinds == Kind.CREDIT), -1.0, 1.0)
    amounts: FloatArray = np.abs(frame["amount"].to_numpy(dtype=float)) * sign * vat
    return amounts


def currency_paid_in(frame: pd.DataFrame, member: NDArray[np.intp], currency: pd.Series) -> NDArray[np.object_]:
    """Return the currency of each row: as it is stated, else the member's."""
    stated = frame["currency"].str.upper()
    own = np.append(currency.to_numpy(dtype=object), "")[np.maximum(member, -1)]
    return np.where((stated == "").to_numpy(), own, stated.to_numpy(dtype=object))


def factors(
    frame: pd.DataFrame,
    paid_in: NDArray[np.object_],
    member: NDArray[np.intp],
    currency: pd.Series,
    counted: Mask,
    rates: DayRates,
) -> FloatArray:
    """Return what brings each counted amount into its member's currency, NaN where a rate is missing.

    An amount in the member's own currency needs no rate here; a member whose currency has none is an obstacle.
    """
    factor = np.ones(len(frame))
    own = np.append(currency.to_numpy(dtype=object), "")[np.maximum(member, -1)]
    rows = np.flatnonzero(counted & (paid_in != own))
    if len(rows):
        first = pd.Series(rates.periods.starts[member[rows]].astype("datetime64[s]"), frame.index[rows])
        days = frame["paid"].iloc[rows].fillna(frame["from"].iloc[rows]).fillna(first).to_numpy()
        codes, currencies = pd.factorize(np.concatenate([paid_in[rows], own[rows]]))
        found = rates.on(list(currencies), codes, np.concatenate([days, days]))
        factor[rows] = found[: len(rows)] / found[len(rows) :]
    return factor


@dataclass(frozen=True, slots=True)
class Sums:
    """Each member's fee (NaN where no row counts), whether it was only invoiced, and which rows it is made of."""

    fee: FloatArray
    invoiced: Mask
    used: Mask


def sums(
    member: NDArray[np.intp],
    kinds: NDArray[np.int8],
    amount: FloatArray,
    factor: FloatArray,
    paid_in: NDArray[np.object_],
    count: int,
) -> Sums:
    """Return the fees from the rows that count: payments, and invoices where there are none; refunds are taken off.

    A credit note is taken off the invoices that it corrects, and where there are none off the payments.
    """

    def have(rows: Mask) -> Mask:
        return np.bincount(member[rows], minlength=count) > 0

    has_invoice = have(kinds == Kind.INVOICE)
    has_payment = have((kinds == Kind.PAYMENT) & (amount > 0))
    of_invoices = (kinds == Kind.INVOICE) | ((kinds == Kind.CREDIT) & has_invoice[member])
    used = ~of_invoices | ~has_payment[member]
    fee = np.round(np.bincount(member[used], amount[used] * factor[used], minlength=count), _EXACT)
    # What was paid and refunded in one currency is nothing, also where the rate changed in between.
    own = pd.DataFrame({"member": member[used], "currency": paid_in[used], "amount": amount[used]})
    left = own.groupby(["member", "currency"], as_index=False)["amount"].sum()
    something = np.zeros(count, dtype=np.bool_)
    something[left["member"][left["amount"].round(_EXACT) != 0]] = True
    fee = np.where((fee > 0) & something, fee, 0.0)
    return Sums(np.where(have(used), fee, np.nan), has_invoice & ~has_payment, used)
