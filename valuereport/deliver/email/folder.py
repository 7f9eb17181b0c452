"""The transport for rehearsals: each message becomes an .eml file that any mail program opens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from valuereport import files
from valuereport.deliver.email.outcome import Accepted, Envelope, Lost, Outcome
from valuereport.errors import DeliveryError

_MESSAGE_ID: Final = re.compile(rb"^Message-ID:\s*<([^>@\r\n]+)@", re.MULTILINE)


class Folder:
    """Writes a file for each delivery; a second attempt replaces the first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ready(self) -> Lost | None:
        """Make the folder. Raises DeliveryError."""
        try:
            files.make_folder(self._path)
        except OSError as error:
            raise self._unwritable(error) from None
        return None

    def hand_over(self, envelope: Envelope) -> Outcome:
        """Write one message. Raises DeliveryError where the folder takes no more."""
        found = _MESSAGE_ID.search(envelope.content.partition(b"\r\n\r\n")[0] + b"\r\n")
        stem = found.group(1).decode("ascii", "replace") if found else files.digest(envelope.content)
        file = self._path / f"{files.safe_name(stem)}.eml"
        try:
            files.write_atomically(file, envelope.content)
        except OSError as error:
            raise self._unwritable(error) from None
        return Accepted(f"written to {file.name}")

    def close(self) -> None:
        """There is nothing to close."""

    def _unwritable(self, error: OSError) -> DeliveryError:
        why = error.strerror or "it cannot be written"
        return DeliveryError(
            f"The folder {self._path} for .eml files takes no message: {why}. Choose another folder, or mend this one."
        )
