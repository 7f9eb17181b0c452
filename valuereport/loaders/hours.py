"""Quantities that a source gives in minutes, in seconds or as h:mm -> hours."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.loaders.cells import Cells, Problematic
from valuereport.loaders.numbers import Figures, Mark, parse_numbers
from valuereport.loaders.typed import parse

Unit = Literal["hours", "minutes", "seconds", "h:mm"]

_IN_AN_HOUR: Final[Mapping[Unit, int]] = {"hours": 1, "minutes": 60, "seconds": 3600}
_CLOCK = re.compile(r"([0-9]{1,5}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?")
_LENGTH = r"([0-9]{1,8})(?![0-9])\s*([a-z]*)\.?[\s,]*"
_SECONDS: Final = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std"), 3600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sek"), 1),
}
_NOT: Final = "not a duration such as 1:30"


def parse_hours(cells: Cells, mark: Mark, unit: Unit) -> tuple[Figures, dict[int, str]]:
    """Return hours of zero and more (NaN where empty or bad), and why a cell is bad, by position."""
    if unit == "h:mm":
        return parse(cells, _parse_texts, _parse_natives, _parse_one)
    figures, faults = parse_numbers(cells, mark)
    return figures / _IN_AN_HOUR[unit], faults


def _parse_texts(column: pa.LargeStringArray) -> tuple[Figures, dict[int, str]]:
    distinct: pa.DictionaryArray = column.dictionary_encode()
    parsed = [_duration(text) for text in distinct.dictionary.to_pylist()]
    codes = distinct.indices.to_numpy()
    found = [math.nan if isinstance(each, Problematic) else each for each in parsed]
    bad = {code: each.reason for code, each in enumerate(parsed) if isinstance(each, Problematic)}
    positions = np.flatnonzero(np.isin(codes, list(bad))).tolist() if bad else []
    return np.array(found, np.float64)[codes], {at: bad[codes[at]] for at in positions}


def _duration(text: str) -> float | Problematic:
    """Return hours. `1:30` is an hour and a half; seconds come third, as in `1:30:00`."""
    if not text:
        return math.nan
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
        return Problematic(_NOT) if minutes > 59 or seconds > 59 else hours + (minutes * 60 + seconds) / 3600
    return _in_words(text.casefold())


def _in_words(text: str) -> float | Problematic:
    """Return hours of a text such as 1 h 30 min; what comes without a word after hours is minutes."""
    if not re.fullmatch(f"(?:{_LENGTH})+", text):
        return Problematic(_NOT)
    total, last = 0, 86_400
    for number, word in re.findall(_LENGTH, text):
        seconds = _SECONDS.get(word, 0) if word else (60 if last == 3600 else 0)
        if not 0 < seconds < last:
            return Problematic(_NOT)
        total, last = total + int(number) * seconds, seconds
    return total / 3600


def _parse_natives(others: Mapping[int, object]) -> tuple[npt.NDArray[np.int64], Figures]:
    hours = {at: _hours(value) for at, value in others.items() if isinstance(value, (time, timedelta))}
    figures = np.array([*hours.values()], np.float64)
    good = figures >= 0
    return np.array([*hours], np.int64)[good], figures[good]


def _hours(value: time | timedelta) -> float:
    """Return the hours of what a workbook shows as 1:30: a time of day, or a duration."""
    if isinstance(value, timedelta):
        return value.total_seconds() / 3600
    return value.hour + (value.minute * 60 + value.second) / 3600


def _parse_one(value: object) -> Problematic:
    return Problematic("a negative duration" if isinstance(value, timedelta) else _NOT)
