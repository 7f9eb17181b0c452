"""What a remedy is called in a terminal."""

from __future__ import annotations

import shlex

from valuereport.errors import Remedy


def command_text(remedy: Remedy) -> str:
    """Return the command of a remedy."""
    words = ["valuereport", *remedy.action.split()]
    for name, value in remedy.arguments:
        words += (
            [f"--{name.replace('_', '-')}"]
            if value is True
            else [f"--{name.replace('_', '-')}", shlex.quote(str(value))]
        )
    return " ".join(words)
