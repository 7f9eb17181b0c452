"""Ours, the direct way: each statement is laid out for itself."""

from __future__ import annotations

from engines.page import FromOurPage
from valuereport.model.statement import Document


class Direct(FromOurPage):
    """What a batch does with a member whose parts no other member has."""

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""
        return self.renderer.render(document).pdf
