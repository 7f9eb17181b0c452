"""Words of a source: several headings in one column, keys, words replaced by ours, rows chosen by a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from valuereport.loaders.cells import TEXT, Cells, Mask, texts
from valuereport.model.tables import KEY_SEPARATOR


def joined(parts: Sequence[pa.LargeStringArray], separator: str) -> pa.LargeStringArray:
    """Return the non-empty parts of each row, joined."""
    if len(parts) == 1:
        return parts[0]
    every = _side_by_side(parts)
    if not any(pc.any(pc.equal(part, "")).as_py() for part in parts):
        return pc.replace_substring(every, KEY_SEPARATOR, separator)
    inner = pc.replace_substring_regex(every, "^\x1f+|\x1f+$", "")
    return pc.replace_substring_regex(inner, "\x1f+", separator)


def _side_by_side(parts: Sequence[pa.LargeStringArray]) -> pa.LargeStringArray:
    """Return the parts of each row, empty ones too, with KEY_SEPARATOR between them."""
    return pc.binary_join_element_wise(*parts, pa.scalar(KEY_SEPARATOR, TEXT)) if len(parts) > 1 else parts[0]


def keys(parts: Sequence[pa.LargeStringArray], separator: str | None) -> pa.LargeStringArray:
    """Return the keys of each row, joined, each once; `separator` splits a cell that holds several."""
    if separator is None:
        return _distinct_keys(parts)
    encoded = _side_by_side(parts).dictionary_encode()

    def clean(cell: str) -> str:
        split = cell.replace(separator, KEY_SEPARATOR).split(KEY_SEPARATOR)
        return KEY_SEPARATOR.join(dict.fromkeys(key for part in split if (key := part.strip())))

    distinct = pa.array([clean(cell) for cell in encoded.dictionary.to_pylist()], type=TEXT)
    return distinct.take(encoded.indices)


def _distinct_keys(parts: Sequence[pa.LargeStringArray]) -> pa.LargeStringArray:
    """Return the keys of each row, joined, where a cell holds one at most: empty ones and repetitions left out."""
    found = parts[0]
    for number, part in enumerate(parts[1:], 1):
        idle = pc.equal(part, "")
        for before in parts[:number]:
            idle = pc.or_(idle, pc.equal(part, before))
        both = pc.binary_join_element_wise(found, part, pa.scalar(KEY_SEPARATOR, TEXT))
        found = pc.if_else(idle, found, pc.if_else(pc.equal(found, ""), part, both))
    return found


def mapped(column: pa.LargeStringArray, words: Mapping[str, str]) -> tuple[pa.LargeStringArray, dict[int, str]]:
    """Return our words for the source's, whatever their case, and why a cell has none, by position."""
    ours = {word.strip().casefold(): meant for word, meant in words.items()}
    encoded = column.dictionary_encode()
    found = encoded.dictionary.to_pylist()
    distinct = pa.array([ours.get(word.casefold(), "") for word in found], type=TEXT)
    bad = [code for code, word in enumerate(found) if word and word.casefold() not in ours]
    reason = f"a word that the mapping does not name; it names {', '.join(words)}"
    faults = dict.fromkeys(np.flatnonzero(np.isin(encoded.indices.to_numpy(), bad)).tolist(), reason) if bad else {}
    return distinct.take(encoded.indices), faults


def holds(cells: Cells, words: str | Iterable[str]) -> Mask:
    """Tell which cells are one of the words, whatever the case."""
    encoded = texts(cells).dictionary_encode()
    held = [is_one_of(word, words) for word in encoded.dictionary.to_pylist()]
    return np.asarray(np.array(held, np.bool_)[encoded.indices.to_numpy()])


def is_one_of(cell: str, words: str | Iterable[str]) -> bool:
    """Tell whether a cell is one of the words, whatever the case."""
    sought = [words] if isinstance(words, str) else words
    return cell.strip().casefold() in {word.strip().casefold() for word in sought}
