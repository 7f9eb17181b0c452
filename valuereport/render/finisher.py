"""Mends the tag tree that WeasyPrint makes, just before the file is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

_WRAPPERS = ("/L", "/P", "/Div")
_PRINT = 4  # the flag of an annotation that is there on paper, too
_Elements = Mapping[int | None, pydyf.Dictionary]


def finish(document: Any, pdf: pydyf.PDF, languages: Sequence[str]) -> None:  # noqa: ANN401 - WeasyPrint's own class
    """Give header cells a scope, figures a box in the page's own units, and links the flag that they print."""
    dictionaries = [found for found in pdf.objects if isinstance(found, pydyf.Dictionary)]
    elements = {found.number: found for found in dictionaries if found.get("Type") == "/StructElem"}
    for found in elements.values():
        if found["S"] == "/TH":
            row = _parent(found, elements)
            group = _parent(row, elements) if row else None
            found.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            found["A"]["Scope"] = "/Column" if group and group["S"] == "/THead" else "/Row"
        elif found["S"] == "/Figure":
            _flip(found["A"], document.pages[0].height)
    for found in elements.values():
        if found.free != "f":
            _collapse(found, elements)
    for found in dictionaries:
        if found.get("Subtype") == "/Link":
            found["F"] = _PRINT


def _parent(found: pydyf.Dictionary, elements: _Elements) -> pydyf.Dictionary | None:
    return elements.get(int(found["P"].split()[0]))


def _collapse(found: pydyf.Dictionary, elements: _Elements) -> None:
    """Take out elements that wrap nothing but one of their own kind, as columns make them: a list of one list."""
    while (
        found["S"] in _WRAPPERS
        and len(kids := _kids(found, elements)) == len(found["K"]) == 1
        and kids[0]["S"] == found["S"]
    ):
        grandchildren = _kids(kids[0], elements)
        if len(grandchildren) < len(kids[0]["K"]):
            return  # it holds text of its own, which is registered under its number
        found["K"], kids[0].free = kids[0]["K"], "f"  # the one taken out is not written
        for grandchild in grandchildren:
            grandchild["P"] = found.reference


def _kids(found: pydyf.Dictionary, elements: _Elements) -> list[pydyf.Dictionary]:
    """Return the elements among an element's kids, which may also be marks of text and links."""
    numbers = [int(kid.split()[0]) for kid in found["K"] if isinstance(kid, bytes)]
    return [elements[number] for number in numbers if number in elements]


def _flip(attributes: pydyf.Dictionary, height: float) -> None:
    """Turn a box in CSS pixels from the top into one in points from the bottom."""
    left, top, right, bottom = attributes["BBox"]
    attributes["BBox"] = pydyf.Array([0.75 * left, 0.75 * (height - bottom), 0.75 * right, 0.75 * (height - top)])
