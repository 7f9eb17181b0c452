"""Desks over the sample organisation, and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import browser
from tests.desks import OpenDesk, opened
from tests.workspaces import sample_workspace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Return a desk over a copy of the sample organisation, as somebody who may do everything and has come in."""
    with opened(sample_workspace(tmp_path / "workspace")) as found:
        found.enter()
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a real browser; the test is skipped where this machine has none."""
    command = browser()
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=command, args=["--no-sandbox"])
        yield found
        found.close()
