"""Mends the tag tree that WeasyPrint makes, just before the file is written."""

from __future__ import annotations

from typing import Any

import pydyf


def finish(document: Any, pdf: pydyf.PDF) -> None:  # noqa: ANN401 - WeasyPrint's own class
    """Give header cells a scope and figures a box in the page's own units."""
    elements = {found.number: found for found in pdf.objects if _kind(found) is not None}
    for found in elements.values():
        if _kind(found) == "/TH":
            group = _parent(_parent(found, elements), elements)
            found.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            found["A"]["Scope"] = "/Column" if _kind(group) == "/THead" else "/Row"
        elif _kind(found) == "/Figure":
            _flip(found["A"], document.pages[0].height)


def _kind(found: Any) -> str | None:  # noqa: ANN401
    return found.get("S") if isinstance(found, pydyf.Dictionary) and found.get("Type") == "/StructElem" else None


def _parent(found: Any, elements: dict[int, Any]) -> Any:  # noqa: ANN401
    reference = found.get("P", b"") if isinstance(found, pydyf.Dictionary) else b""
    return elements.get(int(reference.split()[0])) if reference else None


def _flip(attributes: Any, height: float) -> None:  # noqa: ANN401
    """Turn a box in CSS pixels from the top into one in points from the bottom."""
    left, top, right, bottom = attributes["BBox"]
    attributes["BBox"] = pydyf.Array([0.75 * left, 0.75 * (height - bottom), 0.75 * right, 0.75 * (height - top)])
