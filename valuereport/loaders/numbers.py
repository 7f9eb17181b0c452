"""Numbers: declared decimal mark, well-formed groups, no guess; a negative number is a problem, not a value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from babel.numbers import list_currencies

from valuereport.loaders.cells import Cells, Problematic
from valuereport.loaders.typed import parse

Mark = Literal[".", ","]
Figures = npt.NDArray[np.float64]

LARGEST: Final = 1e12
_SPACES = " \u00a0\u202f\u2009"
_CODES: Final = frozenset(list_currencies())
_SIGNS = "$£€¥₣₤₩₪₫₱₹₺₽₦₴"
_NEGATIVE = "a negative number"
_TOO_LARGE = "an absurdly large number"


def parse_numbers(cells: Cells, mark: Mark) -> tuple[Figures, dict[int, str]]:
    """Return figures of zero and more (NaN where empty or bad), and why a cell is bad, by position."""
    return parse(cells, partial(_parse_texts, mark), _parse_natives, _parse_one)


def _parse_texts(mark: Mark, column: pa.LargeStringArray) -> tuple[Figures, dict[int, str]]:
    figures, left = _digits(column, mark)
    rest: pa.DictionaryArray = column.take(pa.array(left)).dictionary_encode()
    parse_one = _parser(mark)
    parsed = [parse_one(text) for text in rest.dictionary.to_pylist()]
    codes = rest.indices.to_numpy()
    found = [math.nan if isinstance(each, Problematic) else each for each in parsed]
    figures[left] = np.array(found, np.float64)[codes]
    bad = {code: each.reason for code, each in enumerate(parsed) if isinstance(each, Problematic)}
    rows = np.flatnonzero(np.isin(codes, list(bad))) if bad else ()
    return figures, {int(left[at]): bad[codes[at]] for at in rows}


def _parse_natives(others: Mapping[int, object]) -> tuple[npt.NDArray[np.int64], Figures]:
    plain = {position: value for position, value in others.items() if isinstance(value, (int, float))}
    known = np.array([_bounded(value) for value in plain.values()], np.float64)
    good = known >= 0
    return np.array([*plain], np.int64)[good], known[good] + 0.0


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


def _parse_one(value: object) -> float | Problematic:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return Problematic("not a number")
    try:
        number = float(value)
    except OverflowError:
        return Problematic(_TOO_LARGE)
    return Problematic("not a number") if not math.isfinite(number) else _in_range(number)


def _bounded(value: float) -> float:
    """Return a number within the limits, else NaN."""
    return math.nan if isinstance(value, bool) or not 0 <= value <= LARGEST else value


def _in_range(number: float) -> float | Problematic:
    if number < 0:
        return Problematic(_NEGATIVE)
    return number + 0.0 if number <= LARGEST else Problematic(_TOO_LARGE)


def _parser(mark: Mark) -> Callable[[str], float | Problematic]:
    other = "," if mark == "." else "."
    group = f"[{_SPACES}'’{other}]"
    whole = rf"[0-9]+|[1-9][0-9]{{0,2}}(?P<group>{group})[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    has_digit = re.compile("[0-9]").search
    pattern = re.compile(rf"(?P<whole>{whole})?(?:\{mark}(?P<part>[0-9]*))?")

    def parse(text: str) -> float | Problematic:
        bare = _without_currency(text)
        negative = bare.startswith(("-", "\u2212"))
        if bare[:1] in ("-", "+", "\u2212"):
            bare = _without_currency(bare[1:].lstrip())
        found = pattern.fullmatch(bare)
        if found is None or not (found["whole"] or found["part"]):
            return Problematic(f"not a number with the decimal mark {mark}" if has_digit(text) else "not a number")
        digits = re.sub("[^0-9]", "", found["whole"] or "0")
        number = float(f"{digits}.{found['part'] or 0}")
        return _in_range(-number if negative else number)

    return parse


def _without_currency(text: str) -> str:
    """Return the text without one currency sign or code before or after it."""
    bare = text.strip()
    if bare[:1] and bare[0] in _SIGNS:
        return bare[1:].lstrip()
    if bare[-1:] and bare[-1] in _SIGNS:
        return bare[:-1].rstrip()
    if bare[:3] in _CODES:
        return bare[3:].lstrip()
    if bare[-3:] in _CODES:
        return bare[:-3].rstrip()
    return bare
