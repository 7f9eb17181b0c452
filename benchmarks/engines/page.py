"""Our own page for engines that read HTML: as WeasyPrint is given it, and for browsers without running lines."""

from __future__ import annotations

import re
from functools import partial

from engines.engine import Asked, Engine
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.look import look_of
from valuereport.render.renderer import Renderer

_FOOTER = re.compile(r'<div class="footer">.*?<div class="folio">.*?</div>\s*</div>', re.DOTALL)
_SIDE = re.compile(r'<main class="side[^>]*>')
BROWSERS = """
@page { margin: 0 20mm }
html { -webkit-print-color-adjust: exact }
.side { height: 296mm; overflow: hidden }
.footer { position: absolute; top: 281mm; left: 0 }
.page::before, .pages::before { content: none }
.line { white-space: nowrap; text-overflow: ellipsis }
"""
"""Added to the style sheets for browsers."""


class FromOurPage(Engine):
    """An engine that is given the page that our templates make."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        catalogues = partial(translations, self.settings)
        self.renderer = Renderer(template_folders(self.settings), catalogues, look_of(self.settings))


def with_footers(html: str) -> str:
    """Return a page with the running line written out at the foot of each side, and its numbers filled in."""
    pages = len(_SIDE.findall(html))
    footers = iter(_FOOTER.findall(html))
    bare, footer, page = _FOOTER.sub("\0", html), "", 0
    first = re.compile(_SIDE.pattern + "\0?")

    def side(found: re.Match[str]) -> str:
        nonlocal footer, page
        page += 1
        if found[0].endswith("\0"):
            footer = next(footers)
        numbered = footer.replace('<span class="page"></span>', str(page))
        return found[0].rstrip("\0") + numbered.replace('<span class="pages"></span>', str(pages))

    return first.sub(side, bare)
