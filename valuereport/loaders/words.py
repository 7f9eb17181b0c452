"""Texts of a source: several headings joined in one column, keys, words replaced by ours, rows chosen by a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from valuereport.loaders.cells import TEXT, Cells, Mask, as_cells, encoded, recoded, texts
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.names import FAMILY_FIRST, GIVEN_SECOND


def joined(cells: Sequence[Cells], separator: str) -> pa.DictionaryArray:
    """Return the non-empty parts of each row, joined."""
    indices, parts = _combinations(cells)
    return recoded(indices, _joined(parts, separator) if len(parts) > 1 else parts[0])


def names(cells: Sequence[Cells], family: int | None) -> pa.DictionaryArray:
    """Return the names of people in parts, joined as the source has them.

    In Chinese, Japanese and Korean letters the family name, the part at `family`, stands first: 山田 太郎.
    """
    if not family:
        return joined(cells, " ")
    indices, parts = _combinations(cells)
    others = [*parts[:family], *parts[family + 1 :]]
    east_asian = pc.match_substring_regex(parts[family], FAMILY_FIRST)
    if not pc.any(east_asian).as_py():
        return recoded(indices, _joined(parts, " "))
    moved = pc.and_(east_asian, pc.match_substring_regex(_side_by_side(others), GIVEN_SECOND))
    return recoded(indices, pc.if_else(moved, _joined([parts[family], *others], " "), _joined(parts, " ")))


def keys(cells: Sequence[Cells], separator: str | None) -> pa.DictionaryArray:
    """Return the keys of each row, joined, each once; `separator` splits a cell that holds several."""
    indices, parts = _combinations(cells)
    return recoded(indices, _distinct_keys(parts) if separator is None else _split_keys(parts, separator))


def _combinations(cells: Sequence[Cells]) -> tuple[pa.Int32Array, list[pa.LargeStringArray]]:
    """Return the distinct rows of several columns, side by side, and which of them each row is."""
    first, *others = [encoded(column) for column in cells]
    codes, distinct = first.indices.to_numpy(), [first.dictionary]
    for column in others:
        width = max(1, len(column.dictionary))
        codes, pairs = pd.factorize(codes.astype(np.int64) * width + column.indices.to_numpy())
        before, here = pa.array(pairs // width), pa.array(pairs % width)
        distinct = [*(part.take(before) for part in distinct), column.dictionary.take(here)]
    return pa.array(codes.astype(np.int32, copy=False)), distinct


def _joined(parts: Sequence[pa.LargeStringArray], separator: str) -> pa.LargeStringArray:
    every = _side_by_side(parts)
    if not any(pc.any(pc.equal(part, "")).as_py() for part in parts):
        return pc.replace_substring(every, KEY_SEPARATOR, separator)
    inner = pc.replace_substring_regex(every, "^\x1f+|\x1f+$", "")
    return pc.replace_substring_regex(inner, "\x1f+", separator)


def _side_by_side(parts: Sequence[pa.LargeStringArray]) -> pa.LargeStringArray:
    """Return the parts of each row, empty ones too, with KEY_SEPARATOR between them."""
    return pc.binary_join_element_wise(*parts, pa.scalar(KEY_SEPARATOR, TEXT)) if len(parts) > 1 else parts[0]


def _split_keys(parts: Sequence[pa.LargeStringArray], separator: str) -> pa.LargeStringArray:
    """Return the keys of each row, joined, each once, where a cell may hold several."""

    def clean(cell: str) -> str:
        split = cell.replace(separator, KEY_SEPARATOR).split(KEY_SEPARATOR)
        return KEY_SEPARATOR.join(dict.fromkeys(key for part in split if (key := part.strip())))

    return pa.array([clean(cell) for cell in _side_by_side(parts).to_pylist()], type=TEXT)


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


def without(cells: Cells, words: Iterable[str]) -> Cells:
    """Return a column with empty cells in place of those that are one of the words, in any case."""
    if isinstance(cells, pa.DictionaryArray):
        clean = without(cells.dictionary, words)
        return cells if clean is cells.dictionary else recoded(cells.indices, clean)
    column = as_cells([cell if isinstance(cell, str) else "" for cell in cells]) if isinstance(cells, list) else cells
    sought = pc.utf8_lower(texts(pa.array([*words], TEXT)))
    found = pc.is_in(pc.utf8_lower(texts(column)), value_set=sought)
    if not pc.any(found).as_py():
        return cells
    if isinstance(cells, list):
        none = np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)
        return ["" if empty and isinstance(cell, str) else cell for cell, empty in zip(cells, none, strict=True)]
    return pc.if_else(found, pa.scalar("", TEXT), cells)


def mapped(cells: Cells, words: Mapping[str, str]) -> tuple[pa.DictionaryArray, dict[int, str]]:
    """Return our words in place of the source's, in any case, and why a cell has none, by position."""
    ours = {word.strip().casefold(): meant for word, meant in words.items()}
    column = encoded(cells)
    found = column.dictionary.to_pylist()
    distinct = pa.array([ours.get(word.casefold(), "") for word in found], type=TEXT)
    bad = [code for code, word in enumerate(found) if word and word.casefold() not in ours]
    reason = f"a word that the mapping does not name; it names {', '.join(words)}"
    faults = dict.fromkeys(np.flatnonzero(np.isin(column.indices.to_numpy(), bad)).tolist(), reason) if bad else {}
    return recoded(column.indices, distinct), faults


def holds(cells: Cells, words: str | Iterable[str]) -> Mask:
    """Return which cells are one of the words, in any case."""
    column = encoded(cells)
    held = [is_one_of(word, words) for word in column.dictionary.to_pylist()]
    return np.asarray(np.array(held, np.bool_)[column.indices.to_numpy()])


def firsts(cells: Cells, chosen: Mask) -> Mask:
    """Return which rows are the first of the chosen ones with their text, in any case; without a text each is one."""
    column = encoded(cells)
    keys = pd.Series([" ".join(text.split()).casefold() for text in column.dictionary.to_pylist()], dtype="str")
    texts_of = keys.take(column.indices.to_numpy()).reset_index(drop=True)
    repeated = texts_of[chosen].duplicated() & (texts_of[chosen] != "")
    first = chosen.copy()
    first[repeated.index[repeated]] = False
    return first


def without_affixes(cells: Cells, prefix: str, suffix: str, *, zeros: bool) -> Cells:
    """Return keys without what stands before and behind them; one that has neither stays as it is, as addresses do."""
    if not prefix and not suffix and not zeros:
        return cells
    column = encoded(cells)

    def bare_of(key: str) -> str:
        inner = key.removeprefix(prefix).removesuffix(suffix).strip()
        return inner.lstrip("0") or inner if zeros and "@" not in inner else inner

    bare = [bare_of(one) for one in column.dictionary.to_pylist()]
    return recoded(column.indices, pa.array(bare, type=TEXT))


def is_one_of(cell: str, words: str | Iterable[str]) -> bool:
    """Return whether a cell is one of the words, in any case."""
    sought = [words] if isinstance(words, str) else words
    return cell.strip().casefold() in {word.strip().casefold() for word in sought}
