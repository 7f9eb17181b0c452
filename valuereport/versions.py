"""The versions of what a statement's bytes depend on, besides our own code; run.json holds them.

Nothing of it is imported to ask for its version, so that `valuereport --version` is quick.
"""

from __future__ import annotations

import ctypes
import platform
from importlib.metadata import version
from typing import Final

PACKAGES: Final = (
    *("weasyprint", "uharfbuzz", "pikepdf", "jinja2", "matplotlib"),
    *("numpy", "pandas", "pyarrow", "babel"),
)
_PANGO: Final = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpango-1.0.so")


def package_versions() -> dict[str, str]:
    """Return the versions of the packages and of Pango, the library that breaks lines: no lock file names it."""
    return {name: version(name) for name in PACKAGES} | {"pango": _pango()}


def versions() -> dict[str, str]:
    """Return the same, and Python's version."""
    return {"python": platform.python_version(), **package_versions()}


def _pango() -> str:
    for name in _PANGO:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.pango_version_string.restype = ctypes.c_char_p
        return str(library.pango_version_string().decode())
    return "not found"
