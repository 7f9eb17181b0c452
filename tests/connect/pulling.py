"""A workspace that pulls from a fake, as tests of systems use it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from tests.fakes.serving import Fake
from tests.workspaces import worked_example
from valuereport.actions.delivery.stop_lists import stop_lists
from valuereport.actions.pull import PullRequest, pull
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.answers.pull import PulledConnection
from valuereport.combine import combine
from valuereport.connect.clock import Clock
from valuereport.errors import Problem
from valuereport.loaders import load
from valuereport.model.stop_list import StopList
from valuereport.model.tables import Table

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@dataclass
class Moved:
    """A clock that a test moves; sleeping moves it, too."""

    moment: datetime = NOON
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.moment, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)

    def on(self, **time: float) -> None:
        self.moment += timedelta(**time)


@dataclass
class Pulling:
    """A workspace with one connection, and the fake behind it."""

    fake: Fake
    settings: Path
    connection: str
    time: Moved

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.settings)

    @property
    def folder(self) -> Path:
        return self.settings.parent / "pulls" / self.connection

    def pull(self, **request: object) -> PulledConnection:
        """Pull once, a minute later than before; what failed is a failure of the test."""
        self.time.on(minutes=1)
        (pulled,) = pull(self.workspace, PullRequest(**request), clock=self.time.clock)  # type: ignore[arg-type]
        assert not pulled.failed
        return pulled

    def failing(self) -> str:
        """Pull once, and return why nothing came of it."""
        self.time.on(minutes=1)
        (pulled,) = pull(self.workspace, PullRequest(), clock=self.time.clock)
        assert pulled.failed
        return pulled.failed

    def table(self, table: Table, source: str) -> pd.DataFrame:
        """Return the rows that a source feeds."""
        return self.tables({source: table})[source]

    def tables(self, sources: Mapping[str, Table]) -> dict[str, pd.DataFrame]:
        """Return the rows that several sources feed, by source: loading once is enough."""
        frames = load(self.workspace.settings).frames
        fed = {source: frames[table] for source, table in sources.items()}
        return {source: frame[frame["source"] == source].reset_index(drop=True) for source, frame in fed.items()}

    def problems(self) -> tuple[Problem, ...]:
        return load(self.workspace.settings).problems


@contextmanager
def pulling(
    fake: Fake, folder: Path, sources: str, *, connection: str, settings: str = "", secrets: Mapping[str, str] = {}
) -> Iterator[Pulling]:
    """Serve a fake, and make a workspace of the worked example that reads these sources of it, too.

    `sources`: the [[source]] tables; `settings`: more lines of the [[connection]], {url} replaced. `secrets`: by the
    end of their variable, such as TOKEN, which is the fake's own where none are given.
    """
    with fake.serving():
        path = worked_example(folder)
        said = settings.replace("{url}", fake.url) or f'base_url = "{fake.url}"'
        path.write_text(f'{path.read_text()}\n[[connection]]\nname = "{connection}"\n{said}\n{sources}')
        prefix = f"VALUEREPORT_{connection.upper().replace('-', '_')}_"
        given = {f"{prefix}{name}": value for name, value in (secrets or {"TOKEN": fake.token}).items()}
        with patch.dict(os.environ, given):
            yield Pulling(fake, path, connection, Moved())


def row(frame: pd.DataFrame, column: str, value: str) -> dict[str, object]:
    """Return the one row that has this value in a column."""
    (found,) = frame[frame[column] == value].to_dict("records")
    return {str(name): each for name, each in found.items()}


def kept_of(folder: Path) -> bytes:
    """Return all that is kept of a connection's pulls, unpacked."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return b"".join(gzip.decompress(one.read_bytes()) if one.suffix == ".gz" else one.read_bytes() for one in files)


def lists_of(pulling: Pulling) -> tuple[StopList, ...]:
    """Return the lists of those who get no email, as the pulls have them."""
    settings = pulling.workspace.settings
    return stop_lists(settings, combine(load(settings), settings))
