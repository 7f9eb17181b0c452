"""Flags: yes or no, in the words that exports use."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from valuereport.loaders.cells import Cells, Mask, encoded

YES: Final = frozenset(("yes", "true", "1", "x", "ja", "oui", "y", "t"))
NO: Final = frozenset(("no", "false", "0", "nein", "non", "n", "f", ""))
_LIST = re.compile("[,;]")


def parse_flags(cells: Cells, contains: str | None) -> tuple[Mask, dict[int, str]]:
    """Return the flags (False where bad), and why a cell is bad, by position.

    With `contains` a flag is true where the cell's list, split at commas and semicolons, holds that word.
    """
    column = encoded(cells)
    codes = column.indices.to_numpy()
    words = [word.casefold() for word in column.dictionary.to_pylist()]
    if contains is not None:
        sought = contains.strip().casefold()
        held = [sought in {item.strip() for item in _LIST.split(word)} for word in words]
        return np.array(held, np.bool_)[codes], {}
    flags = np.array([word in YES for word in words], np.bool_)[codes]
    bad = [code for code, word in enumerate(words) if word not in YES and word not in NO]
    reason = "neither yes nor no"
    return flags, dict.fromkeys(np.flatnonzero(np.isin(codes, bad)).tolist(), reason)
