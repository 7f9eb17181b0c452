"""Every page in a real browser: what axe-core finds, the keyboard alone, and that nothing leaves the desk.

One walk over the pages in each language and width; the state is that of a finished run, so that pages have content.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import axe
from tests.desks import OpenDesk, opened
from tests.once import made_once
from tests.workspaces import sample_workspace
from valuereport.desk.pages import PLACES

QUERIES: Mapping[str, tuple[str, ...]] = {
    "/members": ("", "?text=an"),
    "/settings/part": ("?part=look", "?part=texts", "?part=exports&entry=source.~3"),
    "/assumptions/one": ("?id=hour-of-work",),
}
"""What a page is asked about; one without an entry is asked as it is."""
WIDTHS = (1280, 320)


def addresses() -> list[str]:
    """Return every page that can be looked at."""
    return [f"{one.path}{query}" for one in PLACES if one.show for query in QUERIES.get(one.path, ("",))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sample_run: Path) -> Iterator[OpenDesk]:
    def make(folder: Path) -> None:
        sample_workspace(folder)
        shutil.copytree(sample_run, folder / "output" / "2026")

    folder = tmp_path_factory.mktemp("walk") / "workspace"
    shutil.copytree(made_once(tmp_path_factory, "walked-workspace", make), folder)
    with opened(folder) as found:
        yield found


def inside(browser: Browser, desk: OpenDesk, language: str, **options: Any) -> BrowserContext:
    """Return a browser that has come in by the link."""
    context = browser.new_context(locale=language, **options)
    page = context.new_page()
    page.goto(desk.url + desk.link)
    page.wait_for_url(f"{desk.url}/")
    page.close()
    return context


def is_page(page: Page, address: str) -> bool:
    """Go to an address; return whether it is a page, and not a file or a part of one."""
    found = page.request.get(address, max_redirects=0)
    if found.status != 200 or "<html" not in found.text():
        return False
    page.goto(address)
    return True


@pytest.mark.parametrize("language", ["en-GB", "ar", "de"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, desk: OpenDesk, language: str, width: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    script = axe(made_once(tmp_path_factory, "axe", lambda folder: folder.mkdir()))
    context = inside(chromium, desk, language, viewport={"width": width, "height": 900}, bypass_csp=True)
    page, looked, found = context.new_page(), 0, []
    for address in addresses():
        if not is_page(page, desk.url + address):
            continue
        page.add_script_tag(content=script)
        told = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        found += [(address, one["id"], [node["target"] for node in one["nodes"]][:3]) for one in told]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [(address, f"{wide} px wide", [])] if wide > width else []
        looked += 1
    context.close()
    assert not found
    assert looked >= 5


def test_nothing_leaves_the_desk_and_the_policy_is_never_broken(chromium: Browser, desk: OpenDesk) -> None:
    context = inside(chromium, desk, "en-GB")
    context.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective))"
    )
    page, asked, said = context.new_page(), set[str](), list[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses():
        is_page(page, desk.url + address)
    context.close()
    assert asked
    assert {re.sub(r"^(https?://[^/]+).*", r"\1", one) for one in asked} == {desk.url}
    assert not said


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(chromium: Browser, desk: OpenDesk) -> None:
    context = inside(chromium, desk, "en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for address in addresses():
        if not is_page(page, desk.url + address):
            continue
        wanted = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
                .filter(one => one.checkVisibility() && !one.disabled && one.type !== 'hidden'
                    && !(one.type === 'radio' && !one.checked && document.querySelector(
                        `input[name="${one.name}"]:checked`))).length"""
        )
        reached, unseen = 0, []
        for _ in range(wanted + 20):
            page.keyboard.press("Tab")
            told = page.evaluate(
                """() => { const one = document.activeElement;
                if (one === document.body || one.dataset.reached) return null;
                one.dataset.reached = 'yes';
                const style = getComputedStyle(one);
                const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                return [one.outerHTML.slice(0, 80), seen] }"""
            )
            if told:
                reached += 1
                unseen += [] if told[1] else [told[0]]
        assert not unseen, address
        assert reached >= wanted, address
    context.close()


def test_the_way_past_the_navigation_leads_to_the_page(chromium: Browser, desk: OpenDesk) -> None:
    context = inside(chromium, desk, "en-GB")
    page = context.new_page()
    page.goto(desk.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()
