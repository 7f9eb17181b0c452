"""The story page in a real browser, at the width of a phone and of a desk, and its PDF before the checkers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from tests.browser import axe, browser, examined, screenshot
from tests.checkers import checked
from tests.sheets import LOCALES
from tests.story_pages import rendered

PHONE, DESK = 360, 1280


@pytest.fixture(scope="module")
def script(request: pytest.FixtureRequest) -> str:
    """Return axe-core; where there is no browser or no network the tests that need it are skipped and say why."""
    browser()
    cache = request.config.cache
    assert cache is not None
    return axe(Path(cache.mkdir("axe")))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_pdf_is_accessible_in_every_language(locale: str, tmp_path: Path) -> None:
    found = rendered(locale)
    assert found.problems == ()
    file = tmp_path / f"story-{locale}.pdf"
    file.write_bytes(found.pdf)
    assert checked([file]) == []
    with pymupdf.open(file) as document:
        blocks = [block for page in document for block in page.get_text("dict")["blocks"]]
    sizes = [span["size"] for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
    assert min(sizes) >= 7.99  # points


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("locale", ["en-GB", "ar-EG", "pl-PL"])
def test_axe_finds_nothing(locale: str, width: int, script: str, tmp_path: Path) -> None:
    told = examined(rendered(locale).html.decode(), width, script, tmp_path)
    assert told["violations"] == []
    assert told["passes"] > 30
    assert told["wide"] == width  # nothing makes the page itself scroll sideways
    assert all(scrolls == hinted for scrolls, hinted, _ in told["scrolls"])
    assert all(focusable for scrolls, _, focusable in told["scrolls"] if scrolls)
    assert any(scrolls for scrolls, *_ in told["scrolls"]) == (width == PHONE)


def test_axe_finds_nothing_in_a_draft(script: str, tmp_path: Path) -> None:
    assert examined(rendered(draft=True).html.decode(), PHONE, script, tmp_path)["violations"] == []


def test_axe_would_find_something(script: str, tmp_path: Path) -> None:
    """The check can fail: a page that hides its language and its pictures' words is found out."""
    broken = rendered().html.decode().replace('<html lang="en-GB"', "<html").replace('<meta name="viewport"', "<meta ")
    broken = broken.replace("<th scope", '<img src="data:,"><th scope', 1)
    found = {rule for rule, _ in examined(broken, PHONE, script, tmp_path)["violations"]}
    assert {"html-has-lang", "image-alt"} <= found


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_is_painted_as_it_is_meant(width: int, tmp_path: Path) -> None:
    """Under its own policy, which lets nothing from elsewhere in, the brand's colours and bars are there."""
    page, picture = tmp_path / "story.html", tmp_path / f"{width}.png"
    page.write_bytes(rendered().html)
    screenshot(page, width, 3000, picture)
    with Image.open(picture) as image:
        seen = np.asarray(image.convert("RGB")).astype(int)[:, :width]
    for colour, least in (((0x0B, 0x4A, 0x57), 2000), ((0x2F, 0x7F, 0x8D), 3000), ((0xF1, 0xF5, 0xF6), 5000)):
        assert (np.abs(seen - colour).sum(axis=2) < 6).sum() > least, colour
