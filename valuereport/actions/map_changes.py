"""What saving a mapping would change of a workspace's files, and which of its sources would be gone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Final, Literal

from valuereport.actions.map import ToWrite

What = Literal["new", "changed", "same", "kept"]
_SOURCES: Final = "source"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file: whether it is new, changed, the same, or kept because somebody wrote it; `diff` of a changed one."""

    path: Path
    what: What
    diff: str = ""


@dataclass(frozen=True, slots=True)
class MapChanges:
    """The files, the settings first; `gone`: the sources that the settings have now and would not have any more."""

    files: tuple[FileChange, ...]
    gone: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Return whether what is there is what would be written."""
        return all(one.what in ("same", "kept") for one in self.files)


def map_changes(proposed: ToWrite) -> MapChanges:
    """Compare what would be written with what is there. Files that begin with a point are the mapping's own memory."""
    shown = {path: text for path, text in proposed.texts.items() if not path.name.startswith(".")}
    files = [_change(path, text) for path, text in shown.items()]
    files += [FileChange(path, "kept") for path in proposed.kept]
    before, after = _sources(_there(proposed.settings)), _sources(proposed.texts[proposed.settings])
    return MapChanges(tuple(files), tuple(name for name in before if name not in after))


def _change(path: Path, text: str) -> FileChange:
    there = _there(path)
    if not there:
        return FileChange(path, "new")
    if there == text:
        return FileChange(path, "same")
    lines = unified_diff(there.splitlines(), text.splitlines(), path.name, path.name, n=2, lineterm="")
    return FileChange(path, "changed", "\n".join(lines))


def _there(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _sources(text: str) -> list[str]:
    try:
        found = tomllib.loads(text).get(_SOURCES, [])
    except tomllib.TOMLDecodeError:
        return []
    return [str(one.get("name", "")) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
