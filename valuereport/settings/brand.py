"""[brand] and [sheet]: how the statements look; colours are checked for contrast, and files are examined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator

from valuereport.errors import Problem, SettingsError
from valuereport.settings.colours import WHITE, contrast, hexadecimal, nearest_that_reaches
from valuereport.settings.fields import LocaleName, Strict
from valuereport.settings.pictures import read_picture

_TEXT_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3: text
_GRAPHICS_CONTRAST: Final = 3.0  # WCAG 2.2, 1.4.11: graphics
_GREY_CONTRAST: Final = 1.5  # a ratio of luminance by which two areas of grey are distinguished at a glance
_SHIPPED_FAMILY: Final = "Source Sans Pro"
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)

Colour = Annotated[str, AfterValidator(hexadecimal)]
"""A colour as the file writes it, kept as `#rrggbb`."""


def _on_white(need: float) -> Callable[[str], str]:
    def checked(colour: str) -> str:
        found = contrast(colour, WHITE)
        if found < need:
            near = nearest_that_reaches(need, colour)
            raise ValueError(
                f"a contrast with white paper of {need:g} or more (this colour has {int(found * 100) / 100:.2f}); "
                f"the nearest of its hue is {near!r}, with {contrast(near, WHITE):.2f}"
            )
        return colour

    return checked


class CustomFamily(Strict):
    """A custom type family, from font files in the workspace."""

    name: Annotated[str, Field(pattern=r"^\w[\w .-]{0,62}$")]  # for a style sheet: no character may end a name
    regular: Annotated[str, Field(min_length=1)]
    bold: Annotated[str, Field(min_length=1)]


def _shipped(name: str) -> str:
    if name != _SHIPPED_FAMILY:
        raise ValueError(
            f'"{_SHIPPED_FAMILY}", or fonts of your own: {{ name = "...", regular = "...", bold = "..." }}'
        )
    return name


def _kind_of_family(found: Any) -> str:  # noqa: ANN401 - pydantic hands over whatever the file holds
    return "custom" if isinstance(found, (dict, CustomFamily)) else "shipped"


Family = Annotated[
    Annotated[str, AfterValidator(_shipped), Tag("shipped")] | Annotated[CustomFamily, Tag("custom")],
    Discriminator(_kind_of_family),
]


class Brand(Strict):
    """The organisation's look: logo, colours, type family, signature."""

    logo: str = ""  # an SVG or PNG beside the settings; empty: the name in type
    colour: Annotated[Colour, AfterValidator(_on_white(_TEXT_CONTRAST))] = "#0b4a57"  # headings, rules, figures
    accent: Annotated[Colour, AfterValidator(_on_white(_GRAPHICS_CONTRAST))] = "#2f7f8d"  # the bars of the chart
    family: Family = _SHIPPED_FAMILY
    signature: str = ""  # an SVG or PNG; empty: none

    @property
    def files(self) -> Mapping[str, str]:
        """Return the files that are named, by key."""
        named = {"logo": self.logo, "signature": self.signature}
        if isinstance(self.family, CustomFamily):
            named |= {"family.regular": self.family.regular, "family.bold": self.family.bold}
        return {key: name for key, name in named.items() if name}


class Sheet(Strict):
    """The paper, the envelope's window, the kind of PDF, and a second language."""

    paper: Literal["a4", "letter"] = "a4"
    window: Literal["uk", "din-5008-b", "us"] = "uk"
    fold_marks: bool = False
    archive: Literal["", "pdf/a-3a"] = ""  # empty: PDF/UA-1
    languages: tuple[LocaleName, ...] = ()  # every statement in both, in this order; empty: in the member's language

    @field_validator("languages")
    @classmethod
    def _two_of_them(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if languages and (len(languages) != 2 or len(set(languages)) != 2):
            raise ValueError('two different locales such as ["cy-GB", "en-GB"], or none: []')
        return languages


def brand_files(settings: Path, brand: Brand, proposed: Mapping[Path, bytes] | None = None) -> Mapping[str, Path]:
    """Return the brand's files by key, after checking each. Raises SettingsError.

    `proposed`: what pictures hold that are not there yet, or would be other ones.
    """
    paths = {key: _inside(settings, key, name) for key, name in brand.files.items()}
    for key, path in paths.items():
        if key.startswith("family"):
            _check_font_exists(settings, key, brand.files[key], path)
            continue
        try:
            read_picture(path, (proposed or {}).get(path))
        except SettingsError as error:
            raise SettingsError(
                str(settings), f"brand.{key}", f"{brand.files[key]}: {error.found}", error.allowed
            ) from None
    return paths


def _inside(settings: Path, key: str, name: str) -> Path:
    """Return the path of a file, which must be in the folder of the settings. Raises SettingsError."""
    folder = settings.parent.resolve()
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links, or a character that no path can have
        path = folder.parent
    if _SCHEME.match(name) or not path.is_relative_to(folder):
        allowed = "a file in the folder of the settings; nothing is fetched from elsewhere"
        raise SettingsError(str(settings), f"brand.{key}", name, allowed)
    return path


def _check_font_exists(settings: Path, key: str, name: str, path: Path) -> None:
    """Raise SettingsError where there is no file; whether it is a font is checked where fonts are read."""
    if not path.is_file():
        raise SettingsError(str(settings), f"brand.{key}", name, "a font file that is there: TTF or OTF")


def brand_problems(settings: Path, brand: Brand) -> tuple[Problem, ...]:
    """Return a warning where the two colours can hardly be distinguished in a statement printed in grey."""
    found = contrast(brand.colour, brand.accent)
    if found >= _GREY_CONTRAST:
        return ()
    reason = (
        f"in greyscale the brand's two colours look alike: {brand.colour} and {brand.accent} have a contrast of "
        f"{found:.2f} with one another, and {_GREY_CONTRAST:g} is needed"
    )
    return (Problem("load", "warning", reason, "used as they are", settings.name, None, "brand.accent", brand.accent),)
