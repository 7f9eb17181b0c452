"""By which columns of the members the figures of stories may be split."""

from __future__ import annotations

from typing import Final, Literal

Dimension = Literal["sector", "region", "grade", "kind"]

DIMENSIONS: Final[tuple[Dimension, ...]] = ("sector", "region", "grade", "kind")
