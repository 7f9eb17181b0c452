"""The cells of one column, not parsed yet: text from text files, native values from typed sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from valuereport.notation.characters import HIDDEN, without_hidden
from valuereport.workbooks.faulty_cells import SHEET_ERROR, Faulty

Texts: TypeAlias = "pa.LargeStringArray | pa.DictionaryArray"
"""A column of texts, never null. A dictionary array holds each distinct text once, and for every row its index."""

Cells: TypeAlias = "Texts | list[object]"
"""One column: an Arrow array where every cell is text, else a list of whatever the source holds."""

Mask: TypeAlias = npt.NDArray[np.bool_]
Faults: TypeAlias = Mapping[int, str]
"""Position of a cell -> why it cannot be used."""

TEXT = pa.large_string()
FEW_TEXTS = pa.dictionary(pa.int32(), TEXT)
_MIDNIGHT = (0, 0, 0)

_SHEET_ERRORS = frozenset(
    (
        *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"),
        *("#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!"),  # a German Excel
        *("#REF!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡DIV/0!", "#N/D", "#N/B"),
    )
)


@dataclass(frozen=True, slots=True)
class Problematic:
    """Takes the place of a value that cannot be used."""

    reason: str


def without_faulty(cells: Cells) -> tuple[Cells, dict[int, str]]:
    """Return a column with empty cells in place of its faulty ones, and the reason for each, by position.

    The text of a spreadsheet's error is a faulty cell, too: a CSV file that a spreadsheet wrote has such texts.
    """
    if isinstance(cells, list):
        faults = {
            at: cell.reason if isinstance(cell, Faulty) else SHEET_ERROR
            for at, cell in enumerate(cells)
            if isinstance(cell, Faulty) or (isinstance(cell, str) and is_sheet_error(cell))
        }
        return (["" if at in faults else cell for at, cell in enumerate(cells)] if faults else cells), faults
    column = cells.dictionary if isinstance(cells, pa.DictionaryArray) else cells
    candidates = np.flatnonzero(pc.starts_with(column, "#").to_numpy(zero_copy_only=False)).tolist()
    wrong = [at for at in candidates if is_sheet_error(column[at].as_py())]
    if not wrong:
        return cells, {}
    good = np.ones(len(column), np.bool_)
    good[wrong] = False
    clean = pc.if_else(pa.array(good), column, pa.scalar("", TEXT))
    if not isinstance(cells, pa.DictionaryArray):
        return clean, dict.fromkeys(wrong, SHEET_ERROR)
    positions = np.flatnonzero(np.isin(cells.indices.to_numpy(), wrong)).tolist()
    return recoded(cells.indices, clean), dict.fromkeys(positions, SHEET_ERROR)


def is_sheet_error(text: str) -> bool:
    """Return whether a text is an error of a spreadsheet, such as #N/A."""
    return text.strip().upper() in _SHEET_ERRORS


def as_cells(values: Sequence[object]) -> Cells:
    """Return `values` as one column; None is an empty text."""
    try:
        return pa.array(values, type=TEXT).fill_null("")
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return ["" if value is None else value for value in values]
    except UnicodeEncodeError:
        return as_cells([_whole(value) if isinstance(value, str) else value for value in values])


def _whole(text: str) -> str:
    """Return a text without halves of surrogate pairs, which JSON can escape and no file can hold."""
    return text.encode("utf-8", "replace").decode()


def join_cells(parts: Sequence[Cells]) -> Cells:
    """Return the parts of one column as one."""
    if len(parts) == 1:
        return parts[0]
    arrays = [part for part in parts if not isinstance(part, list)]
    if len(arrays) < len(parts):
        return [cell for part in parts for cell in (part if isinstance(part, list) else part.to_pylist())]
    if any(isinstance(part, pa.DictionaryArray) for part in arrays):
        return unified([part.dictionary_encode() for part in arrays])
    return pa.concat_arrays(arrays) if arrays else pa.array([], type=TEXT)


def unified(parts: Sequence[pa.DictionaryArray]) -> pa.DictionaryArray:
    """Return the parts of one column as one, with one dictionary."""
    whole = pa.chunked_array(parts, type=FEW_TEXTS).unify_dictionaries()
    indices = [chunk.indices for chunk in whole.chunks]
    return pa.DictionaryArray.from_arrays(pa.concat_arrays(indices), whole.chunk(0).dictionary)


def constant(text: str, count: int) -> pa.DictionaryArray:
    """Return a column that holds the same text everywhere."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([text], type=TEXT))


def pick(cells: Cells, mask: Mask) -> Cells:
    """Return the cells where `mask` is true."""
    if isinstance(cells, list):
        return [cells[index] for index in np.flatnonzero(mask)]
    return cells.filter(pa.array(mask))


def take(cells: Cells, indices: npt.NDArray[np.int64]) -> Cells:
    """Return the cells at `indices`."""
    if isinstance(cells, list):
        return [cells[index] for index in indices]
    return cells.take(pa.array(indices))


def text_of(value: object) -> str:
    """Return one cell as a person would type it: whole numbers without a point, dates as yyyy-mm-dd."""
    if isinstance(value, str):
        return value if value.isascii() else _whole(value)
    if value is None or value != value:  # some sources write NaN for an empty cell
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return str(int(value)) if value.is_finite() and value == value.to_integral_value() else str(value)
    if isinstance(value, datetime):
        plain = value.replace(microsecond=0)
        short = (plain.hour, plain.minute, plain.second) == _MIDNIGHT and plain.tzinfo is None
        return plain.date().isoformat() if short else plain.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Faulty):
        return value.shown
    if isinstance(value, (list, tuple, set)):
        return ";".join(text_of(item) for item in value)
    return str(value)


def texts(cells: Cells) -> pa.LargeStringArray:
    """Return a column as clean text: trimmed, composed (NFC), without hidden characters, empty where nothing was."""
    if isinstance(cells, pa.DictionaryArray):
        return texts(cells.dictionary).take(cells.indices)
    column = pa.array([text_of(cell) for cell in cells], type=TEXT) if isinstance(cells, list) else cells
    if pc.all(pc.string_is_ascii(column)).as_py() is False:
        if pc.any(pc.match_substring_regex(column, HIDDEN)).as_py():
            column = pc.replace_substring_regex(column, HIDDEN, "")
        return pc.utf8_normalize(pc.utf8_trim_whitespace(column), form="NFC")
    return pc.utf8_trim_whitespace(column)


def with_hidden(cells: Cells) -> dict[int, str]:
    """Return the cells that hold hidden characters, by position."""
    if isinstance(cells, pa.DictionaryArray):
        found = with_hidden(cells.dictionary)
        codes = cells.indices.to_numpy()
        return {int(at): found[int(codes[at])] for at in np.flatnonzero(np.isin(codes, list(found)))} if found else {}
    if isinstance(cells, list):
        found_texts = ((at, text_of(cell)) for at, cell in enumerate(cells) if isinstance(cell, (str, list, tuple)))
        return {at: text for at, text in found_texts if text != without_hidden(text)}
    if pc.all(pc.string_is_ascii(cells)).as_py() is not False:
        return {}
    positions = np.flatnonzero(pc.match_substring_regex(cells, HIDDEN).to_numpy(zero_copy_only=False))
    return {int(at): cells[int(at)].as_py() for at in positions}


def encoded(cells: Cells) -> pa.DictionaryArray:
    """Return a column as clean text, with each distinct text once."""
    if not isinstance(cells, pa.DictionaryArray):
        return texts(cells).dictionary_encode()
    clean = texts(cells.dictionary)
    return cells if clean.equals(cells.dictionary) else recoded(cells.indices, clean)


def empty(cells: Texts) -> Mask:
    """Return which cells hold nothing but spaces."""
    if isinstance(cells, pa.DictionaryArray):
        return np.asarray(empty(cells.dictionary)[cells.indices.to_numpy()])
    return np.asarray(pc.equal(pc.utf8_trim_whitespace(cells), "").to_numpy(zero_copy_only=False))


def recoded(indices: pa.Int32Array, found: pa.LargeStringArray) -> pa.DictionaryArray:
    """Return a column whose rows hold `found` at `indices`, with each distinct text once."""
    distinct = found.dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(indices), distinct.dictionary)


def natives(cells: list[object]) -> tuple[pa.LargeStringArray, dict[int, object]]:
    """Split a mixed column: its texts (empty elsewhere), and the other values by position."""
    others = {index: cell for index, cell in enumerate(cells) if not isinstance(cell, str) and cell == cell}  # no NaN
    return texts([cell if isinstance(cell, str) else "" for cell in cells]), others


def cell_text(cells: Cells, index: int) -> str:
    """Return one cell as text for a problem: as in the source, without hidden characters."""
    cell = cells[index]
    return without_hidden(text_of(cell.as_py() if isinstance(cell, pa.Scalar) else cell))[:200]
