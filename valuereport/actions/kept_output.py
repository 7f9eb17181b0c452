"""The stories or the insights of a run as they lie there: read again, and packed for whoever downloads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from valuereport.answers.page import locale_of_page
from valuereport.errors import RequestError, RunError
from valuereport.files import read_regular
from valuereport.output_folder import current_folder, written_files


@dataclass(frozen=True, slots=True)
class KeptOutput:
    """The folder of an output and the files that were written to it."""

    folder: Path
    files: tuple[str, ...]

    @property
    def locales(self) -> tuple[str, ...]:
        """Return the locales whose pages are there."""
        return tuple(found for name in self.files if (found := locale_of_page(name)))

    def locale(self, wanted: str, home: str) -> str:
        """Return a locale of those that are there: the wanted one, one of its language, the home one, any."""
        of_language = [one for one in self.locales if one.split("-")[0] == wanted.split("-")[0]]
        fitting = (wanted, *of_language, home, *self.locales)
        return next((one for one in fitting if one in self.locales), "")

    def read(self, name: str) -> bytes:
        """Return a file of the output. Raises RequestError for another one, RunError."""
        if name not in self.files:
            raise RequestError("file", name, "a file of this output")
        try:
            return read_regular(self.folder / name)
        except OSError as error:
            raise RunError(f"{self.folder / name} cannot be read: {error.strerror}; make it again") from None

    def packed(self, names: Iterable[str]) -> bytes:
        """Return files as a ZIP archive with their paths in the output; the same files give the same bytes."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), self.read(name))
        return packed.getvalue()


def kept_output(folder: Path) -> KeptOutput:
    """Return what was written to a folder; no file where nothing was."""
    return KeptOutput(current_folder(folder), written_files(folder))


def below(names: Collection[str], folder: str) -> tuple[str, ...]:
    """Return the files of a folder in an output."""
    return tuple(name for name in names if name.startswith(f"{folder}/"))
