"""The page of insights in a real browser, at the width of a phone and of a desk, and its PDF before the checkers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from tests.browser import axe, browser, examined
from tests.checkers import checked
from tests.insight_pages import rendered
from tests.insights.example import insights, nothing, too_few
from tests.sheets import LOCALES
from valuereport.model.insights import Insights
from valuereport.render.web_page import RenderedPage

PHONE, DESK = 360, 1280


@pytest.fixture(scope="module")
def script(request: pytest.FixtureRequest) -> str:
    """Return axe-core; where there is no browser or no network the tests that need it are skipped and say why."""
    browser()
    cache = request.config.cache
    assert cache is not None
    return axe(Path(cache.mkdir("axe")))


def test_the_pdf_is_accessible(tmp_path: Path) -> None:
    check_pdf(rendered("ar-EG", paper="letter"), tmp_path)


def test_nothing_stands_in_a_margin_where_words_are_long() -> None:
    check_room(rendered("de-DE").pdf)


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("found", [insights, nothing, too_few])
@pytest.mark.parametrize("locale", LOCALES)
def test_the_pdf_is_accessible_in_every_language(locale: str, found: Callable[[], Insights], tmp_path: Path) -> None:
    check_pdf(rendered(locale, found), tmp_path)


def check_pdf(found: RenderedPage, folder: Path) -> None:
    assert found.problems == ()
    file = folder / "insights.pdf"
    file.write_bytes(found.pdf)
    assert checked([file]) == []
    check_room(found.pdf)


def check_room(pdf: bytes) -> None:
    """Letters are large enough, and none stands in a margin."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        for page in document:
            blocks = page.get_text("dict")["blocks"]
            spans = [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
            assert min(span["size"] for span in spans) >= 7.99  # points
            margin, edge = 18 / 25.4 * 72, page.rect.width
            assert all(span["bbox"][0] > margin - 1 and span["bbox"][2] < edge - margin + 1 for span in spans)


def check(page: str, width: int, script: str, folder: Path) -> None:
    told = examined(page, width, script, folder)
    assert told["violations"] == []
    assert told["passes"] > 25
    assert told["wide"] == width  # nothing makes the page itself scroll sideways
    assert all(scrolls == hinted for scrolls, hinted, _ in told["scrolls"])
    assert all(focusable for scrolls, _, focusable in told["scrolls"] if scrolls)
    assert not any(scrolls for scrolls, *_ in told["scrolls"]) or width == PHONE


def test_axe_finds_nothing(script: str, tmp_path: Path) -> None:
    check(rendered("ar-EG", paper="letter").html.decode(), PHONE, script, tmp_path)


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("found", [insights, nothing, too_few])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("locale", ["de-DE", "ar-EG", "pl-PL", "ja-JP"])
def test_axe_finds_nothing_anywhere(
    found: Callable[[], Insights], locale: str, width: int, script: str, tmp_path: Path
) -> None:
    check(rendered(locale, found).html.decode(), width, script, tmp_path)
