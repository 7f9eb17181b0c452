"""As somebody who wants in: what is named, sent and written may be anything, and does no more than it should."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import threading
import time
import urllib.parse
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.deliver.campaigns import campaign, member, write_run
from tests.desks import OpenDesk, Reply, opened
from tests.workspaces import edited
from valuereport.actions.at_work import place_of, writing
from valuereport.actions.exports import exports
from valuereport.actions.workspace import open_workspace
from valuereport.desk.pages import PLACES
from valuereport.desk.workplace import SETTINGS
from valuereport.files import is_shared, share
from valuereport.model.person import ROLES, Role

EVIL = """<script>x()</script>{{7777*3}}{% raw %}" onfocus="x()' onload='x() <x-evil>"""
NAME = EVIL.replace("/", "")  # where it is the name of a file
SHOWN = [place.path for place in PLACES if place.show]
ACTS = [place for place in PLACES if place.act]
OWN = {"Sec-Fetch-Site": "same-origin"}


class Tags(HTMLParser):
    """The tags of a page, those that no template of ours has, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.evil: list[object] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.evil += [(name, value) for name, value in attrs if name.startswith("on") or name == "style"]
        self.evil += [value for value in named.values() if (value or "").strip().lower().startswith("javascript:")]
        if tag == "x-evil" or (tag == "script" and named.get("src") != "/static/desk.js"):
            self.evil.append(tag)
        link = named.get("href") or named.get("src") or named.get("data-follow") or ""
        if link.startswith("/") and not link.startswith("/static"):
            self.links.append(link)


def walked(desk: OpenDesk, begin: tuple[str, ...]) -> dict[str, Reply]:
    """Ask for all pages that links lead to: one of each path and names of fields."""
    found, left, asked = dict[str, Reply](), list(begin), list[str]()
    while left:
        address = left.pop(0)
        path, _, query = address.partition("?")
        kind = f"{path} {sorted(urllib.parse.parse_qs(query))}"
        if address in found or (address not in begin and kind in asked):
            continue
        asked.append(kind)
        reply = found[address] = desk.get(address)
        if is_page(reply):
            left += [one.partition("#")[0] for one in Tags(reply.text).links]
        left += [reply.headers["location"]] if reply.status == 303 else []
    return found


def is_page(reply: Reply) -> bool:
    """Return whether an answer is a page or a part of one, and no message to members, which has a style of its own."""
    headers = reply.headers
    return headers.get("content-type", "").startswith("text/html") and "sandbox" not in headers["content-security-policy"]


def state(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".desk" not in file.parts)
    return {str(file): file.read_bytes() for file in files if file.name != ".find.json"}  # a search keeps its list


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with tags and signs of templates in all that somebody may have written."""
    folder = tmp_path_factory.mktemp("attacks") / "w"
    names = {"Name": EVIL, "Street": EVIL, "City": EVIL, "Grade": EVIL}
    settings = campaign(folder, [member(0, **names), member(1, Email=""), member(2)])
    for old in ("Guild of Examples", "1 Sample Street", "A. Writer", "Membership Secretary"):
        edited(settings, f'"{old}"', f"'''{EVIL}'''")
    edited(settings, "[email]", '[print]\nmembers = "without-email"\n\n[email]')
    edited(folder / "taxonomy.toml", '"Template downloads"', f"'''{EVIL}'''")
    row = f'M0000,template-download,2026-03-02,"{EVIL.replace(chr(34), chr(34) * 2)}",1,,t1'
    (folder / "history.csv").write_text(
        f"Member,Activity,Date,Title,Quantity,Amount,Reference\n{row}\n{row.replace('M0000', 'nobody <x-evil>')}\n"
    )
    (folder / "fees.csv").write_text("Member,Amount,Currency,Paid\nM0000,325.00,GBP,2026-01-05\n")
    (folder / f"{NAME}.csv").write_text(f"{NAME}\n1\n")
    write_run(folder / "output" / NAME, [("M0000", "en-GB")])
    for file in (folder / "output" / NAME).iterdir():
        os.utime(file, (0, 0))  # the run r is the newest
    return folder


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[OpenDesk]:
    with opened(folder, name=EVIL) as found:
        found.enter()
        yield found


def test_nothing_that_is_written_becomes_a_tag_or_a_template_and_no_page_changes_anything(
    desk: OpenDesk, folder: Path
) -> None:
    before = state(folder)
    own = {"id": "M0000", "member": "M0000"}
    asked = [{}, {"run": NAME, **own}, dict.fromkeys(("id", "run", "member"), EVIL)]
    found = walked(desk, tuple(f"{path}?{urllib.parse.urlencode(each)}" for path in SHOWN for each in asked))
    for address, reply in found.items():
        assert reply.status in (200, 303, 400, 409, 422), (address, reply.text)
        if is_page(reply):
            assert not Tags(reply.text).evil, address
            assert "23331" not in reply.text, address
            assert "<x-evil>" not in reply.text, address
    assert sum("&lt;x-evil&gt;" in reply.text for reply in found.values() if b"<html" in reply.body) > 50
    assert state(folder) == before
