"""Stories on the desk: what a viewer reads, what may be handed on, whom marketing may quote, and making them anew."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import tree
from tests.desks import OpenDesk, opened

RUN = "r"


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(published, tmp_path_factory.mktemp("stories") / "workspace")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[OpenDesk]:
    with opened(folder) as found:
        found.enter()
        yield found


@pytest.fixture(scope="module")
def viewer(folder: Path) -> Iterator[OpenDesk]:
    with opened(folder, "viewer", "Rosa Lind") as found:
        found.enter()
        yield found


def texts(page: object) -> set[str]:
    """Return every text of a composed page but names of its parts."""
    if isinstance(page, dict):
        return {text for key, one in page.items() if key not in ("name", "drawing", "direction") for text in texts(one)}
    if isinstance(page, list):
        return {text for one in page for text in texts(one)}
    return {page} if isinstance(page, str) else set()


def test_a_viewer_reads_every_text_of_the_sections_and_is_told_that_a_draft_is_none_to_publish(
    viewer: OpenDesk, folder: Path
) -> None:
    shown = html.unescape(viewer.get("/stories").text)
    page = json.loads((folder / f"output/{RUN}/stories/page-en-GB.json").read_text(encoding="utf-8"))
    sections = [{key: value for key, value in one.items() if key != "pictures"} for one in page["sections"]]
    assert not {text for text in texts([sections, page["hero"], page["sentences"]]) if text not in shown}
    assert "A draft: do not publish it." in shown
    assert "stories/download" not in shown
    assert "/stories/make" not in shown
    assert "/stories/consents" not in shown
    assert viewer.get("/stories/make", run=RUN).status == viewer.get("/stories/consents").status == 403


def test_pictures_are_files_with_their_words_and_no_other_file_of_the_run_is_handed_out(
    viewer: OpenDesk, folder: Path
) -> None:
    page = viewer.get("/stories").text
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]*)"', page)
    assert len(pictures) > 4
    assert all(words for _, words in pictures)
    reply = viewer.get(html.unescape(pictures[0][0]))
    assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
    assert reply.body.startswith(b"<svg")
    for name in (
        "published.json",
        "files.csv",
        "../run.json",
        "../manifest.csv",
        "/etc/passwd",
        "lists/alerts.csv",
        "",
    ):
        assert viewer.get("/stories/file", run=RUN, name=name).status == 400, name
    for run in ("../r", str(folder / "output" / RUN), "", "none"):
        assert viewer.get("/stories/file", run=run, name="stories.csv").status == 400, run


def test_the_archive_holds_what_is_for_everybody_as_it_lies_in_the_run(viewer: OpenDesk, folder: Path) -> None:
    made = folder / "output" / RUN / "stories"
    with zipfile.ZipFile(io.BytesIO(viewer.get("/stories/download", run=RUN).body)) as archive:
        names = set(archive.namelist())
        assert all(archive.read(name) == (made / name).read_bytes() for name in names)
    assert {"stories.csv", "story-en-GB.html", "story-en-GB.pdf", "pictures/en-GB/pictures.csv"} <= names
    private = {"published.json", "disclosure.csv", "claims.csv", "files.csv", "page-en-GB.json"}
    assert not names & private
    assert names | private == {str(file.relative_to(made)) for file in made.rglob("*") if file.is_file()}


def test_whom_marketing_may_quote_and_why_other_rows_allow_nothing(desk: OpenDesk) -> None:
    page = desk.get("/stories/consents", run=RUN).text
    assert "The &lt;b&gt;webinars&lt;/b&gt; are short enough" in page
    allowed, others = page.split("Rows that allow nothing")
    assert "The annual review is on my desk all year." in allowed  # for print alone
    assert "My mentor read" not in page  # expired
    assert others.index("the consent has expired") < others.index("the consent is withdrawn")


def test_a_member_is_asked_for_a_story_after_a_look_and_only_once(desk: OpenDesk, folder: Path) -> None:
    before = tree(folder / "output"), (folder / "consents.csv").read_bytes()
    candidates = re.findall(r"/stories/ask\?member=(\w+)", desk.get("/stories/consents", run=RUN).text)
    member = candidates[0]
    look = desk.get("/stories/ask", member=member).text
    assert "will be written, with a form to sign" in look
    assert (tree(folder / "output"), (folder / "consents.csv").read_bytes()) == before
    written = desk.follow(desk.post("/stories/ask", member=member)).text
    (letter,) = re.findall(r'href="(/stories/letter[^"]+)"', written)
    assert desk.get(html.unescape(letter)).body.startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO((folder / "consents.csv").read_text("utf-8-sig"))))
    assert (rows[-1]["member_id"], rows[-1]["draft"], rows[-1]["asked_by"]) == (member, "yes", "Anna Berg")
    again = desk.get("/stories/ask", member=member)
    assert again.status == 409
    assert "has been asked before" in again.text
    assert desk.get("/stories/letter", member="../../r/run", locale="en-GB").status == 400


def test_making_says_first_what_it_would_say(desk: OpenDesk, folder: Path) -> None:
    made = folder / "output" / RUN / "stories"
    before = tree(made)
    form = {"run": RUN, "by": "region", "locale": "en-GB", "scope": "print"}
    wrong = desk.post("/stories/make", **form | {"by": "shoe"}, look="yes")
    assert wrong.status == 422
    assert "Choose from what is listed." in wrong.text
    look = html.unescape(desk.post("/stories/make", **form, look="yes").text)
    assert "A draft: nobody has approved the run" in look
    assert "region West: 0.91 times the fee" in look
    assert "valuereport stories --run r --by region --locale en-GB --scope print --draft" in look
    assert tree(made) == before


def test_what_is_made_in_the_background_and_cannot_be_made_says_so_on_the_page(published: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(published, tmp_path / "ws", ignore=shutil.ignore_patterns("statements", "histories"))
    with opened(folder, "operator") as desk:
        desk.enter()
        page = desk.follow(desk.post("/insights/make", run=RUN, make="yes")).text
        while 'data-follow="/job' in page:
            time.sleep(0.2)
            page = desk.get("/insights", run=RUN).text
        assert "could not reach its end" in page
        assert "histories" in page
        assert '<h2 id="priorities">' in page  # what was made before is still there
        assert 'class="box" data-ended' in page  # or a script would load the page for ever
        with opened(folder, "viewer") as looked:
            looked.enter()
            assert "could not reach its end" not in looked.get("/insights", run=RUN).text
