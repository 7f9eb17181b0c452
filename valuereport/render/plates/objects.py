"""Objects of a PDF as they are written, with whatever they refer to inside them; streams are left to the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pikepdf

Refer = Callable[[Any], bytes]
"""A stream -> the reference to it."""


def written(value: Any, refer: Refer) -> bytes:  # noqa: ANN401 - pikepdf's own classes
    """Return an object of pikepdf."""
    if isinstance(value, pikepdf.Stream):
        return refer(value)
    if isinstance(value, pikepdf.Dictionary):
        return b"<<" + entries(value.items(), refer) + b">>"
    if isinstance(value, pikepdf.Array):
        return b"[" + b" ".join(written(each, refer) for each in value) + b"]"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, pikepdf.Object):
        return value.unparse()
    return str(value).encode("ascii")


def entries(items: Iterable[tuple[str, Any]], refer: Refer) -> bytes:
    """Return entries of a dictionary in the order of their names."""
    return b"".join(f"{name} ".encode() + written(value, refer) for name, value in sorted(items))
