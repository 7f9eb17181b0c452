"""The library that asking a system needs, and reading what was asked does not."""

from __future__ import annotations

from importlib.util import find_spec

from valuereport.errors import ValuereportError


def has_library() -> bool:
    """Return whether systems can be asked on this machine."""
    return find_spec("requests") is not None


def check_library() -> None:
    """Raise ValuereportError where no system can be asked, with what to do about it."""
    if not has_library():
        raise ValuereportError('asking a system needs one more library: python -m pip install "valuereport[connect]"')
