"""The slots of a page: stand-ins for their texts, and what two layouts with these tell of their boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.render.plates.parameterised import END, SLOT
from valuereport.render.plates.plate import Align, Box, NotAPlate
from valuereport.render.plates.read_back import EQUAL, Instruction, LaidOutDocument, LaidOutPage, TextBlock, unparsed
from valuereport.render.plates.shaper import UNITS, Shaper

_NEAR: Final = 0.05  # CSS pixels
_ID: Final = re.compile(r'id="(slot-(\d+)-(\d)-(cut|whole))"')
_LONG: Final = re.compile(r"T(\d\d)\.(?:\s*T\1\.)*")
_MARKING: Final = frozenset({"BDC", "BMC", "EMC"})
_FEATURES: Final = ((), ("tnum",), ("tnum", "lnum"))
_MOST: Final = 100  # slots of a plate: a stand-in has two digits


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as the page's marks tell it."""

    name: str  # its id
    number: int
    lines: int
    cut: bool


def short_stand_in(slot: Slot) -> str:
    """Return a text that is shorter than the other one."""
    return f"{slot.number:02d}"


def _long(slot: Slot) -> str:
    return f"T{slot.number:02d}."


def in_a_block(slot: Slot) -> str:
    """Return a block that is as wide as the slot's content, and has as many lines."""
    lines = "<br>".join([_long(slot)] * slot.lines)
    return f'<b id="room-{slot.number}" style="display: block; font-weight: inherit">{lines}</b>'


def filled(html: str, slots: Sequence[Slot], stand_in: Callable[[Slot], str]) -> str:
    """Return the page with a stand-in in each slot, which says the slot's number."""
    stand_ins = map(stand_in, slots)
    return re.sub(SLOT, lambda _: next(stand_ins), html)


def pages_of(read: LaidOutDocument, slot: Slot) -> list[int]:
    """Return the pages that a slot is on: one, or all where it stands in the margin."""
    pages = [number for number, page in enumerate(read.pages) if slot.name in page.rectangles]
    if not pages:
        raise NotAPlate("a slot is on no page")
    return pages


def _inside(page: LaidOutPage, name: str) -> list[TextBlock]:
    left, top, right, bottom = page.rectangles[name]
    return [block for block in page.blocks if left - 1 <= block.x <= right + 1 and top - 1 <= block.y <= bottom + 1]


def _texts_of(page: LaidOutPage, slot: Slot, lines: int) -> list[TextBlock]:
    found = _inside(page, slot.name)
    if len(found) != lines:
        raise NotAPlate("a slot does not hold lines of text of its own, or not as many as it says")
    return found


def gaps_of(read: LaidOutDocument, slots: Sequence[Slot]) -> dict[tuple[int, int], tuple[int, TextBlock]]:
    """Return where the texts of slots begin, by page and instruction."""
    gaps = {}
    for slot in slots:
        for at in pages_of(read, slot):
            (block,) = _texts_of(read.pages[at], slot, 1)
            gaps[at, block.first] = slot.number, block
    return gaps


def beside(read: LaidOutDocument, slots: Sequence[Slot]) -> list[tuple[bytes, list[tuple[int, int]]]]:
    """Return what is drawn on each page beside the slots, and after how many instructions each of these is."""
    pages = []
    for page in read.pages:
        blocks = [(block, slot) for slot in slots if slot.name in page.rectangles for block in _inside(page, slot.name)]
        texts = {block.first: (block.last, slot.number) for block, slot in blocks}
        kept: list[Instruction] = []
        order: list[tuple[int, int]] = []
        ends = -1
        for index, instruction in enumerate(page.instructions):
            if index in texts:
                ends, number = texts[index]
                if (len(kept), number) not in order:  # not a further line
                    order.append((len(kept), number))
            elif index > ends and instruction[1] not in _MARKING:
                kept.append(instruction)
        pages.append((unparsed(kept), order))
    return pages


def box_of(
    shaper: Shaper, languages: Sequence[str], reads: tuple[LaidOutDocument, LaidOutDocument], at: int, slot: Slot
) -> Box:
    """Return a slot's box on a page. Raises NotAPlate where it depends on what is in it."""
    short, longer = (read.pages[at] for read in reads)
    edges, moved = short.rectangles[slot.name], longer.rectangles.get(slot.name)
    if moved is None or any(abs(a - b) > EQUAL for a, b in zip(edges, moved, strict=True)):
        raise NotAPlate("a slot's box grows or moves with what is in it")
    (one,), others = _texts_of(short, slot, 1), _texts_of(longer, slot, slot.lines)
    other = others[0]
    if (one.font, one.size) != (other.font, other.size) or abs(one.y - other.y) > EQUAL:
        raise NotAPlate("a slot is set differently with what is in it")
    called = reads[0].fonts[one.font]
    features, widths = _features(shaper, languages[0], called, slot, (one, other))
    first, second = widths
    align: Align
    if abs(one.x - other.x) < _NEAR:
        align, x = "start", one.x
    elif abs(one.x + first - other.x - second) < _NEAR:
        align, x = "end", one.x + first
    elif abs(one.x + first / 2 - other.x - second / 2) < _NEAR:
        align, x = "middle", one.x + first / 2
    else:
        raise NotAPlate("a slot is aligned in no way that is known")
    room = longer.rectangles.get(f"room-{slot.number}")
    if room is None:
        raise NotAPlate("a slot has no room that could be measured")
    baselines = tuple(round(block.y, 6) for block in others)
    return Box(called, one.size, features, round(x, 6), align, baselines, room[2] - room[0], slot.cut)


def height_of(read: LaidOutDocument, slot: Slot) -> float:
    """Return how high a slot's box is, in CSS pixels."""
    page = read.pages[pages_of(read, slot)[0]]
    _, top, _, bottom = page.rectangles[slot.name]
    return bottom - top


def _features(
    shaper: Shaper, language: str, called: str, slot: Slot, blocks: tuple[TextBlock, TextBlock]
) -> tuple[tuple[str, ...], tuple[float, float]]:
    """Return the features that give WeasyPrint's own glyphs, and both stand-ins' widths."""
    texts = (short_stand_in(slot), _long(slot))
    for features in _FEATURES:
        shapes = [shaper.shape(called, blocks[0].size, text, features, language) for text in texts]
        one, other = shapes
        if (
            one
            and other
            and [[glyph for glyph, _ in each.glyphs] for each in (one, other)]
            == [list(block.glyphs) for block in blocks]
        ):
            return features, (one.width / UNITS, other.width / UNITS)
    raise NotAPlate("the letters of a slot cannot be set as WeasyPrint sets them")


def slots_of(html: str) -> list[Slot]:
    """Return the slots of a marked page. Raises NotAPlate."""
    slots = [Slot(found[1], int(found[2]), int(found[3]), found[4] == "cut") for found in _ID.finditer(html)]
    if len(slots) > _MOST or _LONG.search(html):
        raise NotAPlate("the page has more slots, or other texts, than can be told apart")
    return slots


def grown(short: LaidOutDocument, longer: LaidOutDocument, slots: Iterable[Slot]) -> list[Slot]:
    """Return the slots whose box grows with further lines."""
    return [slot for slot in slots if height_of(longer, slot) - height_of(short, slot) > _NEAR]


def with_placeholders(label: str) -> str:
    """Return a text, such as a bookmark's, with marks in place of the longer stand-ins."""
    return _LONG.sub(lambda found: f"{SLOT}{int(found[1])}{END}", label)
