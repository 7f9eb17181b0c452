"""Documents made both ways, for tests of plates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.sheets import SHIPPED, Desk
from valuereport.model.statement import Document
from valuereport.render.look import look_of
from valuereport.render.plates import NotAPlate, ParameterisedDocument, Plate, PlateFiller, PlateMaker
from valuereport.wording import translations_for


@dataclass
class Plating:
    """Marks documents, makes every plate that they need, and fills them; keeps the plates it has made."""

    desk: Desk = field(default_factory=Desk)
    templates: Sequence[Path] = (SHIPPED,)
    plates: dict[str, Plate] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # why a page is no plate, by its key
    letters: set[str] = field(default_factory=set)
    filling: tuple[str, PlateFiller] | None = None  # fonts with these letters

    def __post_init__(self) -> None:
        catalogues = partial(translations_for, folder=self.desk.settings.catalogues)
        look = look_of(self.desk.settings)
        self.maker = PlateMaker(self.templates, catalogues, look, self.desk.renderer_of(self.templates).typesetter)

    def parameterised(self, document: Document) -> ParameterisedDocument | None:
        return self.maker.parameterised(document)[0]

    def printed(self, documents: Iterable[Document]) -> list[bytes | str]:
        """Return each document by plate, or the reason why it goes the direct way."""
        found = []
        for document in documents:
            parameterised, news = self.maker.parameterised(document)
            self.letters |= news.letters
            found.append(parameterised)
            for key, html in news.pages.items():
                if key not in self.plates and key not in self.reasons:
                    try:
                        self.plates[key] = self.maker.plate(html, [each.locale for each in document])
                    except NotAPlate as reason:
                        self.reasons[key] = str(reason)
        return [self._printed(self._press("".join(sorted(self.letters))), parameterised) for parameterised in found]

    def _press(self, letters: str) -> PlateFiller:
        if self.filling is None or self.filling[0] != letters:
            self.filling = (
                letters,
                PlateFiller(self.plates, self.maker.subset_fonts(letters), look_of(self.desk.settings)),
            )
        return self.filling[1]

    def _printed(self, filler: PlateFiller, parameterised: ParameterisedDocument | None) -> bytes | str:
        if parameterised is None:
            return "not parameterised"
        try:
            return filler.filled(parameterised)[0]
        except NotAPlate as reason:
            return next((self.reasons[key] for key in parameterised.keys if key in self.reasons), str(reason))
