"""A statement's page as one file for a browser, which knows nothing of paper: its sides stand one below the other."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

_SIDE: Final = re.compile(r'<main class="side[^>]*>')
_DIV: Final = re.compile(r"<(/?)div\b([^>]*)>")
_RUNNING: Final = re.compile(r"\.([\w-]+)\s*\{[^{}]*\bposition:\s*running\(")
_MARGIN: Final = re.compile(r"@page\s*\{[^{}]*?\bmargin:\s*([^;}]+)")
_REFERENCE: Final = re.compile(r"""(\bsrc=["']|\burl\(["']?)(?!data:|#|[a-z]+:)([^"')]{1,200})""")
# The paper's margins become a border, because what is placed absolutely counts from inside it.
_STYLE: Final = """
@media screen {{
  html {{ background: #d7dcdf }}
  body {{ margin: 0; counter-reset: page pages {sides} }}
  .side {{
    box-sizing: content-box; counter-increment: page; margin: 8mm auto; background: white;
    border: 0 solid white; border-width: {margin}; box-shadow: 0 1mm 4mm #0004
  }}
}}
"""
_LINE: Final = """@media screen {{
  .side > .{name} {{
    position: absolute; top: 100%; inset-inline: 0; padding-top: 1.5mm; border-top: 0.25pt solid #b9c4c9
  }}
}}
"""


def for_browser(page: str, styles: Sequence[str], folders: Sequence[Path]) -> str:
    """Return the page with its style sheets and the pictures of the template folders inside it.

    The running line, which paper repeats by itself, is repeated on every side that has none.
    """
    style = "\n".join(styles)
    margin, running = _MARGIN.findall(style), dict.fromkeys(_RUNNING.findall(style))
    screen = _STYLE.format(sides=len(_SIDE.findall(page)), margin=margin[-1].strip() if margin else "0")
    screen += "".join(_LINE.format(name=name) for name in running)
    whole = f"<style>\n{style}{screen}</style>\n</head>"
    return _inlined(_repeated(page, running).replace("</head>", whole, 1), folders)


def _repeated(page: str, running: Collection[str]) -> str:
    before, *contents = _SIDE.split(page)
    sides, line = [], ""
    for opening, content in zip(_SIDE.findall(page), contents, strict=True):
        own = "".join(_blocks(content, running))
        line = own or line
        sides.append(opening + ("" if own else line) + content)
    return before + "".join(sides)


def _blocks(content: str, names: Collection[str]) -> Iterator[str]:
    """Yield the blocks of these classes, each with all that it holds."""
    begun = depth = 0
    for tag in _DIV.finditer(content):
        if depth:
            depth += -1 if tag[1] else 1
            if not depth:
                yield content[begun : tag.end()]
        elif not tag[1] and any(f'class="{name}"' in tag[2] for name in names):
            begun, depth = tag.start(), 1


def _inlined(page: str, folders: Sequence[Path]) -> str:
    """Return the page with each file that it names in a template folder as a data: address."""

    def address(found: re.Match[str]) -> str:
        for folder in folders:
            file = (folder / found[2]).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                return f"{found[1]}data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"
        return found[0]

    return _REFERENCE.sub(address, page)
