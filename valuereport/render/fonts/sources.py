"""Where the shipped faces come from: Python packages, so that one lock file gives the same letters on any machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from valuereport.render.fonts.arabic import split_ligatures

REGULAR, BOLD = 400, 600  # the two weights that a statement is set in


@dataclass(frozen=True, slots=True)
class Source:
    """A family in a package: a static file for each weight, or one variable file for all.

    `names`: how Unicode's names of the characters begin that the family is there for; `alone`: take no others;
    `change`: what is done to the font before it is used.
    """

    family: str
    package: str
    distribution: str
    files: Mapping[int, str]
    names: tuple[str, ...] = ()
    alone: bool = False
    change: Callable[[Any], None] | None = None

    def folder(self) -> Path | None:
        """Return the package's folder, None where it is not installed."""
        spec = find_spec(self.package)
        return Path(spec.origin).parent if spec and spec.origin else None

    def takes(self, character: str) -> bool:
        """Return whether we take this character of the family: a run of its letters has spaces in it, too."""
        return not self.alone or self.is_for(character) or character.isspace()

    def is_for(self, character: str) -> bool:
        """Return whether the family is there for this character's script."""
        return unicodedata.name(character, "").startswith(self.names) if self.names else False


def _east_asian(region: str, *names: str, alone: bool = False) -> Source:
    file = f"fonts/ofl/notosans{region.lower()}/NotoSans{region}[wght].ttf"
    package, distribution = "justmytype_intl_cjk", "justmytype-intl-cjk"
    return Source(f"Noto Sans {region}", package, distribution, {REGULAR: file, BOLD: file}, names, alone)


LATIN = Source(
    "Source Sans Pro",
    "font_source_sans_pro",
    "font-source-sans-pro",
    {REGULAR: "files/SourceSansPro-Regular.ttf", BOLD: "files/SourceSansPro-Semibold.ttf"},
)
ARABIC = Source(
    "IBM Plex Sans Arabic",
    "fontpkg_ibm_plex_sans_arabic",
    "fontpkg-ibm-plex-sans-arabic",
    {REGULAR: "files/IBMPlexSansArabic-Regular.ttf", BOLD: "files/IBMPlexSansArabic-SemiBold.ttf"},
    ("ARABIC",),
    change=split_ligatures,
)
SYMBOLS = Source(
    "DejaVu Sans",
    "matplotlib",
    "matplotlib",
    {REGULAR: "mpl-data/fonts/ttf/DejaVuSans.ttf", BOLD: "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"},
)
CHINESE = _east_asian("SC", "CJK", "IDEOGRAPHIC", "FULLWIDTH")
JAPANESE = _east_asian("JP", "CJK", "IDEOGRAPHIC", "FULLWIDTH", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA")
KOREAN = _east_asian("KR", "HANGUL", alone=True)  # for names; its other letters would only repeat the Chinese face

SOURCES = (LATIN, ARABIC, SYMBOLS, CHINESE, JAPANESE, KOREAN)
