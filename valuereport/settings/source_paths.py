"""Which files a source names: the one file, or all that fit its pattern."""

from __future__ import annotations

import glob
from pathlib import Path


def source_paths(file: str, folder: Path) -> list[Path]:
    """Return the files that a source's `file` means in the folder of the settings, by name; none: there are none.

    Raises OSError.
    """
    exact = folder / file
    if exact.is_file():
        return [exact]
    pattern = str(Path(glob.escape(str(folder))) / file)
    found = [Path(name) for name in glob.glob(pattern, recursive=True)]  # noqa: PTH207 - Path.glob takes no absolute pattern
    # An office program leaves a lock file beside an open workbook: ~$contacts.xlsx
    return sorted(path for path in found if path.is_file() and not path.name.startswith("~$"))
