"""WeasyPrint, with what it needs to know once: our fonts, parsed style sheets, pictures that all statements share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from valuereport.errors import TemplateError
from valuereport.notation.links import allowed, refusal
from valuereport.render.fonts import font_configuration, style
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look
from valuereport.render.templates import read_style

STYLES: Final = ("statement.css", "{paper}.css", "rtl.css")


class Typesetter:
    """Lays pages out and writes them. Keeps nothing of a member."""

    def __init__(self, template_folders: Sequence[Path], look: Look) -> None:
        """Raises TemplateError where a style sheet cannot be read."""
        self._fonts = font_configuration(look.family)
        import weasyprint

        from valuereport.render.fetcher import TemplateFetcher

        self.weasyprint = weasyprint
        self._look = look
        self._fetcher = TemplateFetcher(template_folders)
        self._pictures: dict[Any, Any] = {}  # parsed once: the logo and the signature
        sheets = [read_style(template_folders, name.format(paper=look.paper)) for name in STYLES]
        self.styles = (style(look.family), look.style, *sheets)
        with LibraryMessages() as said:
            *self._styles, self._mirrored = [
                weasyprint.CSS(
                    string=text, base_url=self._fetcher.base, url_fetcher=self._fetcher, font_config=self._fonts
                )
                for text in self.styles
            ]
        self.said_of_style = said.messages

    def lay_out(self, html: str, *, mirrored: bool) -> Any:  # noqa: ANN401 - WeasyPrint's own class
        """Return the page laid out; `mirrored` where a part of it is read from right to left.

        Raises TemplateError where a link leads where none may.
        """
        page = self.weasyprint.HTML(string=html, base_url=self._fetcher.base, url_fetcher=self._fetcher)
        pictures = dict(self._pictures)
        made: Any = page.render(
            font_config=self._fonts,
            stylesheets=[*self._styles, self._mirrored] if mirrored else self._styles,
            pdf_variant=self._look.variant,
            cache=pictures,
        )
        # Only what all statements share is kept, so that nothing of a member is, and memory stays flat.
        shared = (self._look.logo, self._look.signature)
        self._pictures = {key: found for key, found in pictures.items() if key in shared}
        check_laid_out_links(made)
        return made

    def write(
        self,
        laid_out: Any,  # noqa: ANN401 - WeasyPrint's own class
        languages: Sequence[str],
        attachments: Sequence[Any] = (),
        *,
        compressed: bool = True,
    ) -> bytes:
        """Return the PDF of what is laid out: a sheet in each of the `languages`."""
        from valuereport.render.finisher import finish

        written: bytes = laid_out.write_pdf(
            finisher=partial(finish, languages=languages, family=self._look.family),
            pdf_variant=self._look.variant,
            attachments=list(attachments),
            uncompressed_pdf=not compressed,
        )
        return written


def check_laid_out_links(laid_out: Any) -> None:  # noqa: ANN401 - WeasyPrint's own class
    """Raise TemplateError where a link leads where none may; a relative address is by now one of a file."""
    for page in laid_out.pages:
        for kind, address, *_ in page.links:
            if kind == "external" and not allowed(address):
                raise TemplateError(refusal(address.rpartition("/")[2] if address.startswith("file:") else address))
