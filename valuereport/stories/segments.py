"""Which members belong together: everybody, each segment of one dimension, and the cross table of several."""

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
    """One table's segments, and in which of them each member is."""

    segments: tuple[Segment, ...]
    segment_of: NDArray[np.intp]  # of each member: its number in `segments`


def groupings(members: pd.DataFrame, by: Sequence[Dimension]) -> Iterator[Grouping]:
    """Yield everybody, a table for each dimension, and the cross table of all where there are several.

    A cross table is whole: combinations that no member has are in it, for an absence tells as much as a figure. A
    member in no segment is in the segment of the empty word.
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
        found, distinct = pd.factorize(members[dimension].fillna(""), sort=True)
        words.append([str(word) for word in distinct])
        number = number * len(distinct) + found
    segments = tuple(tuple(zip(by, combination, strict=True)) for combination in product(*words))
    return Grouping(segments, number)
