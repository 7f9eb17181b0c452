"""Where Pango lets a line or a word end: asked of the library itself, as WeasyPrint asks it."""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

_KEPT: Final = 2_000
_NAMES: Final = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
_ATTRIBUTES: Final = (
    *("line_break", "mandatory_break", "char_break", "white", "cursor_position", "word_start", "word_end"),
)


class _LogAttr(ctypes.Structure):
    """PangoLogAttr: bits of one unsigned integer, a character each; only the first of them are named here."""

    _fields_ = [(name, ctypes.c_uint, 1) for name in _ATTRIBUTES]


@dataclass(frozen=True, slots=True)
class Breaks:
    """Places in a text, in ascending order: where the next line may begin, and where a word ends."""

    lines: tuple[int, ...]
    words: tuple[int, ...]


@lru_cache(maxsize=_KEPT)
def breaks(text: str, language: str) -> Breaks | None:
    """Return where a text may be broken or cut; None where Pango cannot be asked."""
    pango = _pango()
    if pango is None:
        return None
    data = text.encode()
    found = (_LogAttr * (len(text) + 1))()
    known = pango.pango_language_from_string(language.encode())
    pango.pango_get_log_attrs(data, len(data), -1, known, found, len(found))
    inside = range(1, len(text))
    return Breaks(
        tuple(at for at in inside if found[at].line_break),
        tuple(at for at in inside if found[at].word_end),
    )


@cache
def _pango() -> Any:  # noqa: ANN401 - a library of C
    for name in (*_NAMES, ctypes.util.find_library("pango-1.0")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library:
            library.pango_language_from_string.restype = ctypes.c_void_p
            library.pango_get_log_attrs.restype = None
            library.pango_get_log_attrs.argtypes = [
                *(ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int),
            ]
            return library
    return None
