"""A run's folder: frozen inputs, a journal while it is under way, manifest and problems when it is done."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from valuereport.batch.journal import Journal, journal_of, read_journal, remove_journal
from valuereport.batch.lock import LOCK
from valuereport.batch.manifest import read_results
from valuereport.errors import ASK, RESUME, Remedy, RunError
from valuereport.files import PARTIAL_SUFFIX, digests_of, make_folder, write_atomically
from valuereport.model.run import Planned, Result
from valuereport.storage import remote_path

_RUN, _MANIFEST, _PROBLEMS, _CORRECTIONS = "run.json", "manifest.csv", "problems.csv", "corrections.csv"
_NEW = Remedy(run=ASK)
_PLATES = "plates.json"


class RunFolder:
    """One run on disk. While it is under way its journal has one line for each result; later the manifest has them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def begin(cls, path: Path, frozen: Mapping[str, Any]) -> Self:
        """Make a new run folder. Raises RunError where there is one already or nothing can be written."""
        run = cls(path)
        try:
            taken = path.exists() and (not path.is_dir() or any(file.name != LOCK for file in path.iterdir()))
        except OSError as error:
            raise RunError(f"{path}: the run folder cannot be read: {error.strerror}") from None
        if taken:
            raise RunError(f"{path} is there already; go on or choose another name,", RESUME, _NEW)
        try:
            make_folder(path)
            write_atomically(path / _RUN, _json(frozen))
        except OSError as error:
            raise RunError(f"{path}: the run folder cannot be written: {error.strerror}") from None
        return run

    @classmethod
    def resume(cls, path: Path, frozen: Mapping[str, Any]) -> Self:
        """Continue a run that was stopped. Raises RunError where its inputs have changed."""
        run = cls(path)
        known = run.frozen()
        changed = differences(known, frozen)
        if changed:
            raise RunError(
                f"{path} cannot be resumed: since it began, these have changed: {', '.join(changed)}. Start a new run",
                _NEW,
            )
        try:
            for partial in partial_files(path):
                partial.unlink(missing_ok=True)
        except OSError as error:
            raise RunError(f"{path}: the run folder cannot be read: {error.strerror}") from None
        return run

    def frozen(self) -> dict[str, Any]:
        """Return the inputs with which the run began. Raises RunError where this is no run folder."""
        try:
            found = json.loads((self.path / _RUN).read_text(encoding="utf-8"))
        except OSError as error:
            raise RunError(f"{self.path} is no run that could be resumed: {_RUN}: {error.strerror}") from None
        except ValueError:
            raise RunError(f"{self.path / _RUN} is damaged; start a new run", _NEW) from None
        if not isinstance(found, dict):
            raise RunError(f"{self.path / _RUN} is damaged; start a new run", _NEW)
        return found

    def results(self, plan: Iterable[Planned]) -> dict[str, Result]:
        """Return the results so far whose statement is unchanged on disk; all others are made again."""
        files = {planned.member_id: self.path / planned.file for planned in plan}
        try:
            results = [*self._finished(), *read_journal(self.path)]
        except OSError as error:
            raise RunError(f"{self.path}: the run folder cannot be read: {error.strerror}") from None
        rendered = [one for one in results if one.status == "rendered" and one.member_id in files]
        digests = digests_of({files[one.member_id] for one in rendered})
        return {one.member_id: one for one in rendered if digests[files[one.member_id]] == one.sha256}

    def _finished(self) -> Iterable[Result]:
        try:
            return read_results((self.path / _MANIFEST).read_bytes(), (self.path / _PROBLEMS).read_bytes())
        except FileNotFoundError:
            return ()
        except (ValueError, KeyError, csv.Error):
            return ()  # damaged by hand: everything is made again

    def plate_choice(self) -> tuple[frozenset[str], str] | None:
        """Return the keys of the chosen plates and the letters of the fonts; None where they are not chosen yet."""
        try:
            found = json.loads((self.path / _PLATES).read_text(encoding="utf-8"))
            return frozenset(map(str, found["keys"])), str(found["letters"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise RunError(f"{self.path / _PLATES} is damaged; start a new run", _NEW) from None

    def write_plate_choice(self, keys: Iterable[str], letters: str) -> None:
        """Write which plates are chosen, so that a resumed run uses the same ones. Raises RunError."""
        try:
            write_atomically(self.path / _PLATES, _json({"keys": sorted(keys), "letters": letters}))
        except OSError as error:
            raise RunError(f"{self.path}: {_PLATES} cannot be written: {error.strerror}") from None

    def finish(self, manifest: bytes, problems: bytes, corrections: bytes = b"") -> None:
        """Write manifest, problems and corrections; the run is then done. Raises RunError."""
        self.report(manifest, problems, corrections)
        try:
            for partial in partial_files(self.path):  # a killed worker leaves partial files
                partial.unlink(missing_ok=True)
            remove_journal(self.path)
        except OSError as error:
            raise RunError(f"{self.path}: the journal cannot be removed: {error.strerror}; go on", RESUME) from None

    def report(self, manifest: bytes, problems: bytes, corrections: bytes = b"") -> None:
        """Write manifest, problems and, where there are any, corrections as they are now. Raises RunError."""
        try:
            if corrections:
                write_atomically(self.path / _CORRECTIONS, corrections)
            write_atomically(self.path / _PROBLEMS, problems)
            write_atomically(self.path / _MANIFEST, manifest)
        except OSError as error:
            raise RunError(f"{self.path}: the manifest cannot be written: {error.strerror}") from None

    def journal(self) -> Journal:
        """Return the journal, to be opened for adding results."""
        return journal_of(self.path)


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n").encode()


def partial_files(path: Path) -> Iterable[Path]:
    """Return the partial files of a run that was killed: unfinished ones, and those for the workers."""
    if remote_path(path):  # a store writes files as a whole, and listing all folders takes long
        return [file for file in path.iterdir() if file.name.startswith(".") and file.name.endswith(PARTIAL_SUFFIX)]
    return path.rglob(f".*{PARTIAL_SUFFIX}")


def differences(known: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return the keys in which the frozen inputs of two runs differ; for a table, the keys in it."""
    names = []
    for key in sorted({*known, *found}):
        before, now = known.get(key), found.get(key)
        if _json(before) == _json(now):
            continue
        if isinstance(before, dict) and isinstance(now, dict):
            names += [
                f"{key}: {name}" for name in sorted({*before, *now}) if _json(before.get(name)) != _json(now.get(name))
            ]
        else:
            names.append(key)
    return names
