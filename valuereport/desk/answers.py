"""What a page returns: a page, the way to another one, or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from valuereport.errors import Remedy

Kind = Literal[
    "text/csv",
    "text/html",
    "application/pdf",
    "application/json",
    "image/png",
    "image/svg+xml",
    "application/zip",
    "message/rfc822",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it shows. `command`: what the same is called in a terminal."""

    template: str  # in desk/templates, without ".html.j2"
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)
    command: Remedy | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page, which the script puts in place of the one that is there."""

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeeOther:
    """Where to go after something was done, and what was done: said once, on the next page."""

    address: str
    done: str = ""
    language: str = ""  # that the browser shall ask for from now on


@dataclass(frozen=True, slots=True)
class File:
    """A file: a picture is shown on a page, HTML by itself and without any rights, all else is saved under its name."""

    data: bytes | Path  # a path where it may be large
    kind: Kind
    name: str


Answer = Page | Part | SeeOther | File
