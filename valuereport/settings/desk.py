"""[desk], [approval] and desk-users.toml: who may use the desk for what, and who may approve."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from valuereport.model.person import Role
from valuereport.settings.fields import Strict

DESK_USERS: Final = "desk-users.toml"
"""Beside the settings."""

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[1-9][0-9]{0,4})?")
_HEADER: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def _header(text: str) -> str:
    # No underscore: servers between take "X_User" for "X-User", and so a browser's header for the proxy's.
    if text and not _HEADER.fullmatch(text):
        raise ValueError("the name of a header: letters and digits, with single hyphens between, such as X-Remote-User")
    return text


def _address(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise ValueError(
            "the address under which browsers reach the desk, without a path, such as https://desk.example.org"
        )
    return text.lower()


def _name(text: str) -> str:
    if not text.strip() or text != text.strip() or not text.isprintable():
        raise ValueError("a name as the proxy sends it: printable letters, without spaces around them")
    return text


class Desk(Strict):
    """The desk: who uses it where a proxy stands before it, and whether anybody may change anything."""

    address: Annotated[str, AfterValidator(_address)] = ""  # under which browsers reach the desk behind a proxy
    user_header: Annotated[str, AfterValidator(_header)] = ""  # in which the proxy names the user
    read_only: bool = False  # everybody is a viewer


class ApprovalRules(Strict):
    """Who may approve a run."""

    by_another: bool = False  # than who made it


class DeskUser(Strict):
    """Somebody who may use a desk behind a proxy."""

    name: Annotated[str, Field(max_length=200), AfterValidator(_name)]
    role: Role


class DeskUsers(Strict):
    """The whole of desk-users.toml."""

    user: tuple[DeskUser, ...] = ()

    def find(self, name: str) -> DeskUser | None:
        """Return the user of a name, letter by letter: one that looks alike may be another account of the proxy's."""
        return next((one for one in self.user if one.name == name), None)
