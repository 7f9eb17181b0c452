"""Who asks at a terminal: the operating system's user, or in whose name a process in the background works."""

from __future__ import annotations

import getpass
import os
from typing import Final

from valuereport.model.person import Person

PERSON: Final = "VALUEREPORT_PERSON"
"""The environment's name for the person in whose name a process in the background works."""


def login() -> str:
    """Return the user's name; in a container a user may have none, only a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "a user without a name"


def person_at_terminal() -> Person:
    """Return the operating system's user, who may do all that the system lets this user do.

    A process in the background works in the name of the person who started it (background.py).
    """
    return Person(os.environ.get(PERSON) or login(), "approver")
