"""In which language a text is, found on this machine: by py3langid, where it is installed (an extra of the package)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Final

SHORTEST: Final = 20
"""Characters of ASCII under which nothing is said: "Demasiado caro" may be Spanish or Portuguese."""


def languages(texts: Sequence[str]) -> list[str] | None:
    """Return the language of each text (ISO 639-1), "" where it is too short to tell; None: nothing can tell it.

    A short text in letters beyond ASCII is told: they belong to few languages.
    """
    if find_spec("py3langid") is None:
        return None
    reader = import_module("py3langid")
    found: dict[str, str] = {}
    for text in texts:
        if text not in found:
            found[text] = "" if text.isascii() and len(text) < SHORTEST else str(reader.classify(text)[0])
    return [found[text] for text in texts]
