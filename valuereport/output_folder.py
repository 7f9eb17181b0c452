"""The folder of an output: it is replaced as a whole or not at all, so nothing of the earlier output stays in it."""

from __future__ import annotations

import csv
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from filelock import FileLock, Timeout

from valuereport.errors import RunError
from valuereport.files import (
    PARTIAL_SUFFIX,
    cell_as_given,
    csv_table,
    digest,
    digest_of_file,
    make_folder,
    make_private,
    write_atomically,
)

LISTING: Final = "files.csv"
_SYSTEM_FILES: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # written by file managers
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # constants of Linux


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Lock `folder` against other processes, and remove what a crash left beside it. Raises RunError."""
    try:
        make_folder(folder.parent)
        lock = FileLock(folder.parent / f".{folder.name}.lock", blocking=False, fallback_to_soft=False)
        with lock:
            make_private(Path(lock.lock_file))
            _recover(folder)
            yield
    except Timeout:
        raise RunError(f"{folder} is just being written by another command; try again when that has ended") from None
    except OSError as error:
        raise RunError(f"{folder} cannot be written: {error.strerror}; the output in it is whole") from None


def current_folder(folder: Path) -> Path:
    """Return where the output is: in `folder`, or beside it after a crash between two renamings."""
    previous = _previous(folder)
    return previous if previous.is_dir() and not folder.exists() else folder


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write `files` (by their paths in `folder`) in place of all files of an earlier call; return their paths.

    To be called in `locked_folder`. Raises RunError if the folder has other files, OSError.
    """
    _check_names(files)
    check_replaceable(folder)
    listing = csv_table(
        ("file", "bytes", "sha256"),
        ({"file": name, "bytes": len(data), "sha256": digest(data)} for name, data in sorted(files.items())),
    )
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-", suffix=PARTIAL_SUFFIX))
    try:
        make_private(new)
        for name, data in (*sorted(files.items()), (LISTING, listing)):
            write_atomically(new / name, data)
        for each in (new, *(path for path in new.rglob("*") if path.is_dir())):
            _sync(each)
        old = _replace(new, folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _remove(old, folder)
    return tuple(folder / name for name in (*sorted(files), LISTING))


def _replace(new: Path, folder: Path) -> Path | None:
    """Put `new` in the place of `folder`; return where the old folder is then, None if there was none."""
    if not folder.exists():
        new.rename(folder)
        return None
    if _exchange(new, folder):
        return new
    previous = folder.rename(_previous(folder))
    try:
        new.rename(folder)
    except BaseException:
        previous.rename(folder)
        raise
    return previous


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, so that there is always one; False if the system cannot do that."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _recover(folder: Path) -> None:
    """Put back the output that a crash left beside the folder, or remove the rest of an older one."""
    if current_folder(folder) != folder:
        current_folder(folder).rename(folder)
    for left in (_previous(folder), *folder.parent.glob(f".{folder.name}-*{PARTIAL_SUFFIX}")):
        if left.is_dir():
            shutil.rmtree(left)


def _remove(old: Path | None, folder: Path) -> None:
    """Remove the earlier output. Raises RunError if that fails: it may show somebody who has withdrawn consent."""
    if old:
        try:
            shutil.rmtree(old)
        except OSError as error:
            raise RunError(
                f"{folder} is written, but the earlier output could not be removed: {error.strerror}; remove {old}"
            ) from None


def written_files(folder: Path) -> tuple[str, ...]:
    """Return the files of the output by their paths in the folder, sorted; none where there is no output."""
    return tuple(sorted(_listed(current_folder(folder) / LISTING)))


def check_replaceable(folder: Path) -> None:
    """Raise RunError if the folder has files that no earlier output wrote: they would be lost."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise RunError(f"{folder} is a link or a file, and a folder has to stand there: move it away")
    if not folder.is_dir():
        return
    written = _listed(folder / LISTING)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (path.is_file() and name not in written and path.name not in _SYSTEM_FILES):
            raise RunError(
                f"{path} is none of the files that valuereport wrote, and the folder is replaced as a whole: "
                "move it elsewhere and try again"
            )
        if path.is_file() and written.get(name) and written[name] != digest_of_file(path):
            raise RunError(
                f"{path} was changed since valuereport wrote it, and the folder is replaced as a whole: "
                "move it elsewhere, or delete it, and try again"
            )


def _listed(listing: Path) -> dict[str, str]:
    """Return the digest of each file of the earlier output; the listing itself has none."""
    if not listing.is_file():
        return {}
    rows = csv.DictReader(listing.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    return {LISTING: ""} | {cell_as_given(row.get("file") or ""): row.get("sha256") or "?" for row in rows}


def _check_names(files: Mapping[str, bytes]) -> None:
    """Raise ValueError if a name leads out of the folder, or if two names are the same file on some systems."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or path.as_posix() != name or name == ".":
            raise ValueError(f"{name!r} is no path inside the folder")
    if len({name.casefold() for name in (*files, LISTING)}) <= len(files):
        raise ValueError("two files have one name")


def _previous(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.old"


def _sync(folder: Path) -> None:
    """Write the names in a folder to the disk, so that they survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
