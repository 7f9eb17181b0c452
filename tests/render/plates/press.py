"""Documents made both ways, for tests of plates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.sheets import SHIPPED, Desk
from valuereport.model.statement import Document
from valuereport.render import Marked, NotAPlate, PlateMaker, Press, look_of
from valuereport.render.plates import Plate
from valuereport.wording import translations_for


@dataclass
class Plating:
    """Marks documents, makes every plate that they need, and fills them; keeps the plates it has made."""

    desk: Desk = field(default_factory=Desk)
    templates: Sequence[Path] = (SHIPPED,)
    plates: dict[str, Plate] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # why a page is no plate, by its key
    letters: set[str] = field(default_factory=set)
    pressed: tuple[str, Press] | None = None  # fonts with these letters

    def __post_init__(self) -> None:
        catalogues = partial(translations_for, folder=self.desk.settings.catalogues)
        look = look_of(self.desk.settings)
        self.maker = PlateMaker(self.templates, catalogues, look, self.desk.renderer_of(self.templates).typesetter)

    def marked(self, document: Document) -> Marked | None:
        return self.maker.marked(document)[0]

    def printed(self, documents: Iterable[Document]) -> list[bytes | str]:
        """Return each document by plate, or the reason why it goes the direct way."""
        found = []
        for document in documents:
            marked, news = self.maker.marked(document)
            self.letters |= news.letters
            found.append(marked)
            for key, html in news.pages.items():
                if key not in self.plates and key not in self.reasons:
                    try:
                        self.plates[key] = self.maker.plate(html, [each.locale for each in document])
                    except NotAPlate as reason:
                        self.reasons[key] = str(reason)
        return [self._printed(self._press("".join(sorted(self.letters))), marked) for marked in found]

    def _press(self, letters: str) -> Press:
        if self.pressed is None or self.pressed[0] != letters:
            self.pressed = letters, Press(self.plates, self.maker.cut(letters), look_of(self.desk.settings))
        return self.pressed[1]

    def _printed(self, press: Press, marked: Marked | None) -> bytes | str:
        if marked is None:
            return "not marked"
        try:
            return press.printed(marked)[0]
        except NotAPlate as reason:
            return next((self.reasons[key] for key in marked.keys if key in self.reasons), str(reason))
