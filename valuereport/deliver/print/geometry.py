"""Boxes and matrices as PDF has them: (left, low, right, high), and [a b c d e f] for rows of vectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def then(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that does `first` and then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def bounds(points: Iterable[tuple[float, float]], matrix: Matrix) -> Box | None:
    """Return the box of the points after `matrix`; None where there are no points."""
    a, b, c, d, e, f = matrix
    moved = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
    if not moved:
        return None
    across, up = zip(*moved, strict=True)
    return (min(across), min(up), max(across), max(up))


def spread(box: Box, by: float) -> Box:
    """Return a box larger by so much on each side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def union(one: Box | None, other: Box) -> Box:
    """Return the box around two boxes."""
    if one is None:
        return other
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def overlap(one: Box, other: Box) -> Box | None:
    """Return what two boxes share; None where that is nothing."""
    left, low = max(one[0], other[0]), max(one[1], other[1])
    right, high = min(one[2], other[2]), min(one[3], other[3])
    return (left, low, right, high) if left <= right and low <= high else None


def contains(outer: Box, inner: Box) -> bool:
    """Say whether `inner` is wholly inside `outer`."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
