"""What holds for every page of the desk: it shows, and nothing stands in it or happens by it that may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import OpenDesk, opened
from tests.workspaces import sample_workspace
from valuereport.desk.frame import LANGUAGES
from valuereport.desk.pages import PLACES
from valuereport.model.person import ROLES, Role

SHOWN = [place.path for place in PLACES if place.show]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_workspace(tmp_path_factory.mktemp("pages") / "workspace")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[OpenDesk]:
    with opened(folder) as found:
        found.enter()
        yield found


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_shows_what_it_is_and_has_no_script_or_style_inside(desk: OpenDesk, path: str) -> None:
    reply = desk.get(path)
    assert reply.status in (200, 303, 400, 409)  # a page about a member or a run wants to know which
    if b"<html" not in reply.body:  # a part of a page, a file, or the way to another page
        return
    assert len(re.findall("<h1>[^<]+</h1>", reply.text)) == 1
    assert not re.search(r"<script(?! src=\"/static/desk.js\" defer>)|<style|\sstyle=|\son\w+=|javascript:", reply.text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', reply.text)
    assert "</html>" in reply.text


def test_a_get_of_any_page_changes_nothing_of_the_workspace(desk: OpenDesk, folder: Path) -> None:
    def state() -> dict[str, bytes]:
        files = (file for file in folder.rglob("*") if file.is_file() and ".desk" not in file.parts)
        return {str(file): file.read_bytes() for file in files if file.name != ".find.json"}  # a search keeps its list

    before = state()
    for path in SHOWN:
        desk.get(path)
    assert state() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_and_shown_what_it_may_do(folder: Path, role: Role) -> None:
    with opened(folder, role) as found:
        found.enter()
        offered = set(re.findall(r'<li><a href="(/[a-z-]*)"', found.get("/").text))
        for place in PLACES:
            allowed = ROLES.index(role) >= ROLES.index(place.role)
            if place.show:
                assert (found.get(place.path).status == 403) == (not allowed), place.path
            if place.act and not allowed:
                assert found.post(place.path).status == 403, place.path
            assert allowed or place.path not in offered


def test_the_desk_speaks_twelve_languages(desk: OpenDesk) -> None:
    headings = set()
    for language in LANGUAGES:
        desk.follow(desk.post("/language", back="/check", language=language))
        page = desk.get("/check").text
        assert f'<html lang="{language}' in page
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
        headings.add(re.findall("<h1>([^<]+)</h1>", page)[0])
    assert len(headings) > 8
