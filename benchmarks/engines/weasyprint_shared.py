"""WeasyPrint with what its documentation says can be shared: one font configuration, and style sheets parsed once."""

from __future__ import annotations

import weasyprint
from documented import VARIANT, documented_style
from weasyprint.text.fonts import FontConfiguration

from engines.engine import Asked
from engines.page import FromOurPage
from valuereport.model.statement import Document


class WeasyPrintShared(FromOurPage):
    """The same call, with the same objects for all documents."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self._fonts = FontConfiguration()
        self._style = weasyprint.CSS(string=documented_style(self.settings), font_config=self._fonts)

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""
        page = weasyprint.HTML(string=self.renderer.html(document))
        pdf: bytes = page.write_pdf(stylesheets=[self._style], font_config=self._fonts, pdf_variant=VARIANT)
        return pdf
