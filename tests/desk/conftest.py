"""Desks over the sample organisation, and a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import browser
from tests.desks import OpenDesk, opened
from tests.once import made_once
from tests.workspaces import sample_workspace
from valuereport.actions.insights import InsightsRequest, insights
from valuereport.actions.stories import StoriesRequest, stories
from valuereport.actions.workspace import open_workspace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Return a desk over a copy of the sample organisation, as somebody who may do everything and has come in."""
    with opened(sample_workspace(tmp_path / "workspace")) as found:
        found.enter()
        yield found


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, sample_run: Path) -> Path:
    """Return a workspace whose run has insights and a draft of stories: made once, and read or copied."""

    def make(folder: Path) -> None:
        sample_workspace(folder)
        shutil.copytree(sample_run, folder / "output" / "r")
        workspace = open_workspace(folder / "valuereport.toml")
        insights(workspace, InsightsRequest("r", locales=("en-GB", "de-DE")))
        stories(workspace, StoriesRequest("r", ("sector",), draft=True, although_below_fee=True))

    return made_once(tmp_path_factory, "published", make)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a real browser; the test is skipped where this machine has none."""
    command = browser()
    try:
        play = sync_playwright().start()
    except Exception as error:
        pytest.skip(f"playwright does not start ({error}); on Debian its driver needs libatomic1")
    found = play.chromium.launch(executable_path=command, args=["--no-sandbox"])
    yield found
    found.close()
    play.stop()
