"""What somebody at a browser does on the desk, and reads there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.desks import OpenDesk


@contextmanager
def inside(browser: Browser, desk: OpenDesk) -> Iterator[Page]:
    """Come in by the link, and be on the first page."""
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    try:
        page = context.new_page()
        page.goto(desk.url + desk.link)
        page.wait_for_url(f"{desk.url}/")
        yield page
    finally:
        context.close()


def click(page: Page, name: str) -> None:
    """Click the button, or the link that may look like one, with this text."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).click()


def rows(page: Page, caption: str) -> list[list[str]]:
    """Return the cells of a table, below its headings; every kind of space is made one."""
    lines = page.get_by_role("table", name=caption).locator("tbody tr").all()
    return [[" ".join(cell.split()) for cell in one.locator("th, td").all_inner_texts()] for one in lines]
