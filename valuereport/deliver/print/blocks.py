"""Which drawings recur on many pages, and what is painted once for all of them.

Drawings that stand on exactly the same pages make one block: what all members of a language read alike is one, the
lines under a table's third row another. A block is painted by one operation instead of all its own.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.deliver.print.drawings import Drawing, Page, Place
from valuereport.deliver.print.writer import written

_OBJECT: Final = 160  # bytes that a block costs by being an object of the file
_USE: Final = 4  # bytes that painting it costs, compressed
_COMPRESSED: Final = 0.15  # of a drawing's operations, within a page with others like them
_NEAR: Final = 0.6  # points: what is nearer than this may share a pixel
_SIGNATURE_BITS: Final = 64


class Recurrence:
    """Counts on how many pages each drawing stands, and signs which pages these are."""

    def __init__(self) -> None:
        self._found: dict[int, int] = {}
        self._pages = 0

    def add(self, page: Page) -> None:
        """Count one more page."""
        self._pages += 1
        mark = hashlib.blake2b(self._pages.to_bytes(8), digest_size=_SIGNATURE_BITS // 8).digest()
        once = (1 << _SIGNATURE_BITS) + (int.from_bytes(mark) >> 24)  # sums of 40 bits never reach the count
        found = self._found
        for key in keys(page):
            found[key] = found.get(key, 0) + once

    def of(self, key: int) -> tuple[int, int]:
        """Return on how many pages a drawing stands, and the signature of these pages."""
        return divmod(self._found[key], 1 << _SIGNATURE_BITS)


def keys(page: Page) -> list[int]:
    """Return what tells a page's drawings from all others; one that a page paints twice counts as two."""
    nth: Counter[Drawing] = Counter()
    found = []
    for drawing in page.drawings:
        nth[drawing] += 1
        found.append(hash((page.base, drawing, nth[drawing])))
    return found


@dataclass(frozen=True, slots=True)
class Block:
    """Drawings that are painted together wherever they stand; `number` counts the blocks of a file."""

    number: int
    base: Place
    drawings: tuple[Drawing, ...]


class Blocks:
    """Finds a page's blocks, and keeps all that were found."""

    def __init__(self, recurrence: Recurrence) -> None:
        self._recurrence = recurrence
        self._known: dict[tuple[Place, int, int], Block | None] = {}
        self.used: list[Block] = []

    def arranged(self, page: Page) -> list[Block | Drawing]:
        """Return what to paint, in an order that looks as the page's own."""
        groups: dict[tuple[Place, int, int], list[int]] = {}
        for place, key in enumerate(keys(page)):
            groups.setdefault((page.base, *self._recurrence.of(key)), []).append(place)
        blocks: dict[int, Block] = {}  # by the places of their drawings
        for group, places in groups.items():
            drawings = tuple(page.drawings[place] for place in places)
            block = self._block(group, drawings)
            if block and block.drawings == drawings:
                blocks |= dict.fromkeys(places, block)
        return painted_in_order(page.drawings, blocks)

    def _block(self, group: tuple[Place, int, int], drawings: tuple[Drawing, ...]) -> Block | None:
        if group not in self._known:
            base, count, _ = group
            block = None
            movable = not any(drawing.bound for drawing in drawings)
            if movable and count > 1 and _saves(count, len(written(drawings))):
                block = Block(len(self.used), base, drawings)
                self.used.append(block)
            self._known[group] = block
        return self._known[group]


def _saves(count: int, size: int) -> bool:
    return (count - 1) * _COMPRESSED * size > _OBJECT + _USE * count


def painted_in_order(drawings: Sequence[Drawing], blocks: dict[int, Block]) -> list[Block | Drawing]:
    """Return blocks and single drawings so that no two that touch each other change their order.

    A block that stands both before and after something else it touches is painted as single drawings.
    """
    pairs = _touching(drawings)
    blocks = dict(blocks)
    while True:
        order = _sorted(drawings, blocks, pairs)
        if not isinstance(order, Block):
            return order
        blocks = {place: block for place, block in blocks.items() if block.number != order.number}


def _sorted(
    drawings: Sequence[Drawing], blocks: dict[int, Block], pairs: Sequence[tuple[int, int]]
) -> list[Block | Drawing] | Block:
    """Return the order, blocks as early as may be; or the block that is in the way of any order."""
    first: dict[int, int] = {}  # of a block's number: the place of its first drawing, which stands for all
    node = list(range(len(drawings)))
    for place in sorted(blocks):
        node[place] = first.setdefault(blocks[place].number, place)
    after: dict[int, set[int]] = {}
    waits: Counter[int] = Counter()
    for one, other in pairs:
        before, behind = node[one], node[other]
        if before != behind and behind not in after.setdefault(before, set()):
            after[before].add(behind)
            waits[behind] += 1
    nodes = sorted(set(node))
    ready = [(place not in blocks, place) for place in nodes if not waits[place]]
    heapq.heapify(ready)
    order: list[Block | Drawing] = []
    done: set[int] = set()
    while ready:
        _, place = heapq.heappop(ready)
        done.add(place)
        order.append(blocks.get(place) or drawings[place])
        for behind in after.get(place, ()):
            waits[behind] -= 1
            if not waits[behind]:
                heapq.heappush(ready, (behind not in blocks, behind))
    stuck = [blocks[place] for place in nodes if place not in done and place in blocks]
    return min(stuck, key=lambda block: (len(block.drawings), block.number)) if stuck else order


def _touching(drawings: Sequence[Drawing]) -> list[tuple[int, int]]:
    """Return the pairs of drawings, the earlier one first, that may share a pixel."""
    nowhere = (np.inf, np.inf, -np.inf, -np.inf)
    boxes = np.array([drawing.box or nowhere for drawing in drawings], dtype=np.float64).reshape(-1, 4)
    left, low, right, high = boxes.T
    meet = (left[:, None] <= right + _NEAR) & (left <= right[:, None] + _NEAR)
    meet &= (low[:, None] <= high + _NEAR) & (low <= high[:, None] + _NEAR)
    earlier, later = np.nonzero(np.triu(meet, 1))
    return list(zip(earlier.tolist(), later.tolist(), strict=True))
