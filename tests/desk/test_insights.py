"""Insights on the desk: leadership sees every text of the page and no member; lists are for operators alone."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.test_stories import texts
from tests.desks import OpenDesk, opened

RUN = "r"


@pytest.fixture(scope="module")
def desk(published: Path) -> Iterator[OpenDesk]:
    with opened(published) as found:
        found.enter()
        yield found


@pytest.fixture(scope="module")
def viewer(published: Path) -> Iterator[OpenDesk]:
    with opened(published, "viewer", "Rosa Lind") as found:
        found.enter()
        yield found


def test_leadership_reads_every_text_of_the_page_and_of_no_member(viewer: OpenDesk, published: Path) -> None:
    reply = viewer.get("/insights")
    shown = html.unescape(reply.text)
    made = published / "output" / RUN / "insights"
    page = json.loads((made / "page-en-GB.json").read_text(encoding="utf-8"))
    drawn = ("scatters", "pictures", "trees")
    sections = [{key: value for key, value in one.items() if key not in drawn} for one in page["sections"]]
    lines = {line for text in texts([sections, page["lead"], page["figures"]]) for line in text.split("\n")}
    assert not {line for line in lines if line not in shown}
    names = [one["name"] for one in page["sections"]]
    assert {"priorities", "tree", "kano", "flywheel", "cohorts"} <= set(names)
    assert re.findall(r'<h2 id="([\w-]+)"', reply.text) == names
    undrawn = re.sub("<svg.*?</svg>", "", reply.text, flags=re.DOTALL)  # whose paths begin with M and a number
    assert not re.search(r"\b[MF]\d{3,4}\b|/insights/members", undrawn)
    assert viewer.get("/insights/members", run=RUN, name="health").status == 403


def test_the_tree_is_drawn_and_stands_as_lists_whose_lines_lead_to_rows(viewer: OpenDesk) -> None:
    page = viewer.get("/insights").text
    (drawing,) = re.findall(r'<div class="wide">(<svg.*?</svg>)', page, re.DOTALL)
    assert not re.search(r"\sstyle=|<style|<script", drawing)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert len(links) > 30
    assert links <= set(re.findall(r'\sid="([^"]+)"', page))


def test_each_chart_is_a_picture_with_its_words_wide_and_for_a_phone(viewer: OpenDesk) -> None:
    page = viewer.get("/insights").text
    charts = re.findall(r'srcset="([^"]+)"><img src="([^"]+)" alt="([^"]+)"', page)
    assert len(charts) >= 4
    for narrow, wide, _ in charts:
        widths = [
            float(re.search(r'width="([\d.]+)"', viewer.get(html.unescape(one)).text)[1])  # type: ignore[index]
            for one in (narrow, wide)
        ]
        assert widths[0] < 320 < widths[1]
    assert viewer.get("/insights/picture", run=RUN, locale="en-GB", name="../kano").status == 400
    assert viewer.get("/insights/picture", run=RUN, locale="../..", name="kano").status == 400


def test_the_language_is_the_desks_where_there_is_such_a_page(viewer: OpenDesk) -> None:
    viewer.follow(viewer.post("/language", back="/insights", language="de"))
    assert '<div lang="de-DE"' in viewer.get("/insights").text
    assert '<div lang="en-GB"' in viewer.get("/insights", locale="en-GB").text
    viewer.follow(viewer.post("/language", back="/insights", language="pl"))
    assert '<div lang="en-GB"' in viewer.get("/insights").text
    viewer.follow(viewer.post("/language", back="/insights", language="en"))
    assert viewer.get("/insights", run="none").status == 400


def test_what_is_downloaded_holds_no_list_and_lists_are_as_they_lie_there(
    viewer: OpenDesk, desk: OpenDesk, published: Path
) -> None:
    made = published / "output" / RUN / "insights"
    with zipfile.ZipFile(io.BytesIO(viewer.get("/insights/download", run=RUN).body)) as archive:
        names = archive.namelist()
        assert archive.read("insights.json") == (made / "insights.json").read_bytes()
    assert not [name for name in names if name.startswith(("lists", "page-"))]
    assert viewer.get("/insights/download", run=RUN, file="insights-en-GB.pdf").body.startswith(b"%PDF")
    assert viewer.get("/insights/download", run=RUN, file="lists/health.csv").status == 400
    offered = re.findall(r"/insights/members\?run=r&amp;name=([\w-]+)", desk.get("/insights").text)
    assert sorted(offered) == sorted(file.stem for file in (made / "lists").iterdir())
    reply = desk.get("/insights/members", run=RUN, name="health")
    assert reply.body == (made / "lists" / "health.csv").read_bytes()
    assert "attachment" in reply.headers["content-disposition"]
    assert desk.get("/insights/members", run=RUN, name="../tables/health").status == 400


def test_a_look_before_insights_are_made_anew(desk: OpenDesk) -> None:
    wrong = desk.post("/insights/make", run=RUN, as_at="2027-05-01", by="shoe", look="yes")
    assert wrong.status == 422
    assert "The exports of this run go up to 1 November 2026" in wrong.text.replace("\xa0", " ")
    assert "Choose from what is listed." in wrong.text
    reply = desk.post("/insights/make", run=RUN, as_at="2026-06-30", by="region", look="yes")
    look = html.unescape(reply.text).replace("\xa0", " ")
    assert "As it was on 30 June 2026. Because you chose the day, no alert is raised" in look
    assert "valuereport insights --run r --as-at 2026-06-30 --by region" in look
