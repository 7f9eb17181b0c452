"""Debian's Chromium, driven by playwright: one open page for all documents keeps style and fonts."""

from __future__ import annotations

import shutil

from documented import documented_style
from playwright.sync_api import sync_playwright

from engines.engine import Asked
from engines.page import BROWSERS, FromOurPage, with_footers
from valuereport.model.statement import Document

_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync"),
    "--allow-file-access-from-files",  # the fonts are files
)
_REPLACE = """async html => {
  const read = new DOMParser().parseFromString(html, "text/html");
  document.title = read.title;
  document.documentElement.lang = read.documentElement.lang;
  document.body.replaceWith(document.adoptNode(read.body));
  await document.fonts.ready;
  await Promise.all(Array.from(document.images, image => image.decode()));
}"""


class Chromium(FromOurPage):
    """The body of an open page is replaced and printed; to load a page anew for each document takes longer."""

    packages = ("playwright",)

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        shell = self.folder / "shell.html"
        style = documented_style(self.settings) + BROWSERS
        shell.write_text(
            f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>{style}</style><body></body></html>'
        )
        self._program = shutil.which("chromium")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=self._program, headless=True, args=list(_ARGUMENTS)
        )
        self._page = self._browser.new_page()
        self._page.goto(shell.as_uri())

    @property
    def version(self) -> str:
        """Return the versions of what it is made of."""
        return f"Chromium {self._browser.version}, {super().version}"

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""
        self._page.evaluate(_REPLACE, with_footers(self.renderer.html(document)))
        return self._page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._playwright.stop()
