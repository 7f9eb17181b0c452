"""What each row of fees is: a payment, a refund or an invoice, of this period or of another; equal rows count once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.identity import Matched
from valuereport.combine.row_outcomes import DUPLICATE, OUTSIDE, REJECTED, UNMATCHED, Mask, RowOutcomes
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods


class Kind(IntEnum):
    """What a row is, after its word and its sign: a payment under zero is a refund, an invoice under zero a credit."""

    PAYMENT = 0
    REFUND = 1
    INVOICE = 2
    CREDIT = 3


_WORDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.PAYMENT: ("", "payment", "zahlung", "zahlungseingang", "paiement", "règlement"),
    Kind.REFUND: ("refund", "rückerstattung", "erstattung", "rückzahlung", "remboursement"),
    Kind.INVOICE: ("invoice", "rechnung", "facture"),
    # A German "Gutschrift" is missing: for a bank it is money that came in.
    Kind.CREDIT: ("credit note", "rechnungskorrektur", "stornorechnung", "avoir", "note de crédit"),
}
_KIND_OF: Final = {word: kind for kind, words in _WORDS.items() for word in words}
_YEAR: Final = re.compile(r"(?P<first>\d{4})(?:[.,]0+|\s*[-/\u2013]\s*(?P<next>\d{2}|\d{4}))?")
_UNKNOWN, _UNREADABLE = -1, -1
_CONTENT: Final = ("source", "amount", "currency", "paid", "kind", "from", "until", "year", "reference")


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """What each row of fees is, and which of them nobody understands: with those the member's fee is not known."""

    kinds: NDArray[np.int8]
    unclear: Mask


def year_of(text: str) -> int | None:
    """Return the first year of `2026`, `2026/27`, `2026-2027` or `2026.0`; None where it is no year."""
    found = _YEAR.fullmatch(text.strip())
    if found is None:
        return None
    first, following = int(found["first"]), found["next"]
    if following and int(following) != (first + 1) % 10 ** len(following):
        return None
    return first


def judge_rows(
    frame: pd.DataFrame,
    matched: Matched,
    member_ids: pd.Series,
    outcomes: RowOutcomes,
    settings: Settings,
    periods: MemberPeriods,
) -> JudgedRows:
    """Give each row that does not count its outcome, and return what the rows are."""
    years = years_of(frame["year"])
    outcomes.assign(_outside(frame, years, matched.member, settings, periods), OUTSIDE)
    outcomes.refuse(
        matched.member < 0,
        UNMATCHED,
        "no one member has this id or address",
        "the fee is counted for nobody",
        column="member",
        values=frame["member"],
    )
    kinds = kinds_of(frame)
    has_from = frame["from"].notna().to_numpy()
    has_paid = frame["paid"].notna().to_numpy()
    has_year = (frame["year"] != "").to_numpy()
    dated = {source.name for source in settings.workspace.source if "paid" in source.columns}
    dated |= {*frame["source"][has_paid]}  # a preset's columns hang on the file
    unpaid = frame["source"].isin(dated).to_numpy() & ~has_paid & (kinds < Kind.INVOICE)
    no_period = ~has_from & ~has_year & ~has_paid

    def refuse(rows: Mask, reason: str, column: str) -> None:
        action, values = "the fee is not counted", frame[column]
        outcomes.refuse(rows, REJECTED, reason, action, column=column, values=values, members=member_ids)

    refuse(kinds == _UNKNOWN, "a word that is none of payment, refund, invoice: map it", "kind")
    refuse(~has_from & (years == _UNREADABLE), "not a year such as 2026 or 2026/27", "year")
    ends_early = frame["until"].to_numpy() < frame["from"].to_numpy()
    refuse(ends_early, "the last day that is paid for is before the first", "until")
    unclear = np.equal(outcomes.of_row, REJECTED)
    refuse(unpaid, "empty, and a payment or refund has a day", "paid")
    refuse(no_period, "nothing says which period it is for", "paid")
    outcomes.assign(_repeated(frame, matched, outcomes.counted), DUPLICATE)
    return JudgedRows(kinds, unclear)


def may_be_of_the_period(
    frame: pd.DataFrame, member: NDArray[np.intp], settings: Settings, periods: MemberPeriods
) -> Mask:
    """Return which rows are not surely of another period than their member's.

    `frame`: rows of fees of which some cells are missing; `member`: the row of each one's member, under 0 for nobody's.
    """
    return ~_outside(frame, years_of(frame["year"]), member, settings, periods)


def years_of(texts: pd.Series) -> NDArray[np.int64]:
    """Return the year of each row; -1 where it is none, 0 where it is empty."""
    codes, distinct = pd.factorize(texts)
    years = [0 if not text.strip() else year_of(text) for text in distinct]
    return np.array([_UNREADABLE if year is None else year for year in years], dtype=np.int64)[codes]


def _outside(
    frame: pd.DataFrame,
    years: NDArray[np.int64],
    member: NDArray[np.intp],
    settings: Settings,
    periods: MemberPeriods,
) -> Mask:
    """Return the rows of other periods: by `from`, else by `year`, else by the day on which they were paid."""
    fees = settings.workspace.fees
    starts, paid = (frame[name].to_numpy().astype("datetime64[D]") for name in ("from", "paid"))
    by_from = ~periods.contains(member, starts)
    by_year = ~periods.begins_in(member, years)
    by_paid = ~periods.contains(member, paid, fees.window) & ~np.isnat(paid)
    outside = np.select([~np.isnat(starts), years > 0, years == 0], [by_from, by_year, by_paid], default=False)
    return np.asarray(outside, dtype=np.bool_)


def kinds_of(frame: pd.DataFrame) -> NDArray[np.int8]:
    """Return the Kind of each row of fees, -1 where its word is none that we know."""
    codes, words = pd.factorize(frame["kind"])
    known = [_KIND_OF.get(word.strip().casefold(), _UNKNOWN) for word in words]
    kinds = np.array(known, dtype=np.int8)[codes]
    negative = frame["amount"].to_numpy() < 0
    kinds[negative & (kinds == Kind.PAYMENT)] = Kind.REFUND
    kinds[negative & (kinds == Kind.INVOICE)] = Kind.CREDIT
    return kinds


def _repeated(frame: pd.DataFrame, matched: Matched, counted: Mask) -> Mask:
    """Return the rows that an earlier file of the same source has, too: exports overlap.

    Inside one file equal rows are several payments; so the second of a file is the same as the second of another.
    """
    repeated = np.zeros(len(frame), dtype=np.bool_)
    files = frame.groupby("source")["file"].transform("nunique").to_numpy()
    rows = np.flatnonzero(counted & (files > 1))
    if len(rows):
        content = frame.iloc[rows][[*_CONTENT, "file"]].assign(member=matched.member[rows])
        nth = content.groupby([*content.columns], dropna=False, sort=False).cumcount()
        repeated[rows] = content.assign(nth=nth).drop(columns="file").duplicated().to_numpy()
    return repeated
