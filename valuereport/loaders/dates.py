"""Dates and times: the order is declared, never guessed; a day that does not exist is a problem, not another day.

A moment is as its cell has it, so that its day is the day that people wrote; a UTC offset stands beside it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from valuereport.loaders.cells import Cells, Mask, Problematic
from valuereport.loaders.century import Century
from valuereport.loaders.offsets import offset_of
from valuereport.loaders.typed import Values, parse

Order = Literal["dmy", "mdy", "ymd"]
Moments = npt.NDArray[np.datetime64]
Offsets = npt.NDArray[np.float64]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_FIRSTS = (
    np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-02", dtype="datetime64[M]").astype("datetime64[D]").astype(int)
)
_MONTH_STARTS = _FIRSTS[:-1]  # days from 1970 to the first of each month since FIRST_YEAR
_FIRST_MOMENT, _END = np.datetime64(f"{FIRST_YEAR}-01-01", "s"), np.datetime64(f"{LAST_YEAR + 1}-01-01", "s")
_MONTH_LENGTHS = np.diff(_FIRSTS)
_OUTSIDE: Final = f"a year outside {FIRST_YEAR} to {LAST_YEAR}"
_SHAPES: Final = (10, 16, 19)  # characters of dd/mm/yyyy, and of the same with hh:mm and hh:mm:ss
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_EAST_ASIAN = re.compile(r"([0-9]{4})年\s?([0-9]{1,2})月\s?([0-9]{1,2})日")
_THREE_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4}|[0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?(?:\s+|-)([A-Za-z]{3,9})\.?,?(?:\s+|-)([0-9]{4}|[0-9]{2})")
_PARTS = (
    r"(?s)^(?P<day>.*?)(?:[T,\s\x{a0}\x{202f}]\s*"
    r"(?P<clock>[0-9]{1,2}:[0-9:.,]*(?:[\s\x{a0}\x{202f}]*[AaPp]\.?[Mm]\.?)?)(?P<zone>.*))?$"
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*([AaPp])?(?(4)\.?[Mm]\.?)")
_WRITTEN: Final = np.dtype([("moment", "datetime64[s]"), ("offset", np.float64)])
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def parse_dates(cells: Cells, order: Order, century: Century | None) -> tuple[Moments, dict[int, str]]:
    """Return naive moments to the second (NaT where empty or bad), and why a cell is bad, by position.

    Without a century a year of two digits is bad.
    """
    written, faults = _parse(cells, order, century)
    return np.ascontiguousarray(written["moment"]), faults


def parse_times(cells: Cells, order: Order, century: Century | None) -> tuple[Moments, Offsets, dict[int, str]]:
    """Return what parse_dates does, and how many seconds each moment is ahead of UTC (NaN where not said)."""
    written, faults = _parse(cells, order, century)
    return np.ascontiguousarray(written["moment"]), np.ascontiguousarray(written["offset"]), faults


def _parse(cells: Cells, order: Order, century: Century | None) -> tuple[Values, dict[int, str]]:
    return parse(cells, partial(_parse_texts, order, century), _parse_natives, _parse_one)


def _parse_texts(order: Order, century: Century | None, column: pa.LargeStringArray) -> tuple[Values, dict[int, str]]:
    moments, left = _regular(column, order)
    written = np.empty(len(column), _WRITTEN)
    written["moment"], written["offset"] = moments, np.nan
    if not len(left):
        return written, {}
    written[left], bad = _irregular(column.take(pa.array(left)), order, century)
    return written, {int(left[at]): reason for at, reason in bad.items()}


def _parse_natives(others: Mapping[int, object]) -> tuple[npt.NDArray[np.int64], Values]:
    days = {position: value for position, value in others.items() if isinstance(value, date)}
    offsets = [value.utcoffset() if isinstance(value, datetime) else None for value in days.values()]
    written = np.empty(len(days), _WRITTEN)
    written["moment"] = np.array(
        [value.replace(tzinfo=None) if isinstance(value, datetime) else value for value in days.values()],
        "datetime64[s]",
    )
    written["offset"] = [np.nan if offset is None else offset.total_seconds() for offset in offsets]
    good = (written["moment"] >= _FIRST_MOMENT) & (written["moment"] < _END)
    return np.array([*days], np.int64)[good], written[good]


def _regular(column: pa.LargeStringArray, order: Order) -> tuple[Moments, npt.NDArray[np.int64]]:
    """Parse all padded dates at once; also return the positions of the other cells, without the empty ones."""
    moments = np.full(len(column), np.datetime64("NaT", "s"))
    buffers = column.buffers()
    if not len(column) or buffers[2] is None:
        return moments, np.empty(0, np.int64)
    offsets = np.frombuffer(buffers[1], np.int64, len(column) + 1, column.offset * 8)
    data = np.frombuffer(buffers[2], np.uint8)
    lengths = np.diff(offsets)
    for length in _SHAPES:
        positions = np.flatnonzero(lengths == length)
        if positions.size == len(column):
            found, good = _parse_shape(data[offsets[0] : offsets[-1]].reshape(-1, length), order)
        elif positions.size:
            found, good = _parse_shape(data[offsets[positions][:, None] + np.arange(length)], order)
        else:
            continue
        moments[positions] = found
        moments[positions[~good]] = np.datetime64("NaT")
    return moments, np.flatnonzero((lengths > 0) & np.isnat(moments))


def _parse_shape(matrix: npt.NDArray[np.uint8], order: Order) -> tuple[Moments, Mask]:
    """Parse rows of characters of one length; the mask says which are a well-formed day with a well-formed time."""
    characters = np.ascontiguousarray(matrix.T)
    digits = characters - np.uint8(ord("0"))  # unsigned: any character that is no digit becomes more than 9
    shapes = [((0, 5, 8), (4, 7))]
    if order != "ymd":
        shapes.append(((6, 3, 0) if order == "dmy" else (6, 0, 3), (2, 5)))
    days = np.zeros(len(matrix), np.int64)
    good = np.zeros(len(matrix), np.bool_)
    for starts, (first_mark, second_mark) in shapes:
        mark = characters[first_mark]
        fits = (mark == characters[second_mark]) & ((mark == ord("-")) | (mark == ord("/")) | (mark == ord(".")))
        if fits.any():
            fits &= _all_digits(digits, [at for at in range(10) if at not in (first_mark, second_mark)])
            days += _days(digits, starts, fits)
            good |= fits
    seconds = _seconds(characters, digits, good) if len(digits) > 10 else 0
    return (days * 86_400 + seconds).view("datetime64[s]"), good


def _days(digits: npt.NDArray[np.uint8], starts: tuple[int, int, int], fits: Mask) -> npt.NDArray[np.int64]:
    """Return days since 1970 (0 where there is no such day, which clears `fits`)."""
    year_at, month_at, day_at = starts
    year = _two(digits, year_at) * 100 + _two(digits, year_at + 2)
    month, day = _two(digits, month_at), _two(digits, day_at)
    fits &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    index = np.where(fits, (year - FIRST_YEAR) * 12 + month - 1, 0)
    fits &= day <= _MONTH_LENGTHS[index]
    return np.where(fits, _MONTH_STARTS[index] + day - 1, 0)


def _seconds(characters: npt.NDArray[np.uint8], digits: npt.NDArray[np.uint8], fits: Mask) -> npt.NDArray[np.int32]:
    """Return seconds since midnight; where there is no such time, `fits` is cleared."""
    hour, minute = _two(digits, 11), _two(digits, 14)
    fits &= (characters[10] == ord(" ")) | (characters[10] == ord("T"))
    fits &= (characters[13] == ord(":")) & _all_digits(digits, [11, 12, 14, 15]) & (hour < 24) & (minute < 60)
    seconds = hour * 3600 + minute * 60
    if len(digits) > 16:
        second = _two(digits, 17)
        fits &= (characters[16] == ord(":")) & _all_digits(digits, [17, 18]) & (second < 60)
        seconds += second
    return seconds


def _two(digits: npt.NDArray[np.uint8], at: int) -> npt.NDArray[np.int32]:
    return np.asarray(digits[at].astype(np.int32) * 10 + digits[at + 1])


def _all_digits(digits: npt.NDArray[np.uint8], positions: list[int]) -> Mask:
    return np.asarray(np.maximum.reduce([digits[at] for at in positions]) <= 9)


def _parse_one(value: object) -> Problematic:
    if isinstance(value, date):
        return Problematic(_OUTSIDE)
    if isinstance(value, (int, float)):
        return Problematic("a bare number, not a date")
    return Problematic("not a date")


def _irregular(column: pa.LargeStringArray, order: Order, century: Century | None) -> tuple[Values, dict[int, str]]:
    """Parse days, times of day and offsets separately: among many moments there are few different ones of each."""
    parts = pc.extract_regex(column, _PARTS)
    days, clocks, zones = (parts.field(name).dictionary_encode() for name in ("day", "clock", "zone"))
    found = [_day(text.strip().rstrip(","), order, century) for text in days.dictionary.to_pylist()]
    times = _clocks(clocks.dictionary)
    offsets = [offset_of(text) for text in zones.dictionary.to_pylist()]
    starts = np.array([np.datetime64("NaT") if isinstance(day, Problematic) else day for day in found], "datetime64[s]")
    seconds = np.array([0 if isinstance(time, Problematic) else time for time in times], "timedelta64[s]")
    ahead = np.array([np.nan if isinstance(offset, Problematic) else offset for offset in offsets], np.float64)
    written = np.empty(len(column), _WRITTEN)
    written["moment"] = starts[days.indices.to_numpy()] + seconds[clocks.indices.to_numpy()]
    written["offset"] = ahead[zones.indices.to_numpy()]
    faults: dict[int, str] = {}
    for part, parsed in ((zones, offsets), (clocks, times), (days, found)):
        reasons = {code: each.reason for code, each in enumerate(parsed) if isinstance(each, Problematic)}
        codes = part.indices.to_numpy()
        bad = np.flatnonzero(np.isin(codes, list(reasons))).tolist() if reasons else []
        written[bad] = (np.datetime64("NaT"), np.nan)
        faults |= {at: reasons[codes[at]] for at in bad}
    return written, faults


def _day(text: str, order: Order, century: Century | None) -> datetime | Problematic:
    if found := _EAST_ASIAN.fullmatch(text):
        return _make(found[1], int(found[2]), int(found[3]), century)
    if found := _YEAR_FIRST.fullmatch(text):
        return _make(found[1], int(found[3]), int(found[4]), century)
    if found := _THREE_NUMBERS.fullmatch(text):
        first, second, last = found[1], found[3], found[4]
        if order == "ymd" and len(last) == 2 and len(first) == 2:
            return _make(first, int(second), int(last), century)
        if order == "ymd":
            return Problematic("not in the order year, month, day that date_order declares")
        day, month = (first, second) if order == "dmy" else (second, first)
        return _make(last, int(month), int(day), century)
    if found := _MONTH_FIRST.fullmatch(text):
        return _named(found[3], found[1], found[2], century)
    if found := _DAY_FIRST.fullmatch(text):
        return _named(found[3], found[2], found[1], century)
    return Problematic("not a date")


def _named(year: str, month: str, day: str, century: Century | None) -> datetime | Problematic:
    word = "sep" if month.lower() == "sept" else month.lower()
    for number, name in enumerate(_MONTHS, 1):
        if word in (name, name[:3]):
            return _make(year, number, int(day), century)
    return Problematic(f"no such month: {month}")


def _make(year: str, month: int, day: int, century: Century | None) -> datetime | Problematic:
    if len(year) == 2 and century is None:
        return Problematic("a year of two digits")
    number = century.year(int(year), month, day) if len(year) == 2 and century else int(year)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return Problematic(_OUTSIDE)
    if not 1 <= month <= 12:
        return Problematic(f"no such month: {month}")
    if not 1 <= day <= monthrange(number, month)[1]:
        return Problematic("no such day")
    if len(year) == 2 and century and century.is_doubtful(date(number, month, day)):
        return Problematic(f"a year of two digits that may be {number - 100}, or {number}, which is after the period")
    return datetime(number, month, day)  # noqa: DTZ001 - local wall time throughout


def _clocks(column: pa.LargeStringArray) -> list[int | Problematic]:
    """Return seconds since midnight; regular ones all at once, because most moments have different times."""
    day = pa.scalar("2000-01-01", column.type)
    moments, left = _regular(pc.binary_join_element_wise(day, column, pa.scalar(" ", column.type)), "ymd")
    seconds: list[int | Problematic] = (moments - np.datetime64("2000-01-01", "s")).astype(np.int64).tolist()
    for at in left.tolist():
        seconds[at] = _clock(column[at].as_py())
    return seconds


def _clock(text: str) -> int | Problematic:
    """Return seconds since midnight."""
    if not text:
        return 0
    found = _CLOCK.fullmatch(text)
    if found is None:
        return Problematic("not a time of day")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return Problematic("no such time")
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return Problematic("no such time")
    return hour * 3600 + minute * 60 + second
