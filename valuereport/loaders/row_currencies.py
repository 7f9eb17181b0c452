"""The currency of each amount: what its cell says, else its row's. Never one for another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.loaders.cells import TEXT, encoded
from valuereport.loaders.currencies import CODES, meant_by
from valuereport.loaders.numbers import Money, Words
from valuereport.model.tables import Table
from valuereport.settings import Settings

MONEY: Final[Mapping[Table, tuple[str, ...]]] = {
    "members": ("fee", "hourly_value"),
    "contacts": (),
    "fees": ("amount",),
    "engagements": ("amount", "price_paid", "list_price"),
    "memberships": ("fee",),
}
"""The columns of money of each table; a row's `currency` is that of all of them that have none of their own."""

_IN_HEADING: Final = re.compile(r"[(\[]\s*([^()\[\]]{1,5}?)\s*[)\]]\s*$")
_WORDS: Final = frozenset({"ALL", "TOP"})
"""Words of headings that are codes of currencies, too."""
_POUND: Final = "GBP"  # the sign alone, where nothing says that it is another pound


@dataclass(frozen=True, slots=True)
class RowCurrencies:
    """The currencies of rows and amounts; by column and position why an amount is not used, or a person should look."""

    currency: pa.DictionaryArray
    own: Mapping[str, pa.DictionaryArray]  # of the amounts of a column, empty where it is the row's
    faults: Mapping[str, Mapping[int, str]]
    contradictions: Mapping[str, Mapping[int, str]]  # the row says another one; the cell counts


def row_currencies(
    stated: pa.DictionaryArray | None, money: Mapping[str, Money], settings: Settings, *, one_amount: bool
) -> RowCurrencies | None:
    """Return the currencies of rows and amounts, None where no cell says more than the currency column does.

    `stated`: the currency column. A sign of several currencies is the one that the row states, else the one that its
    other cells name, else the organisation's, else the only one that has a rate. `one_amount`: rows of this table have
    one amount, and a row's currency is the amount's.
    """
    signed = {name: one for name, one in money.items() if len(one.words) > 1}
    texts = encoded(stated).dictionary.to_pylist() if stated is not None else [""]
    if not signed and all(text.upper() in CODES or not text for text in texts):
        return None
    codes = [one.words_of for one in signed.values()]
    if stated is not None:
        codes.append(encoded(stated).indices.to_numpy())
    sizes = [*(len(one.words) for one in signed.values()), *([len(texts)] if stated is not None else [])]
    found, combination_of = np.unique(np.ravel_multi_index(codes, sizes), return_inverse=True)
    rows = np.stack(np.unravel_index(found, sizes), axis=1)
    combinations = [
        _settled(
            texts[row[-1]] if stated is not None else "",
            {name: one.words[code] for (name, one), code in zip(signed.items(), row, strict=False) if code},
            money,
            settings,
            one_amount=one_amount,
        )
        for row in rows.tolist()
    ]
    return _spread(combinations, combination_of, money)


def with_heading(money: Money, heading: str) -> Money:
    """Return the amounts in the currency that their heading names, as `Price (EUR)` does, where a cell names none."""
    found = _IN_HEADING.search(heading)
    if found is None or found[1] in _WORDS or found[1].islower() or not meant_by(found[1]):
        return money
    silent = (money.words_of == 0) & ~np.isnan(money.amounts)
    words_of = np.where(silent, len(money.words), money.words_of).astype(np.int32)
    return Money(money.amounts, (*money.words, (found[1],)), words_of)


@dataclass(frozen=True, slots=True)
class _Settled:
    """The currencies of rows with the same words; by column an amount's own, why it is not used, what contradicts."""

    currency: str
    own: Mapping[str, str]
    faults: Mapping[str, str]
    contradictions: Mapping[str, str]


def _settled(
    stated: str, words: Mapping[str, Words], columns: Collection[str], settings: Settings, *, one_amount: bool
) -> _Settled:
    row = meant_by(stated) if stated else frozenset()
    of_cells = {name: frozenset.intersection(*map(meant_by, said)) for name, said in words.items()}
    faults = {name: f"two currencies: {' and '.join(words[name])}" for name, codes in of_cells.items() if not codes}
    named: dict[str, str] = {}
    for name, codes in of_cells.items():
        meant = _narrowed(_narrowed(codes, [row]), of_cells.values())
        if chosen := _chosen(meant, settings):
            named[name] = chosen
        elif codes:
            contradicted = "" if not stated or codes & row else f"the row's currency is {stated}, and "
            several = f"the sign may mean {', '.join(sorted(meant)[:6])}: map a column to currency"
            faults[name] = contradicted + several
    distinct = [*dict.fromkeys(named.values())]
    if one_amount and named:
        currency = distinct[0]
    elif stated:
        currency = _chosen(_narrowed(row, of_cells.values()), settings) or stated
    else:
        currency = distinct[0] if len(distinct) == 1 else ""
    if not stated and len(distinct) > 1:  # an amount beside them might be in either
        silent = f"the row's other amounts are in {' and '.join(distinct)}, and this one names no currency"
        faults |= {name: silent for name in columns if name not in words}
    return _Settled(
        currency,
        {name: code for name, code in named.items() if code != currency},
        faults,
        {
            name: f"the row's currency is {stated}, and this amount's is {code}"
            for name, code in named.items()
            if stated and code not in row
        },
    )


def _narrowed(codes: frozenset[str], hints: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the currencies that fit all hints that fit at all; where such hints contradict each other, all of them."""
    return frozenset.intersection(codes, *(hint for hint in hints if codes & hint)) or codes


def _chosen(codes: frozenset[str], settings: Settings) -> str:
    """Return the currency that a sign means here, empty where it may be several."""
    home, rates = settings.workspace.organisation.currency, {rate.currency for rate in settings.workspace.rate}
    for meant in (codes, codes & {home}, codes & rates, codes & {_POUND}):
        if len(meant) == 1:
            return next(iter(meant))
    return ""


def _spread(settled: Sequence[_Settled], settled_of: npt.NDArray[np.intp], money: Mapping[str, Money]) -> RowCurrencies:
    """Return for each row what is settled for its words."""
    with_own = [name for name in money if any(name in one.own for one in settled)]
    faults: dict[str, dict[int, str]] = {}
    contradictions: dict[str, dict[int, str]] = {}
    for code, one in enumerate(settled):
        for reasons, found in ((one.faults, faults), (one.contradictions, contradictions)):
            for name, reason in reasons.items():
                positions = np.flatnonzero((settled_of == code) & ~np.isnan(money[name].amounts)).tolist()
                found.setdefault(name, {}).update(dict.fromkeys(positions, reason))
    return RowCurrencies(
        _column([one.currency for one in settled], settled_of),
        {name: _column([one.own.get(name, "") for one in settled], settled_of) for name in with_own},
        faults,
        contradictions,
    )


def _column(texts: Sequence[str], settled_of: npt.NDArray[np.intp]) -> pa.DictionaryArray:
    distinct = pa.array(texts, type=TEXT).dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(pa.array(settled_of)), distinct.dictionary)
