"""The page and the terminal text: whole, escaped, and in need of nothing from elsewhere."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.deliver.review.test_review import run_of, some_members
from tests.runs import Told
from tests.workspaces import worked_example
from valuereport.console.review import review_text
from valuereport.deliver.review import review, review_html, write_review
from valuereport.errors import Problem, RunError, TemplateError
from valuereport.files import packaged
from valuereport.model.review import Review
from valuereport.settings import Settings, load_settings

SHIPPED = (packaged("templates"),)
BAD = '"><script>alert(1)</script>{{ 7 * 7 }}'


class Page(HTMLParser):
    """Every start tag with its attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(worked_example(tmp_path))


def seen() -> Review:
    problems = (Problem("load", "error", "not a number", "row not used"),)
    return review(run_of(some_members(300)), run_of(some_members(300, seed=3), "2025"), problems)


def test_the_page_needs_nothing_else_and_can_be_navigated(settings: Settings) -> None:
    html = review_html(seen(), (b"\x89PNG one", b"\x89PNG two"), settings, SHIPPED)
    page = Page(html)
    assert page.named("html") == [{"lang": "en"}]
    assert not page.named("script") + page.named("link") + page.named("iframe")
    assert "url(" not in html
    assert "@import" not in html
    pictures = page.named("img")
    assert [base64.b64decode(str(one["src"]).partition(",")[2]) for one in pictures] == [b"\x89PNG one", b"\x89PNG two"]
    assert all(str(one["src"]).startswith("data:image/png;base64,") and one["alt"] for one in pictures)
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    links = [str(one["href"]) for one in page.named("a")]
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= ids
    assert {link for link in links if not link.startswith(("#", "statements/"))} == set()
    assert len(page.named("caption")) == len(page.named("table")) > 8
    assert all(one.get("scope") in ("row", "col") for one in page.named("th"))
    assert [tag for tag, _ in page.tags if tag in ("h1", "h2", "main")].count("h1") == 1
    assert "valuereport approve 2026 --by NAME" in page.text


def test_rows_are_as_wide_as_their_headings(settings: Settings) -> None:
    html = review_html(seen(), (), settings, SHIPPED)
    for table in re.findall(r"<table>(.*?)</table>", html, re.DOTALL):
        widths = {len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)}
        assert len(widths) == 1


def test_figures_are_in_the_organisations_locale(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    path.write_text(path.read_text("utf-8").replace('locale = "en-GB"', 'locale = "de-DE"'), encoding="utf-8")
    of = review(run_of([Told("M1", 1234.5), Told("M2", 1000.0, currency="JPY")]), None, ())
    text = Page(review_html(of, (), load_settings(path), SHIPPED)).text
    assert "1.234,50\xa0£" in text
    assert "1.000\xa0¥" in text


def test_whatever_the_data_holds_is_text(settings: Settings) -> None:
    told = [Told(BAD, edition=BAD, locale=BAD), Told(f"{BAD}2", None, status="failed", problem=BAD)]
    of = review(run_of(told, BAD), run_of(told, BAD), (Problem("load", "error", BAD, BAD),))
    html = review_html(of, (), settings, SHIPPED)
    page = Page(html)
    assert not page.named("script")
    assert "<script" not in html
    assert "49" not in page.text
    assert page.text.count("<script>alert(1)</script>{{ 7 * 7 }}") > 8


def test_the_file_is_written_into_the_run_or_it_is_said_why_not(settings: Settings, tmp_path: Path) -> None:
    file = write_review(seen(), tmp_path / "2026", (), settings, SHIPPED)
    assert file == tmp_path / "2026" / "review.html"
    assert file.read_text(encoding="utf-8") == review_html(seen(), (), settings, SHIPPED)
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(RunError, match=r"review\.html cannot be written"):
        write_review(seen(), tmp_path / "file", (), settings, SHIPPED)


@pytest.mark.parametrize(
    ("template", "said"),
    [("{% if %}", r"review\.html\.j2:1"), ("{{ nobody }}", "nobody"), ("{{ review.__class__.mro() }}", "unsafe|mro")],
)
def test_a_template_of_ones_own_is_kept_in_its_sandbox(
    settings: Settings, tmp_path: Path, template: str, said: str
) -> None:
    (tmp_path / "review.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(TemplateError, match=said):
        review_html(seen(), (), settings, (tmp_path, *SHIPPED))


def test_the_terminal_text_is_short_and_says_what_matters() -> None:
    text = review_text(seen())
    lines = text.splitlines()
    assert 25 <= len(lines) <= 45
    assert max(map(len, lines)) <= 120
    assert "run 2026, 2026-01-01 to 2027-01-01" in lines[0]
    for word in ("rendered", "skipped", "failed", "below fee", "zero", "largest", "smallest", "since 2025", "outliers"):
        assert word in text
    totals = [line for line in lines if line.startswith(("total ", "GBP ", "EUR ", "JPY "))]
    assert len(totals) == 4
    assert len({len(line) for line in totals}) == 1


def test_most_members_below_their_fee_is_the_first_thing_said(settings: Settings) -> None:
    """More than half of those with a fee; light use is told apart, and members without a fee are not counted."""
    told = [
        *(Told(f"B{at}", 200.0, 250.0, "below-fee") for at in range(4)),
        Told("N1", 20.0, 250.0, "light-use", engagements=0),
        *(Told(f"L{at}", 90.0, 250.0, "light-use", engagements=2) for at in range(2)),
        *(Told(f"S{at}") for at in range(6)),
        Told("F1", 20.0, 0.0),
    ]
    of = review(run_of(told), None, ())
    assert review_text(of).splitlines()[0] == "MOST MEMBERS ARE BELOW THEIR FEE: 7 of 13, by the cautious estimate"
    html = review_html(of, (), settings, SHIPPED)
    assert html.index("Most members are below their fee: 7 of 13.") < html.index("<nav")
    rows = re.findall(r"<tr>(.*?)</tr>", html[html.index("Statements by edition</caption>") :], re.DOTALL)
    table = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows[1:6]]
    assert table == [
        *("standard 7 0 0", "below-fee 4 4 0", "light-use (a little used) 2 2 0", "light-use (nothing used) 1 1 0"),
        "all 14 7 0",
    ]
    half = review(run_of([*told, Told("S7")]), None, ())
    assert not half.mostly_below_fee
    assert "BELOW THEIR FEE" not in review_text(half)
    assert "Most members are" not in review_html(half, (), settings, SHIPPED)


def test_page_and_terminal_name_a_run_that_is_not_compared(settings: Settings) -> None:
    of = review(run_of([Told("M1")]), run_of([Told("M1")], "2025", value_model=1), ())
    reason = "the figures of the run 2025 are from edition 1 of the value model"
    assert f"Nothing is compared: {reason}." in Page(review_html(of, (), settings, SHIPPED)).text
    assert f"changes   nothing is compared: {reason}" in review_text(of)
    assert "--previous RUN" not in review_text(of)


@pytest.mark.parametrize("members", [[], [Told("M1")], [Told("M1", 0.0, 0.0)], [Told("M1", None, status="failed")]])
def test_small_runs_can_be_looked_over_too(members: list[Told], settings: Settings) -> None:
    of = review(run_of(members), None, ())
    assert "Release" in Page(review_html(of, (), settings, SHIPPED)).text
    assert "--previous RUN" in review_text(of)
