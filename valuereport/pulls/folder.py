"""The folder of a pull: its name, its state, and what it says about itself (pull.json)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from valuereport.errors import SourceError
from valuereport.files import digest, write_atomically

UNDER_WAY: Final = "under way"
FINISHED: Final = "finished"
_ABOUT: Final = "pull.json"
_NAME: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_FORMAT: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a pull says about itself.

    `started`: when it began, by the clock of the system where that is behind ours.
    `base`: the pull that it adds to, empty where it holds everything; `base_sha256`: that one's hash at the time.
    `records`: by the name of the records, `rows` (how many), `sha256` of their file, and `complete`: whether they are
    all there are, or those that have changed since the base. `pages`: by the name of the endpoint, how many `pages`
    and the `sha256` over their bodies. `asked`: by records, the headings that were asked for, with the `options` of the
    connection. `forgotten`: how often somebody was erased in it, with the hashes before and after.
    """

    connection: str
    system: str
    started: str
    version: str
    state: str = UNDER_WAY
    base: str = ""
    base_sha256: str = ""
    finished: str = ""
    calls: int = 0
    waits_until: str = ""
    waits_for: str = ""
    asked: Mapping[str, list[str]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forgotten: tuple[Mapping[str, str], ...] = ()

    @property
    def sha256(self) -> str:
        """Return what names this pull: a hash over all bodies and rows, and the pull that it adds to; of no time."""
        return digest(json.dumps([self.base_sha256, self.pages, self.records], sort_keys=True).encode())

    @property
    def is_finished(self) -> bool:
        """Return whether all of it has arrived."""
        return self.state == FINISHED


def pull_name(moment: datetime) -> str:
    """Return the name of a pull that began at a moment: 20261129T101500Z."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def started_at(name: str) -> datetime:
    """Return when a pull of this name began."""
    return datetime.strptime(name, _FORMAT).replace(tzinfo=UTC)


def pulls_of(folder: Path) -> list[str]:
    """Return the names of all pulls in the folder of a connection, the oldest first."""
    try:
        return sorted(one.name for one in folder.iterdir() if _NAME.fullmatch(one.name) and (one / _ABOUT).is_file())
    except OSError:
        return []


def newest(folder: Path) -> str:
    """Return the name of the newest pull that is finished; empty where there is none."""
    return next((name for name in reversed(pulls_of(folder)) if read_about(folder / name).is_finished), "")


def read_about(pull: Path) -> Frozen:
    """Return what a pull says about itself. Raises SourceError where it cannot be read."""
    try:
        return frozen_pull(json.loads((pull / _ABOUT).read_bytes()))
    except OSError as error:
        raise SourceError(f"{pull / _ABOUT}: cannot be read: {error.strerror}") from None
    except (ValueError, TypeError) as error:
        raise SourceError(
            f"{pull / _ABOUT}: is not what a pull says about itself ({error}): remove the folder {pull.name}, and "
            "pull again"
        ) from None


def frozen_pull(said: Mapping[str, Any]) -> Frozen:
    """Return a pull from the content of its pull.json. Raises TypeError, ValueError."""
    known = {name: value for name, value in said.items() if name in Frozen.__dataclass_fields__}
    found = Frozen(**known)
    return replace(found, forgotten=tuple(found.forgotten))


def write_about(pull: Path, about: Frozen) -> None:
    """Write what a pull says about itself. Raises OSError."""
    said = {**asdict(about), "sha256": about.sha256 if about.is_finished else ""}
    write_atomically(pull / _ABOUT, json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n")
