"""A folder of .eml files, which any mail program opens: to look at, or for another mailer to send."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from valuereport import files
from valuereport.deliver.email.outcome import Accepted, Envelope, Lost, Outcome
from valuereport.errors import DeliveryError

_MESSAGE_ID: Final = re.compile(rb"^Message-ID:\s*<([^>@\r\n]+)@", re.MULTILINE)


class Folder:
    """Writes a file for each delivery; a second attempt replaces the first. Only its owner can read them."""

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
        """Write one message; its file is named by the member and the delivery. Raises DeliveryError as `write`."""
        found = _MESSAGE_ID.search(envelope.content.partition(b"\r\n\r\n")[0] + b"\r\n")
        delivery = found.group(1).decode("ascii", "replace") if found else files.digest(envelope.content)
        return Accepted(f"written to {self.write(envelope.member_id, envelope.content, delivery).name}")

    def write(self, member_id: str, content: bytes, delivery: str = "") -> Path:
        """Write one message and return its file. Raises DeliveryError where the folder takes no more."""
        stem = "-".join(files.safe_name(part) for part in (member_id, delivery) if part)
        file = self._path / f"{stem}.eml"
        try:
            files.write_atomically(file, content)
        except OSError as error:
            raise self._unwritable(error) from None
        return file

    def close(self) -> None:
        """There is nothing to close."""

    def _unwritable(self, error: OSError) -> DeliveryError:
        why = error.strerror or "it cannot be written"
        return DeliveryError(
            f"The folder {self._path} for .eml files takes no message: {why}. Choose another folder, or mend this one."
        )
