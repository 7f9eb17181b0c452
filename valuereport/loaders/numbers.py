"""Numbers: declared decimal mark, well-formed groups, no guess; a negative number is a problem, but for refunds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from valuereport.loaders.cells import Cells, Problematic
from valuereport.loaders.currencies import CODES, meant_by
from valuereport.loaders.signs import parts_of
from valuereport.loaders.typed import Values, parse

Mark = Literal[".", ","]
Figures = npt.NDArray[np.float64]
Words: TypeAlias = tuple[str, ...]
"""The signs and codes of currencies in a cell: none, one, or one before and one after the number."""

LARGEST: Final = 1e12
_SPACES = " \u00a0\u202f\u2009"
_SIGNS = "$£€¥₣₤₩₪₫₱₹₺₽₦₴"
_AMOUNT: Final = np.dtype([("figure", np.float64), ("words", np.int32)])
_NEGATIVE = "a negative number"
_TOO_LARGE = "an absurdly large number"


@dataclass(frozen=True, slots=True)
class Money:
    """The amounts of a column (NaN where empty or bad), and what their cells say about the currency."""

    amounts: Figures
    words: tuple[Words, ...]  # each that occurs, the first one is empty
    words_of: npt.NDArray[np.int32]  # of each cell, a position in `words`


def parse_numbers(cells: Cells, mark: Mark) -> tuple[Figures, dict[int, str]]:
    """Return figures of zero and more (NaN where empty or bad), and why a cell is bad, by position."""
    amounts, faults = _parse(cells, mark, 0, _is_plain_currency, {(): 0})
    return np.ascontiguousarray(amounts["figure"]), faults


def parse_money(cells: Cells, mark: Mark, *, refunds: bool) -> tuple[Money, dict[int, str]]:
    """Return the amounts of a column of money, and why a cell is bad, by position.

    With `refunds` an amount may be negative; else that is bad.
    """
    words: dict[Words, int] = {(): 0}
    amounts, faults = _parse(cells, mark, -LARGEST if refunds else 0, lambda word: bool(meant_by(word)), words)
    return Money(np.ascontiguousarray(amounts["figure"]), tuple(words), np.ascontiguousarray(amounts["words"])), faults


def _is_plain_currency(word: str) -> bool:
    """Return whether a word is a sign or a code in capital letters: in lower case many codes are words."""
    return word in _SIGNS or word in CODES


def _parse(
    cells: Cells, mark: Mark, least: float, is_currency: Callable[[str], bool], words: dict[Words, int]
) -> tuple[Values, dict[int, str]]:
    """Parse a column; `words` gets each combination of currencies that occurs, and its position."""
    return parse(
        cells,
        partial(_parse_texts, mark, _parser(mark, least, is_currency), words),
        partial(_parse_natives, least),
        partial(_parse_one, least),
    )


def _parse_texts(
    mark: Mark, parse_one: _ParseText, words: dict[Words, int], column: pa.LargeStringArray
) -> tuple[Values, dict[int, str]]:
    figures, left = _digits(column, mark)
    amounts = np.zeros(len(column), _AMOUNT)
    amounts["figure"] = figures
    rest: pa.DictionaryArray = column.take(pa.array(left)).dictionary_encode()
    parsed = [parse_one(text) for text in rest.dictionary.to_pylist()]
    codes = rest.indices.to_numpy()
    found = [(math.nan, ()) if isinstance(each, Problematic) else each for each in parsed]
    words_of = [words.setdefault(said, len(words)) for _, said in found]
    amounts["figure"][left] = np.array([figure for figure, _ in found], np.float64)[codes]
    amounts["words"][left] = np.array(words_of, np.int32)[codes]
    bad = {code: each.reason for code, each in enumerate(parsed) if isinstance(each, Problematic)}
    rows = np.flatnonzero(np.isin(codes, list(bad))) if bad else ()
    return amounts, {int(left[at]): bad[codes[at]] for at in rows}


def _parse_natives(least: float, others: Mapping[int, object]) -> tuple[npt.NDArray[np.int64], Values]:
    plain = {position: value for position, value in others.items() if isinstance(value, (int, float))}
    amounts = np.zeros(len(plain), _AMOUNT)
    amounts["figure"] = [_bounded(value, least) for value in plain.values()]
    good = ~np.isnan(amounts["figure"])
    amounts["figure"] += 0.0  # no negative zero
    return np.array([*plain], np.int64)[good], amounts[good]


def _digits(column: pa.LargeStringArray, mark: Mark) -> tuple[Figures, npt.NDArray[np.int64]]:
    """Parse digits with at most one decimal mark; also return the positions of the other cells without empty ones."""
    empty = pc.equal(column, "")
    plain = pc.invert(empty)
    if not _only(column, b"0123456789" + mark.encode()) or (figures := _cast(column, plain, mark)) is None:
        plain = pc.match_substring_regex(column, rf"^(?:[0-9]+\{mark}?[0-9]*|\{mark}[0-9]+)$")
        figures = _cast(column, plain, mark)
        assert figures is not None  # noqa: S101 - a match is a number
    left = pc.invert(pc.or_(plain, empty)).to_numpy(zero_copy_only=False) | (figures > LARGEST)
    return figures, np.flatnonzero(left)


def _only(column: pa.LargeStringArray, characters: bytes) -> bool:
    """Return whether a column holds only these characters."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return True
    ends = np.frombuffer(offsets, np.int64, len(column) + 1, column.offset * 8)
    return not data[ends[0] : ends[-1]].to_pybytes().translate(None, characters)


def _cast(column: pa.LargeStringArray, where: pa.BooleanArray, mark: Mark) -> Figures | None:
    """Return the numbers in the chosen cells, NaN elsewhere; None where a chosen cell is no number (`1.2.3`)."""
    chosen = pc.if_else(where, column, pa.scalar(None, column.type))
    if mark == ",":
        chosen = pc.replace_substring(chosen, ",", ".")
    try:
        return np.array(pc.cast(chosen, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    except pa.ArrowInvalid:
        return None


def _parse_one(least: float, value: object) -> tuple[float, int] | Problematic:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return Problematic("not a number")
    try:
        number = float(value)
    except OverflowError:
        return Problematic(_TOO_LARGE)
    found = Problematic("not a number") if not math.isfinite(number) else _in_range(number, least)
    return found if isinstance(found, Problematic) else (found, 0)


def _bounded(value: float, least: float) -> float:
    """Return a number within the limits, else NaN."""
    return math.nan if isinstance(value, bool) or not least <= value <= LARGEST else value


def _in_range(number: float, least: float) -> float | Problematic:
    if abs(number) > LARGEST:
        return Problematic(_TOO_LARGE)
    return number + 0.0 if number >= least else Problematic(_NEGATIVE)


_ParseText: TypeAlias = Callable[[str], tuple[float, Words] | Problematic]


def _parser(mark: Mark, least: float, is_currency: Callable[[str], bool]) -> _ParseText:
    other = "," if mark == "." else "."
    group = f"[{_SPACES}'’{other}]"
    whole = rf"[0-9]+|[1-9][0-9]{{0,2}}(?P<group>{group})[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    has_digit = re.compile("[0-9]").search
    pattern = re.compile(rf"(?P<whole>{whole})?(?:\{mark}(?P<part>[0-9]*))?")

    def parse(text: str) -> tuple[float, Words] | Problematic:
        parts = parts_of(text)
        if isinstance(parts, Problematic):
            return parts
        number, affixes = parts or ("", None)
        found = pattern.fullmatch(number)
        if affixes is None or found is None or not all(map(is_currency, affixes.words)):
            return Problematic(f"not a number with the decimal mark {mark}" if has_digit(text) else "not a number")
        whole_part, mark_of_groups = found["whole"] or "0", found["group"]
        digits = whole_part.replace(mark_of_groups, "") if mark_of_groups else whole_part
        amount = _in_range(affixes.sign * float(f"{digits}.{found['part'] or 0}"), least)
        return amount if isinstance(amount, Problematic) else (amount, affixes.words)

    return parse
