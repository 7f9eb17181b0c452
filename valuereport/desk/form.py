"""The fields of a form, or of an address, as a page reads them; what is wrong stands at its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

_LONGEST = 10_000  # characters of one field


class FormError(Exception):
    """Fields that cannot be taken as they are: the page is shown again with what was entered and these texts."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent: the name that it had there, and its content, spooled in a private folder."""

    name: str
    content: BinaryIO
    size: int
    field: str = ""  # of the form


@dataclass(frozen=True, slots=True)
class Form:
    """What was entered. A field without a value is "", and means: leave as it is."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str:
        """Return a field without space around it."""
        return self.fields.get(name, ("",))[-1].strip()[:_LONGEST]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values of a field that may have several: boxes that are ticked."""
        return tuple(one.strip()[:_LONGEST] for one in self.fields.get(name, ()) if one.strip())

    def upload(self, name: str) -> Upload | None:
        """Return the file of a field; None where none was chosen."""
        return next((one for one in self.uploads if one.field == name), None)

    def named(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names begin so, by the rest of the name."""
        return {name.removeprefix(prefix): self.text(name) for name in self.fields if name.startswith(prefix)}
