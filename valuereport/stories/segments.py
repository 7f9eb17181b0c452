"""The segments: everybody, the segments of each dimension, and the cross table of several dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.dimensions import Dimension
from valuereport.model.story import Segment


@dataclass(frozen=True, slots=True)
class Grouping:
    """The segments of one table, and the segment of each member."""

    segments: tuple[Segment, ...]
    segment_of: NDArray[np.intp]  # members: the index in `segments`


def groupings(members: pd.DataFrame, by: Sequence[Dimension]) -> Iterator[Grouping]:
    """Yield everybody, a table for each dimension, and the cross table of all if there are several.

    A cross table contains the combinations that no member has, too: a missing one would disclose as much as a figure. A
    member without a word is in the segment of the empty word.
    """
    by = tuple(dict.fromkeys(by))
    yield Grouping(((),), np.zeros(len(members), dtype=np.intp))
    for dimension in by:
        yield _grouping(members, (dimension,))
    if len(by) > 1:
        yield _grouping(members, by)


def _grouping(members: pd.DataFrame, by: tuple[Dimension, ...]) -> Grouping:
    words: list[list[str]] = []
    number = np.zeros(len(members), dtype=np.intp)
    for dimension in by:
        codes, distinct = pd.factorize(members[dimension].fillna(""), sort=True)
        words.append([str(word) for word in distinct])
        number = number * len(distinct) + codes
    segments = tuple(tuple(zip(by, combination, strict=True)) for combination in product(*words))
    return Grouping(segments, number)
