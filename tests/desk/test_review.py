"""Review and approve: what is shown, who may say yes to what, and what a changed file makes of it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.commands import tree
from tests.deliver.campaigns import campaign, look, member, run_of
from tests.desks import OpenDesk, opened
from tests.workspaces import edited
from valuereport.actions.approve import approval_of
from valuereport.actions.workspace import open_workspace
from valuereport.batch import record_maker

MEMBERS = [member(number) for number in range(3)]


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return campaign(tmp_path, MEMBERS)


def digest_on(page: str) -> str:
    return re.findall(r'name="digest" value="([0-9a-f]{64})"', page)[0]


def asked(desk: OpenDesk, **more: str) -> str:
    """Go on from the review to the page before the approval; return that page."""
    page = desk.get("/review", run="r").text
    return desk.post("/review", run="r", digest=digest_on(page), **more).text


def test_looked_over_and_approved_in_the_visitors_name(settings: Path) -> None:
    record_maker(settings.parent / "output" / "r", "Ben Roth", made_before=False)
    before = tree(settings.parent)
    with opened(settings.parent) as desk:
        desk.enter()
        page = desk.get("/review").text  # the newest run where none is named
        assert "Review of the run r" in page
        assert "made by Ben Roth" in page
        assert '<a href="/member?id=M0002">M0002</a>' in page
        assert "Largest and smallest in GBP" in page
        assert "valuereport approve r" in page
        picture = desk.get("/review/picture", run="r", page="0")
        assert picture.body.startswith(b"\x89PNG")
        assert "sandbox" in picture.headers["content-security-policy"]
        assert desk.get("/review/picture", run="r", page="99").status == 400
        assert desk.get("/review", run="../r").status == 400
        assert {name: each for name, each in tree(settings.parent).items() if not name.startswith(".desk")} == before

        page = asked(desk)
        assert "Approve r?" in page
        assert "3 statements may be delivered as soon as Anna Berg has approved them" in page
        assert "Ben Roth" in page
        assert (settings.parent / "output" / "r" / "review.html").exists()
        run, workspace = run_of(settings), open_workspace(settings)
        assert approval_of(workspace, run) is None
        shown = desk.follow(desk.post("/review/yes", run="r", digest=digest_on(page)))
        assert "r is approved by Anna Berg." in shown.text
        found = approval_of(workspace, run)
        assert found
        assert (found.operator, found.digest) == ("Anna Berg", run.digest)
        page = desk.get("/review", run="r").text
        assert "Approved by Anna Berg on" in page
        assert "Go on to the approval" not in page


def test_who_used_nothing_counts_in_the_edition_of_light_use(settings: Path) -> None:
    manifest = settings.parent / "output" / "r" / "manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0] |= {"edition": "light-use", "engagements": "0"}
    with manifest.open("w", encoding="utf-8", newline="") as stream:
        written = csv.DictWriter(stream, rows[0])
        written.writeheader()
        written.writerows(rows)
    with opened(settings.parent) as desk:
        desk.enter()
        assert "light-use (nothing used)" in desk.get("/review", run="r").text
        counts = asked(desk).partition("Statements by edition")[2]
        assert re.findall(
            r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', re.sub(r">\s+<", "><", counts)
        ) == [
            ("Standard", "2"),
            ("Light use", "1"),
        ]


def test_what_changed_since_it_was_looked_at_is_not_approved(settings: Path) -> None:
    with opened(settings.parent) as desk:
        desk.enter()
        page = asked(desk)
        manifest = settings.parent / "output" / "r" / "manifest.csv"
        edited(manifest, "M0002,rendered,en-GB", "M0002,rendered,de-DE")
        refused = desk.post("/review/yes", run="r", digest=digest_on(page))
        assert refused.status == 409
        assert "The run has changed since you looked at it" in refused.text
        statement = next((settings.parent / "output" / "r" / "statements").rglob("M0001.pdf"))
        statement.write_bytes(b"another one")
        void = desk.get("/review", run="r")
        assert void.status == 409
        assert "member M0001: the statement is not the one that the run made. An approval of it is void." in void.text
        assert "/review/yes" not in void.text
    assert approval_of(open_workspace(settings), run_of(settings)) is None


def test_who_may_not_approve_is_not_offered_it_and_refused(settings: Path) -> None:
    with opened(settings.parent, "operator") as desk:
        desk.enter()
        page = desk.get("/review", run="r").text
        assert "Go on to the approval" not in page
        assert "Somebody with the role approver approves it" in page
        done = desk.follow(desk.post("/review", run="r", digest=digest_on(page)))
        assert "The review sheet is written." in done.text
        assert desk.post("/review/yes", run="r", digest=digest_on(page)).status == 403
        assert "Look it over" in desk.get("/deliver", run="r").text

    edited(settings, "[period]", "[approval]\nby_another = true\n\n[period]")
    (settings.parent / "output" / "r" / "made_by.json").unlink(missing_ok=True)
    record_maker(settings.parent / "output" / "r", "anna berg", made_before=False)
    with opened(settings.parent) as desk:
        desk.enter()
        page = asked(desk)
        assert "wants another person than who made it, and anna berg has made it" in page
        assert "/review/yes" not in page
        digest = digest_on(desk.get("/review", run="r").text)
        assert desk.post("/review/yes", run="r", digest=digest).status == 409
    look(settings)
    assert approval_of(open_workspace(settings), run_of(settings)) is None
