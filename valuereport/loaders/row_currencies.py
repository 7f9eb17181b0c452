"""The currency of each row: what its money cells say, held against its currency column. Never one for another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
}
"""The columns of money of each table; a row's `currency` is that of all of them."""

_IN_HEADING: Final = re.compile(r"[(\[]\s*([^()\[\]]{1,5}?)\s*[)\]]\s*$")
_WORDS: Final = frozenset({"ALL", "TOP"})
"""Words of headings that are codes of currencies, too."""
_POUND: Final = "GBP"  # the sign alone, where nothing says that it is another pound


@dataclass(frozen=True, slots=True)
class RowCurrencies:
    """The currency of each row, and why an amount is not in it, by column and position."""

    currency: pa.DictionaryArray
    faults: Mapping[str, Mapping[int, str]]


def row_currencies(
    stated: pa.DictionaryArray | None, money: Mapping[str, Money], settings: Settings
) -> RowCurrencies | None:
    """Return the currency of each row, None where no cell says more than the currency column does.

    `stated`: the currency column. A sign of several currencies is the one that the row states, else the organisation's,
    else the only one that has a rate.
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
            settings,
        )
        for row in rows.tolist()
    ]
    return _spread(combinations, combination_of)


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
    """The currency of rows with the same words, and the columns whose amounts are not in it."""

    currency: str
    faults: Mapping[str, str]


def _settled(stated: str, words: Mapping[str, Words], settings: Settings) -> _Settled:
    if not stated and not words:
        return _Settled("", {})
    row = meant_by(stated) if stated else frozenset()
    if stated and not row:  # a word that is no currency: combine says so
        return _Settled(stated, dict.fromkeys(words, f"{stated} is no currency that is known, and the cell names one"))
    of_cells = {name: frozenset.intersection(*map(meant_by, said)) for name, said in words.items()}
    torn = {name: f"two currencies: {' and '.join(words[name])}" for name, codes in of_cells.items() if not codes}
    if torn:
        return _Settled(stated, torn)
    together = frozenset.intersection(*of_cells.values(), *([row] if row else []))
    if not together:
        shown = f"the row's currency is {stated}" if stated else "the row's amounts are in several currencies"
        return _Settled(stated, {name: shown for name, codes in of_cells.items() if not row or not codes & row})
    chosen = _chosen(together, settings)
    if chosen:
        return _Settled(chosen, {})
    several = f"the sign may mean {', '.join(sorted(together)[:6])}: map a column to currency"
    return _Settled(stated, dict.fromkeys(words, several))


def _chosen(codes: frozenset[str], settings: Settings) -> str:
    """Return the currency that a sign means here, empty where it may be several."""
    home, rates = settings.workspace.organisation.currency, {rate.currency for rate in settings.workspace.rate}
    for meant in (codes, codes & {home}, codes & rates, codes & {_POUND}):
        if len(meant) == 1:
            return next(iter(meant))
    return ""


def _spread(settled: Sequence[_Settled], settled_of: npt.NDArray[np.intp]) -> RowCurrencies:
    """Return for each row what is settled for its words."""
    texts = pa.array([one.currency for one in settled], type=TEXT).dictionary_encode()
    currency = pa.DictionaryArray.from_arrays(texts.indices.take(pa.array(settled_of)), texts.dictionary)
    faults: dict[str, dict[int, str]] = {}
    for code, one in enumerate(settled):
        if one.faults:
            positions = np.flatnonzero(settled_of == code).tolist()
            for name, reason in one.faults.items():
                faults.setdefault(name, {}).update(dict.fromkeys(positions, reason))
    return RowCurrencies(currency, faults)
