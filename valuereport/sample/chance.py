"""Seeded random numbers: one stream for each part, so that a change in one part does not change the others."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

_Item = TypeVar("_Item")


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the random numbers of one part of the sample."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def pick(rng: np.random.Generator, items: Sequence[_Item]) -> _Item:
    """Return one of `items`, each as likely as the others."""
    return items[int(rng.integers(len(items)))]
