"""Mends the tag tree that WeasyPrint makes, just before the file is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydyf

_WRAPPERS = ("/L", "/P", "/Div")
_PRINT = 4  # the flag of an annotation that is there on paper, too
_Elements = Mapping[int | None, pydyf.Dictionary]


def finish(document: Any, pdf: pydyf.PDF) -> None:  # noqa: ANN401 - WeasyPrint's own class
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
        _collapse(found, elements)
    for found in dictionaries:
        if found.get("Subtype") == "/Link":
            found["F"] = _PRINT


def _parent(found: pydyf.Dictionary, elements: _Elements) -> pydyf.Dictionary | None:
    return elements.get(int(found["P"].split()[0]))


def _collapse(found: pydyf.Dictionary, elements: _Elements) -> None:
    """Take out elements that wrap nothing but one of their own kind, as columns make them: a list of one list."""
    while found["S"] in _WRAPPERS and len(found["K"]) == 1 and isinstance(found["K"][0], bytes):
        only = elements.get(int(found["K"][0].split()[0]))
        grandchildren = (
            [elements.get(int(kid.split()[0])) for kid in only["K"] if isinstance(kid, bytes)] if only else []
        )
        if only is None or only["S"] != found["S"] or len(grandchildren) < len(only["K"]) or None in grandchildren:
            return
        found["K"] = only["K"]
        for grandchild in grandchildren:
            if grandchild is not None:
                grandchild["P"] = found.reference


def _flip(attributes: pydyf.Dictionary, height: float) -> None:
    """Turn a box in CSS pixels from the top into one in points from the bottom."""
    left, top, right, bottom = attributes["BBox"]
    attributes["BBox"] = pydyf.Array([0.75 * left, 0.75 * (height - bottom), 0.75 * right, 0.75 * (height - top)])
