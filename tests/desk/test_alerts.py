"""Alerts and replies on the desk: dealt with, put off and told after a look; nothing about members without scoring."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.actions.test_feedback import answered, path, token
from tests.desks import OpenDesk, opened
from tests.workspaces import edited
from valuereport.actions.alerts.kept import AlertsRequest, KeptAlerts, alerts
from valuereport.actions.workspace import open_workspace
from valuereport.model.person import Person

__all__ = ["path"]  # a fixture: a workspace whose statements may be answered

TODAY = date.today()  # noqa: DTZ011 - the desk goes by the wall


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """A copy without the run's statements: alerts need the ledger and the list of names alone."""
    return shutil.copytree(published, tmp_path / "workspace", ignore=shutil.ignore_patterns("statements", "stories"))


@pytest.fixture
def desk(folder: Path) -> Iterator[OpenDesk]:
    with opened(folder, "operator") as found:
        found.enter()
        yield found


def kept(folder: Path, state: str = "") -> KeptAlerts:
    workspace = replace(open_workspace(folder / "valuereport.toml"), person=Person("Ben", "operator"))
    return alerts(workspace, AlertsRequest(TODAY, ("done",) if state == "done" else ()))


def test_alerts_are_chosen_and_dealt_with_or_put_off_after_a_look(desk: OpenDesk, folder: Path) -> None:
    first, second, third, *_ = kept(folder).alerts
    listed = desk.get("/alerts").text
    assert listed.index(f'value="{first.id}"') < listed.index(f'value="{second.id}"')
    look = desk.get(f"/alerts/chosen?id={first.id}&id={second.id}").text
    assert "These 2 alerts are dealt with" in look
    assert html.escape(first.reason, quote=False)[:20] in look
    wrong = desk.post("/alerts/chosen", id=first.id, done="yes", note=" ")
    assert wrong.status == 422
    assert "Say in a few words what was done." in wrong.text
    assert f'name="id" value="{first.id}"' in wrong.text
    assert desk.post("/alerts/chosen", id=third.id, snooze="yes", until=str(TODAY)).status == 422
    assert not kept(folder, "done").alerts
    body = f"id={first.id}&id={second.id}&done=yes&note=rang".encode()
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    done = desk.follow(desk.ask("POST", "/alerts/chosen", body, sent)).text
    assert "2 alerts are dealt with." in done.replace("\xa0", " ")
    until = TODAY + timedelta(days=30)
    desk.follow(desk.post("/alerts/chosen", id=third.id, snooze="yes", until=str(until), why="on leave"))
    assert {(one.id, one.operator, one.note) for one in kept(folder, "done").alerts} == {
        (first.id, "Anna Berg", "rang"),
        (second.id, "Anna Berg", "rang"),
    }
    (left,) = (one for one in kept(folder).alerts if one.id == third.id)
    assert (left.state, left.snoozed_until, left.note) == ("snoozed", until, "on leave")
    assert "rang" in desk.get("/alerts", state="done").text


def test_owners_are_told_counts_and_nothing_of_members(desk: OpenDesk, folder: Path) -> None:
    page = desk.get("/alerts/digest").text
    found = kept(folder)
    for group in found.groups:
        assert f"<td>{group.rule}</td>" in page
        assert group.owner in page
    assert sum(one.open for one in found.groups) == found.counts["open"]
    assert not re.search(r"\b[MF]\d{3,4}\b", page)


def test_without_scoring_nothing_about_members_is_shown_and_the_page_says_why(desk: OpenDesk, folder: Path) -> None:
    about = [one for one in kept(folder).alerts if one.about == "member"]
    names = set(re.findall(r'<a href="/member\?id=[^"]+">([^<]+)', desk.get("/alerts").text))
    assert names
    edited(folder / "valuereport.toml", 'assessed_by = "Priya', '# assessed_by = "Priya')
    page = desk.get("/alerts").text
    assert f"{len(about)} alerts about members are not shown." in page
    assert "nobody answers for that yet" in page
    assert not [name for name in names if name in page]
    assert desk.follow(desk.get("/alerts/chosen", id=about[0].id)).status == 200  # back to the list: none is chosen


def test_what_members_say_is_wrong_is_corrected_after_a_look_or_declined_with_a_reason(path: Path) -> None:
    answered(
        path,
        f"2026-11-02 10:00:00,{token('W1')},en,no,My street is <b>7</b> Long Row,,9,More <i>webinars</i>",
        f"2026-11-03 10:00:00,{token('W2')},de,no,,,,",
        f"2026-11-05 10:00:00,{token('W2')},de,,Bin umgezogen,,8,",
    )
    folder = path.parent
    with opened(folder, "operator") as desk:
        desk.enter()
        page = desk.get("/replies").text
        assert "My street is &lt;b&gt;7&lt;/b&gt; Long Row" in page
        assert "More &lt;i&gt;webinars&lt;/i&gt;" in page
        first, second, third = re.findall(r"/replies/one\?id=(\w+)", page)
        assert desk.post("/replies/one", id=first, field="street", value="", look="yes").status == 422
        look = desk.post("/replies/one", id=first, field="street", value="7 Long Row", look="yes").text
        assert re.search(r"1 Lane</td>\s*<td>7 Long Row", look)
        assert not (folder / "corrections.csv").exists()
        done = desk.follow(desk.post("/replies/one", id=first, field="street", value="7 Long Row", accept="yes")).text
        assert "The proposal of Ann Able is accepted." in done
        assert "7 Long Row" in (folder / "corrections.csv").read_text("utf-8")
        assert desk.post("/replies/one", id=second, decline="yes", reason="").status == 422
        desk.follow(desk.post("/replies/one", id=second, decline="yes", reason="rang: all is right"))
        desk.follow(desk.post("/replies/one", id=third, elsewhere="yes", note="in the CRM"))
        last = desk.get("/replies").text
        assert "No reply waits for you." in last
        assert "3 that are decided" in last
        assert desk.post("/replies/one", id=first, decline="yes", reason="no").status == 422  # it is decided
        assert desk.get("/replies/one", id="nobody").status == 400
