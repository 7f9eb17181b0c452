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
from playwright.sync_api import Browser, BrowserContext

from tests.browser import axe
from tests.desks import OpenDesk, opened
from tests.frozen import with_pulls
from tests.once import made_once
from valuereport.desk.pages import PLACES

ONE, RUN = ("?id=M1043",), ("?run=r",)
QUERIES: Mapping[str, tuple[str, ...]] = {
    "/exports/file": (),  # of a workspace that map made
    "/member": ONE,
    "/member/addresses": ONE,
    "/member/alias": ONE,
    "/member/compare": ONE,
    "/member/correct": (*ONE, "?id=M1043&what=engagement"),
    "/member/forget": ONE,
    "/member/letter": ONE,
    "/member/send": ONE,
    "/member/statement": ONE,
    "/run": ("", *RUN),
    "/run/progress": RUN,
    "/review": RUN,
    "/stories": RUN,
    "/insights": RUN,
    "/settings/part": tuple(f"?part={part}" for part in ("organisation", "look", "texts", "exports", "connections")),
    "/assumptions/one": ("?id=hourly_value",),
    **{f"/deliver{part}": RUN for part in ("", "/members", "/messages", "/test", "/export", "/email", "/print")},
    "/stories/make": RUN,
    "/insights/make": RUN,
    "/insights/members": RUN,
}
"""What a page is asked about; one without an entry is asked as it is."""
SHORT = (("de", 1280), ("ar", 320))
WALKS = (*SHORT, ("en-GB", 1280), ("en-GB", 320), ("ar", 1280), ("de", 320))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Iterator[OpenDesk]:
    folder = tmp_path_factory.mktemp("walk") / "workspace"
    shutil.copytree(published, folder)
    with_pulls(folder / "valuereport.toml", "M1043")
    with opened(folder) as found:
        yield found


@pytest.fixture(scope="module")
def pages(desk: OpenDesk) -> list[str]:
    """Return the addresses of all pages that can be looked at: no files, and no parts of pages."""
    asking = OpenDesk(desk.port, desk.sessions)
    asking.enter()
    every = [f"{one.path}{query}" for one in PLACES if one.show for query in QUERIES.get(one.path, ("",))]
    found = [one for one in every if (reply := asking.get(one)).status == 200 and b"<html" in reply.body]
    assert len(found) > 40, found
    return found


def inside(browser: Browser, desk: OpenDesk, language: str, **options: Any) -> BrowserContext:
    """Return a browser that has come in by the link."""
    context = browser.new_context(locale=language, **options)
    page = context.new_page()
    page.goto(desk.url + desk.link)
    page.wait_for_url(f"{desk.url}/")
    page.close()
    return context


@pytest.mark.parametrize(("language", "width"), WALKS)
def test_axe_finds_nothing_on_any_page(
    chromium: Browser,
    desk: OpenDesk,
    pages: list[str],
    language: str,
    width: int,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> None:
    """Hold each page against axe-core's rules, and its width against the screen's.

    Each page in one of the short walks; with --whole each in all walks.
    """
    if (language, width) not in SHORT:
        request.getfixturevalue("whole")
    elif not request.config.getoption("--whole"):
        pages = pages[SHORT.index((language, width)) :: len(SHORT)]
    script = axe(made_once(tmp_path_factory, "axe", lambda folder: folder.mkdir()))
    context = inside(chromium, desk, language, viewport={"width": width, "height": 900}, bypass_csp=True)
    page, found = context.new_page(), []
    for address in pages:
        page.goto(desk.url + address)
        page.add_script_tag(content=script)
        told = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        found += [(address, one["id"], [node["target"] for node in one["nodes"]][:3]) for one in told]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [(address, f"{wide} px wide", [])] if wide > width else []
    context.close()
    assert not found


def test_the_keyboard_reaches_everything_nothing_leaves_the_desk_and_the_policy_is_never_broken(
    chromium: Browser, desk: OpenDesk, pages: list[str], request: pytest.FixtureRequest
) -> None:
    """The focus is seen wherever it is: on every other page, and with --whole on each."""
    by_keyboard = pages if request.config.getoption("--whole") else pages[::2]
    context = inside(chromium, desk, "en-GB", viewport={"width": 1280, "height": 900})
    context.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective))"
    )
    page, asked, said = context.new_page(), set[str](), list[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda reply: said.append(reply.url) if reply.status >= 400 else None)
    for address in pages:
        page.goto(desk.url + address)
        if address not in by_keyboard:
            continue
        wanted = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
                .filter(one => one.checkVisibility() && !one.disabled && one.type !== 'hidden'
                    && !(one.type === 'radio' && one !== (document.querySelector(`input[name="${one.name}"]:checked`)
                        ?? document.querySelector(`input[name="${one.name}"]`)))).length"""
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
    assert asked
    assert {re.sub(r"^(https?://[^/]+).*", r"\1", one) for one in asked} == {desk.url}
    assert not said, said


def test_the_way_past_the_navigation_leads_to_the_page(chromium: Browser, desk: OpenDesk) -> None:
    context = inside(chromium, desk, "en-GB")
    page = context.new_page()
    page.goto(desk.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()
