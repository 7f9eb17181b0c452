"""Mends the tag tree that WeasyPrint makes, just before the file is written.

What it leaves: header cells without a scope, boxes of figures in the wrong units, the running line as text of the
document, no language of a part, and elements that wrap nothing, or nothing but one of their own kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from valuereport.render.fonts import Family, mend_texts
from valuereport.render.sheet import SIDES

_WRAPPERS = ("/L", "/P", "/Div", "/Span", "/H1", "/H2", "/H3")
_UNWRAPPED = ("/Div", "/Span")
_PLAIN = {"Type", "S", "P", "K", "Pg"}  # what every element has
_RUNNING_LINE = pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Footer"})
_DECORATION = pydyf.Dictionary({"Type": "/Layout"})
_PRINT = 4  # the flag of an annotation that is there on paper, too
_Element = pydyf.Dictionary
_Elements = Mapping[int | None, _Element]


def finish(
    document: Any,  # noqa: ANN401 - WeasyPrint's own class
    pdf: pydyf.PDF,
    languages: Sequence[str],
    family: Family | None,
) -> None:
    """Mend the tags and texts of a document whose sheets are in `languages`, one after the other."""
    mend_texts(pdf, family)
    dictionaries = [found for found in pdf.objects if isinstance(found, pydyf.Dictionary)]
    elements = {found.number: found for found in dictionaries if found.get("Type") == "/StructElem"}
    root = next(found for found in elements.values() if found["S"] == "/Document")
    for found in elements.values():
        if found["S"] == "/Figure" and not found["Alt"].string.strip():
            parent = _parent(found, elements)
            if parent is not None:
                parent["K"].remove(found.reference)
    _make_artifacts(pdf, elements, {found.number for found in _below(root, elements)})
    for found in elements.values():
        if found["S"] == "/TH":
            row = _parent(found, elements)
            group = _parent(row, elements) if row else None
            found.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            found["A"]["Scope"] = "/Column" if group and group["S"] == "/THead" else "/Row"
        elif found["S"] == "/Figure":
            _flip(found["A"], document.pages[0].height)
    if len(languages) > 1:
        for number, side in enumerate(_kids(root, elements)):
            side["Lang"] = pydyf.String(languages[number // SIDES])
    for found in elements.values():
        if found.free != "f":
            _collapse(found, elements)
    _prune(root, elements)
    _unwrap(root, elements)
    for found in dictionaries:
        if found.get("Subtype") == "/Link":
            found["F"] = _PRINT


def _below(found: _Element, elements: _Elements) -> Iterator[_Element]:
    """Yield an element and all that it holds, in reading order."""
    yield found
    for kid in _kids(found, elements):
        yield from _below(kid, elements)


def _parent(found: _Element, elements: _Elements) -> _Element | None:
    return elements.get(int(found["P"].split()[0]))


def _kids(found: _Element, elements: _Elements) -> list[_Element]:
    """Return the elements among an element's kids, which may also be marks of text and links."""
    numbers = [int(kid.split()[0]) for kid in found["K"] if isinstance(kid, bytes)]
    return [elements[number] for number in numbers if number in elements]


def _make_artifacts(pdf: pydyf.PDF, elements: _Elements, kept: set[int | None]) -> None:
    """Mark as artifacts what hangs nowhere: the running line, which WeasyPrint tags outside, and what is decoration."""
    tree = next(found for found in pdf.objects if isinstance(found, pydyf.Dictionary) and "Nums" in found)
    streams = [pdf.objects[int(page["Contents"].split()[0])] for page in _pages(pdf)]
    loose: list[dict[int, pydyf.Dictionary]] = [{} for _ in streams]
    marks = tree["Nums"][1::2]
    for page, references in enumerate(marks[: len(streams)]):
        for mark, reference in enumerate(references):
            element = int(reference.split()[0])
            if element not in kept:
                references[mark] = "null"
                decoration = element in elements and elements[element]["S"] == "/Figure"
                loose[page][mark] = _DECORATION if decoration else _RUNNING_LINE
    for stream, numbers in zip(streams, loose, strict=True):
        _unmark(stream.stream, numbers)
    for found in elements.values():
        if found.number not in kept:
            found.free = "f"  # not written


def _pages(pdf: pydyf.PDF) -> list[_Element]:
    return [pdf.objects[int(kid)] for kid in pdf.pages["Kids"][::3]]


def _unmark(operations: list[Any], artifacts: Mapping[int, pydyf.Dictionary]) -> None:
    """Turn the marked content of these numbers into artifacts, in place."""
    for place, operation in enumerate(operations):
        if operation == b"BDC" and operations[place - 1].get("MCID") in artifacts:
            operations[place - 2] = "/Artifact"
            operations[place - 1] = artifacts[operations[place - 1]["MCID"]]


def _prune(found: _Element, elements: _Elements) -> None:
    """Take out boxes that hold nothing: a region without content, a fold mark."""
    for kid in _kids(found, elements):
        _prune(kid, elements)
        if kid["S"] == "/Div" and not kid["K"]:
            found["K"].remove(kid.reference)
            kid.free = "f"


def _unwrap(found: _Element, elements: _Elements) -> None:
    """Put what is in a box of boxes, or a text of texts, in its place: the regions of a flow, the lines of a slot."""
    kids: list[Any] = []
    for kid in found["K"]:
        inner = elements.get(int(kid.split()[0])) if isinstance(kid, bytes) else None
        held = []
        if inner is not None:
            _unwrap(inner, elements)
            if inner["S"] in _UNWRAPPED and not inner.keys() - _PLAIN:
                held = [each for each in _kids(inner, elements) if each["S"] == inner["S"]]
        if inner is None or not held or len(held) < len(inner["K"]):
            kids.append(kid)
            continue
        for each in held:
            each["P"] = found.reference
        kids += inner["K"]
        inner.free = "f"
    found["K"] = pydyf.Array(kids)


def _collapse(found: _Element, elements: _Elements) -> None:
    """Take out elements that wrap nothing but one of their own kind, as boxes make them: a list of one list."""
    while (
        found["S"] in _WRAPPERS
        and len(kids := _kids(found, elements)) == len(found["K"]) == 1
        and kids[0]["S"] == found["S"]
    ):
        kid = kids[0]
        if len(_kids(kid, elements)) < len(kid["K"]):  # the kid holds text, which is registered under its number
            parent = _parent(found, elements)
            if parent is not None and "A" not in found:
                place = parent["K"].index(found.reference)
                parent["K"][place], kid["P"], found.free = kid.reference, parent.reference, "f"
            return
        found["K"], kid.free = kid["K"], "f"  # the one taken out is not written
        for grandchild in _kids(kid, elements):
            grandchild["P"] = found.reference


def _flip(attributes: pydyf.Dictionary, height: float) -> None:
    """Turn a box in CSS pixels from the top into one in points from the bottom."""
    left, top, right, bottom = attributes["BBox"]
    attributes["BBox"] = pydyf.Array([0.75 * left, 0.75 * (height - bottom), 0.75 * right, 0.75 * (height - top)])
