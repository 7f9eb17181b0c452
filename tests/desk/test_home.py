"""Home: the next step with whose it is, and how many files count, as on the page of the exports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desks import opened
from tests.workspaces import sample_workspace
from valuereport.actions.exports import exports_read
from valuereport.actions.workspace import open_workspace
from valuereport.model.person import ROLES, Role


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_workspace(tmp_path_factory.mktemp("home") / "workspace")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_do_the_next_step_is_told_whose_it_is(folder: Path, role: Role) -> None:
    with opened(folder, role) as desk:
        desk.enter()
        page = desk.get("/").text
    theirs = role in ("operator", "approver")
    assert "Check the exports" in page
    assert ("For the role “operator”:" in page) != theirs
    assert ("Go there" in page) == ("In a terminal:" in page) == theirs


def test_nobody_is_led_to_exports_who_may_not_bring_any(tmp_path: Path) -> None:
    for role in ROLES:
        with opened(tmp_path, role) as desk:
            desk.enter()
            assert ('href="/exports"' in desk.get("/").text) == (role in ("operator", "approver"))


def test_files_are_counted_once_and_the_same_everywhere(folder: Path) -> None:
    number, names = exports_read(open_workspace(folder / "valuereport.toml"))
    with opened(folder) as desk:
        desk.enter()
        home, page = desk.get("/").text, desk.get("/exports").text
    assert number == len(names) > 10
    assert re.search(rf'class="figure">{number}</p>\s*<p class="note">files that the settings read</p>', home)
    assert f"The settings read {number} files of exports." in page
    before, _, after = page.partition("Other files")
    used, others = (re.findall(r'<th scope="row">([^<]+)</th>', one) for one in (before, after))
    assert set(used) == names
    assert others
