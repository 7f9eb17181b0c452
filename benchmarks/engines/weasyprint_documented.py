"""WeasyPrint as its documentation shows: style and fonts are read for every document."""

from __future__ import annotations

from documented import documented, documented_style

from engines.engine import Asked
from engines.page import FromOurPage
from valuereport.model.statement import Document


class WeasyPrintDocumented(FromOurPage):
    """HTML(string=...).write_pdf(stylesheets=[...])."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self._css = documented_style(self.settings)

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""
        return documented(self.renderer.html(document), self._css)
