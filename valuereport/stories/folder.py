"""The folder of an output: replaced as a whole, or left as it is; nothing of the earlier output stays in it."""

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
_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # made by whoever looks into a folder
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes from writing `folder`, and clear away what a crash left beside it. Raises RunError."""
    try:
        make_folder(folder.parent)
        lock = FileLock(folder.parent / f".{folder.name}.lock", blocking=False, fallback_to_soft=False)
        with lock:
            make_private(Path(lock.lock_file))
            _heal(folder)
            yield
    except Timeout:
        raise RunError(f"{folder} is just being written by another command; try again when that has ended") from None
    except OSError as error:
        raise RunError(f"{folder} cannot be written: {error.strerror}; the output in it is whole") from None


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Keep other processes from making stories of runs in `place`: each is judged with all others. Raises RunError."""
    lock = FileLock(place / ".stories.lock", blocking=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise RunError(f"stories in {place} are just being made by another command; try again when it ends") from None
    except OSError as error:
        raise RunError(f"{place} cannot be written: {error.strerror}; no stories are made") from None
    try:
        yield
    finally:
        lock.release()


def standing(folder: Path) -> Path:
    """Return where the output of `folder` stands: there, or beside it after a crash between two renamings."""
    aside = _aside(folder)
    return aside if aside.is_dir() and not folder.exists() else folder


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write `files` (by their paths in `folder`) in place of all that an earlier call wrote; return their paths.

    To be called in `held`. Raises RunError where the folder holds anything else, OSError.
    """
    _check_names(files)
    check_ours(folder)
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
            _to_disk(each)
        old = _swap(new, folder)
        _to_disk(folder.parent)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _remove(old, folder)
    return tuple(folder / name for name in (*sorted(files), LISTING))


def _swap(new: Path, folder: Path) -> Path | None:
    """Put `new` in the place of `folder`; return where the old one is then."""
    if not folder.exists():
        new.rename(folder)
        return None
    if _exchange(new, folder):
        return new
    aside = folder.rename(_aside(folder))
    try:
        new.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    return aside


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, so that there is no moment without one; False where that cannot be done."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _heal(folder: Path) -> None:
    """Bring back the output that stands aside, or remove what is left of an older one."""
    if standing(folder) != folder:
        standing(folder).rename(folder)
    for left in (_aside(folder), *folder.parent.glob(f".{folder.name}-*{PARTIAL_SUFFIX}")):
        if left.is_dir():
            shutil.rmtree(left)


def _remove(old: Path | None, folder: Path) -> None:
    """Remove the earlier output. Raises RunError: it may show somebody who has withdrawn."""
    if old:
        try:
            shutil.rmtree(old)
        except OSError as error:
            raise RunError(
                f"{folder} is written, but the earlier output could not be removed: {error.strerror}; remove {old}"
            ) from None


def check_ours(folder: Path) -> None:
    """Raise RunError where the folder holds what no earlier output wrote: it would be lost."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise RunError(f"{folder} is a link or a file; the stories need a folder of their own: move it away")
    if not folder.is_dir():
        return
    written = _listed(folder / LISTING)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (path.is_file() and name not in written and path.name not in _LITTER):
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
    """Return the digest of each file of the earlier output; the listing has none of its own."""
    if not listing.is_file():
        return {}
    rows = csv.DictReader(listing.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    return {LISTING: ""} | {cell_as_given(row.get("file") or ""): row.get("sha256") or "?" for row in rows}


def _check_names(files: Mapping[str, bytes]) -> None:
    """Raise ValueError where a name leads out of the folder, or two are one file on some systems."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or path.as_posix() != name or name == ".":
            raise ValueError(f"{name!r} is no path inside the folder")
    if len({name.casefold() for name in (*files, LISTING)}) <= len(files):
        raise ValueError("two files have one name")


def _aside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.old"


def _to_disk(folder: Path) -> None:
    """See to it that the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
