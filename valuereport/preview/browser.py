"""A statement's page as one file for a browser, which knows nothing of paper: its sides stand one below the other."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_SIDE: Final = re.compile(r'<main class="side[^>]*>')
_FOOTER: Final = re.compile(r'<div class="footer-(?:text|page)">.*?</div>', re.DOTALL)
_MARGIN: Final = re.compile(r"@page\s*\{[^{}]*?\bmargin:\s*([^;}]+)")
_REFERENCE: Final = re.compile(r"""(\bsrc=["']|\burl\(["']?)(?!data:|#|[a-z]+:)([^"')]+)""")
# The paper's margins become a border, because what is placed absolutely counts from inside it.
_STYLE: Final = """
@media screen {{
  html {{ background: #d7dcdf }}
  body {{ counter-reset: page pages {sides} }}
  .side {{
    box-sizing: content-box; counter-increment: page; margin: 8mm auto; background: white;
    border: 0 solid white; border-width: {margin}; box-shadow: 0 1mm 4mm #0004
  }}
  .side > .footer-text, .side > .footer-page {{
    position: absolute; top: 100%; box-sizing: border-box; height: 8mm; padding-top: 1.5mm;
    border-top: 0.25pt solid #b9c4c9
  }}
  .side > .footer-text {{ inset-inline-start: 0; width: 80% }}
  .side > .footer-page {{ inset-inline-end: 0; width: 20% }}
}}
"""


def for_browser(page: str, styles: Sequence[str], folders: Sequence[Path]) -> str:
    """Return the page with its style sheets and the pictures of the template folders inside it.

    The running line, which paper repeats by itself, is repeated on every side that has none.
    """
    style = "\n".join(styles)
    margin = _MARGIN.findall(style)
    screen = _STYLE.format(sides=len(_SIDE.findall(page)), margin=margin[-1].strip() if margin else "0")
    whole = f"<style>\n{style}{screen}</style>\n</head>"
    return _inlined(_repeated(page).replace("</head>", whole, 1), folders)


def _repeated(page: str) -> str:
    pieces = _SIDE.split(page)
    openings, footer = _SIDE.findall(page), ""
    sides = []
    for opening, content in zip(openings, pieces[1:], strict=True):
        own = "".join(_FOOTER.findall(content))
        footer = own or footer
        sides.append(opening + ("" if own else footer) + content)
    return pieces[0] + "".join(sides)


def _inlined(page: str, folders: Sequence[Path]) -> str:
    def address(found: re.Match[str]) -> str:
        for folder in folders:
            file = (folder / found[2]).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                return f"{found[1]}data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"
        return found[0]

    return _REFERENCE.sub(address, page)
