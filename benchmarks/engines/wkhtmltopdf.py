"""wkhtmltopdf as Debian ships it: a process for every document. It makes no tags."""

from __future__ import annotations

import os
import re
import subprocess

from documented import documented_style

from engines.engine import Asked
from engines.page import BROWSERS, FromOurPage, with_footers
from valuereport.model.statement import Document
from valuereport.render import look_of

_COMMAND = (
    *("wkhtmltopdf", "--quiet", "--enable-local-file-access", "--print-media-type", "--page-size", "A4"),
    *("--margin-top", "0", "--margin-bottom", "0", "--margin-left", "20mm", "--margin-right", "20mm"),
)
_LOGICAL = {"inline-start": "left", "inline-end": "right", "block-start": "top", "block-end": "bottom"}


class WkHtmlToPdf(FromOurPage):
    """The page goes in by stdin, the PDF comes out by stdout."""

    packages = ()

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        look = look_of(self.settings)
        css = documented_style(self.settings) + BROWSERS
        self._css = _older(css, {"--brand": look.colour, "--accent": look.accent})
        self._environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

    @property
    def version(self) -> str:
        """Return the program's own line."""
        command = [_COMMAND[0], "--version"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""
        page = with_footers(self.renderer.html(document))
        page = page.replace("margin-inline-start", "margin-left").replace("inset-inline-start", "left")
        page = page.replace("</head>", f"<style>{self._css}</style></head>", 1)
        made = subprocess.run(
            [*_COMMAND, "-", "-"], input=page.encode(), env=self._environment, capture_output=True, check=False
        )
        if not made.stdout.startswith(b"%PDF"):
            raise RuntimeError(made.stderr.decode(errors="replace"))
        return made.stdout


def _older(css: str, variables: dict[str, str]) -> str:
    """Return a style sheet for a browser of ten years ago: no variables, no sides by the direction of reading."""
    for name, value in variables.items():
        css = css.replace(f"var({name})", value)
    css = re.sub(r"\binset-(inline-start|inline-end)", lambda found: _LOGICAL[found[1]], css)
    return re.sub(
        r"\b(margin|padding|border)-(inline-start|inline-end|block-start|block-end)\b",
        lambda found: f"{found[1]}-{_LOGICAL[found[2]]}",
        css,
    )
