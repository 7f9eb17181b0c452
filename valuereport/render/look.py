"""What all statements of a run look like: the brand, the paper, the kind of PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.render.fonts import Family, custom_face
from valuereport.settings import CustomFamily, Settings, brand_files, read_picture

_LOGO_HEIGHT, _LOGO_WIDTH = 14.0, 60.0  # millimetres at most; the height is statement.css's
_VARIANTS: dict[str, str] = {"": "pdf/ua-1", "pdf/a-3a": "pdf/a-3a"}


@dataclass(frozen=True, slots=True)
class Look:
    """The brand's colours, pictures (data: addresses) and family; the paper and the window; WeasyPrint's `variant`."""

    colour: str
    accent: str
    logo: str
    logo_width: float  # millimetres, at the height that the letterhead has for it
    signature: str
    family: Family | None
    paper: Literal["a4", "letter"]
    window: Literal["uk", "din-5008-b", "us"]
    fold_marks: bool
    variant: str

    @property
    def archived(self) -> bool:
        """Return whether the PDF is one for an archive, with the figures attached."""
        return self.variant.startswith("pdf/a")

    @property
    def style(self) -> str:
        """Return the CSS rule that hands the brand's colours to the style sheets."""
        return f":root {{ --brand: {self.colour}; --accent: {self.accent} }}\n"


def look_of(settings: Settings) -> Look:
    """Return the look that a workspace's settings describe. Raises SettingsError, TemplateError."""
    brand, sheet = settings.workspace.brand, settings.workspace.sheet
    files = brand_files(settings.path, brand)
    pictures = {key: read_picture(files[key]) for key in ("logo", "signature") if key in files}
    logo, signature = pictures.get("logo"), pictures.get("signature")
    own = None
    if isinstance(brand.family, CustomFamily):
        own = custom_face(brand.family.name, files["family.regular"], files["family.bold"])
    return Look(
        colour=brand.colour,
        accent=brand.accent,
        logo=logo.address if logo else "",
        logo_width=min(_LOGO_WIDTH, _LOGO_HEIGHT * logo.ratio) if logo else 0.0,
        signature=signature.address if signature else "",
        family=own,
        paper=sheet.paper,
        window=sheet.window,
        fold_marks=sheet.fold_marks,
        variant=_VARIANTS[sheet.archive],
    )
